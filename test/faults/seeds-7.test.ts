// The fixed seeds of the simulation of faults, part 8 of 10: each is one data centre under faults.
import { keptUnder } from './seeds.js';

keptUnder(351, 50);
