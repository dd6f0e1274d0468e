// A seed replays exactly, with or without somebody watching; another seed is another run.
import t from 'tap';
import { outcomeOf, type SeedOptions } from '../../tools/faults/seeds.js';

const options: SeedOptions = { hosts: undefined, hours: undefined, profile: 'everything', breaks: undefined };

function transcriptOf(seed: number): string[] {
  const lines: string[] = [];
  outcomeOf(seed, options, (line) => lines.push(line));
  return lines;
}

t.test('the same seed gives the same transcript', async (t) => {
  const once = transcriptOf(7);
  t.ok(once.length > 500, `${once.length} lines`);
  t.same(transcriptOf(7), once);
});

t.test('watching changes nothing', async (t) => {
  const watched = outcomeOf(7, options, () => {});
  const unwatched = outcomeOf(7, options);
  t.same({ ...unwatched.counts }, { ...watched.counts });
  t.equal(unwatched.virtualMs, watched.virtualMs);
});

t.test('another seed gives another', async (t) => {
  t.notSame(transcriptOf(8).slice(0, 200), transcriptOf(7).slice(0, 200));
});
