// The fixed seeds of the simulation of faults, part 9 of 10: each is one data centre under faults.
import { keptUnder } from './seeds.js';

keptUnder(401, 50);
