// A few seeds of the simulation of faults that nobody has run before: what the fixed ones miss, these may find some day.
import { randomInt } from 'node:crypto';
import { keptUnder } from './seeds.js';

keptUnder(randomInt(1_000_000, 2 ** 31), 10);
