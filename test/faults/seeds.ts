// Runs a block of seeds of the simulation of faults as tests. A seed that fails prints how to see it again.
import t from 'tap';
import type { FaultsOptions } from '../../tools/faults/options.js';
import { runSeed } from '../../tools/faults/seeds.js';

const groupSize = 10;

export const defaults: FaultsOptions = {
  seed: 0,
  seeds: 1,
  hosts: undefined,
  hours: undefined,
  profile: undefined,
  breaks: undefined,
  trace: undefined,
  last: 60,
  jobs: 1,
};

/** All promises are kept under the seeds from `first` on. */
export function keptUnder(first: number, count: number): void {
  t.setTimeout(115_000);
  for (let from = first; from < first + count; from += groupSize) {
    const to = Math.min(from + groupSize, first + count) - 1;
    t.test(`seeds ${from} to ${to}`, async (t) => {
      t.setTimeout(115_000);
      for (let seed = from; seed <= to; seed += 1) {
        const { checker, line, text } = runSeed(seed, defaults);
        t.equal(checker, undefined, checker === undefined ? line : `${line}\n${text}`);
      }
    });
  }
}
