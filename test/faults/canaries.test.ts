// The protocol broken on purpose: each break has to be caught by the checker of the promise that it breaks, under one of
// the first seeds, and the same seed keeps every promise when nothing is broken.
import t from 'tap';
import { type BreakName, breakNames } from '../../tools/faults/breaks.js';
import type { ProfileName } from '../../tools/faults/plan.js';
import { outcomeOf } from '../../tools/faults/seeds.js';

t.setTimeout(115_000);

/** Seeds tried until one shows the break. */
const mostSeeds = 60;

/** Which promises a break may be seen to break, and under which faults it shows. */
const canaries: Readonly<
  Record<BreakName, { readonly by: readonly string[]; readonly profile: ProfileName; readonly hosts?: number }>
> = {
  'hide-jobs': { by: ['S1'], profile: 'guests' },
  // Somebody else has to ask for the last room just then.
  'lose-reservation': { by: ['S2'], profile: 'crashes', hosts: 5 },
  'forget-promise': { by: ['S2'], profile: 'calm' },
  'act-ungranted': { by: ['S3'], profile: 'network' },
  'skip-generation-check': { by: ['S3'], profile: 'network' },
  'lie-about-places': { by: ['S4'], profile: 'calm' },
  'open-replays': { by: ['S5'], profile: 'crashes' },
  // The round goes on late, or so late that it makes no whole round.
  'drop-custody': { by: ['L1', 'L2'], profile: 'crashes' },
  'skip-vm': { by: ['L2'], profile: 'calm' },
  'forget-levels': { by: ['levels'], profile: 'calm' },
  'open-doors': { by: ['S6'], profile: 'calm' },
};

for (const name of breakNames) {
  t.test(`${name} is caught`, async (t) => {
    t.setTimeout(115_000);
    const { by, profile, hosts } = canaries[name];
    const options = { hosts, hours: undefined, profile };
    for (let seed = 1; seed <= mostSeeds; seed += 1) {
      const { failure } = outcomeOf(seed, { ...options, breaks: name });
      if (!failure || !by.includes(failure.checker)) continue;
      t.comment(`seed ${seed}: ${failure.checker}: ${failure.message}`);
      t.equal(outcomeOf(seed, { ...options, breaks: undefined }).failure, undefined, `seed ${seed} in earnest`);
      return;
    }
    t.fail(`no seed up to ${mostSeeds} has shown it`);
  });
}
