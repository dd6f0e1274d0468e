// The flood of flood.test.ts with ten million datagrams, or as many as the first argument says, by the seed that the second
// says: node dist/test/transport/flood-10m.js [DATAGRAMS [SEED]]. Not run by `npm test`: it takes minutes.
import { floodProblems } from './flood-checks.js';
import { runFlood } from './hostile.js';

const [datagrams = 10_000_000, seed = 1] = process.argv.slice(2).map(Number);
const report = runFlood(seed, datagrams);
const problems = floodProblems(report);
process.stdout.write(`${JSON.stringify({ seed, ...report }, undefined, 2)}\n`);
for (const problem of problems) process.stdout.write(`PROBLEM: ${problem}\n`);
process.stdout.write(problems.length === 0 ? 'all as it should be\n' : '');
process.exitCode = problems.length === 0 ? 0 : 1;
