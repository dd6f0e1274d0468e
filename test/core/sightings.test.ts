// How long a token may stay away before its silence is suspicious: the formula, and what feeds it.
import t from 'tap';
import { type Sighting, Sightings, silenceMs, suspiciousAtMs } from '../../agent/core/search/sightings.js';
import type { Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { contextOf } from './lone.js';
import { makeToken } from './tokens.js';

function token(slots: number, sequence: number, heldMs: number): Token {
  const made = makeToken(
    'round-robin',
    Array.from({ length: slots }, (_, i) => [(ipv4('10.1.0.1') + i) as Ipv4, 1] as const),
  );
  Object.assign(made.header, { sequence, heldMs });
  return made;
}

const HOUR_MS = 3_600_000;

t.test(
  'three times the longest absence, or the round by the token’s own account; at least 60 s, at most 1 h',
  async (t) => {
    // slots, hops made, ms held in all, longest absence seen here, expected
    const table: readonly (readonly [number, number, number, number, number])[] = [
      [10, 0, 0, 0, 60_000],
      [10, 0, 99_000, 0, 60_000],
      [10, 5, 5_000, 0, 60_000],
      [10, 5, 5_000, 20_000, 60_000],
      [10, 5, 5_000, 20_001, 60_003],
      [1_000, 50, 5_000, 0, 300_000],
      [1_000, 50, 5_000, 99_999, 300_000],
      [1_000, 50, 5_000, 100_001, 300_003],
      [100_000, 100, 5_000, 0, HOUR_MS],
      [10, 5, 5_000, HOUR_MS, HOUR_MS],
    ];
    for (const [slots, sequence, heldMs, longestMs, expected] of table) {
      const sighting = { token: token(slots, sequence, heldMs), longestMs } as Sighting;
      t.equal(
        silenceMs(sighting),
        expected,
        `${slots} slots, ${sequence} hops in ${heldMs} ms, away for ${longestMs} ms`,
      );
    }
  },
);

t.test('absences are measured from arrival to arrival, and fade', async (t) => {
  const context = contextOf();
  const sightings = new Sightings(context, () => false);
  const one = token(2, 0, 0);
  const longest: number[] = [];
  for (const atMs of [0, 100_000, 110_000, 120_000, 200_000]) {
    context.nowMs = atMs;
    sightings.arrived(one);
    longest.push(Math.round(sightings.get(one.header.id)!.longestMs));
  }
  t.same(longest, [0, 100_000, 80_000, 64_000, 80_000]);
});

t.test('hosts do not all ask at once: each waits up to 15 s longer', async (t) => {
  const context = contextOf();
  const sightings = new Sightings(context, () => false);
  const staggers = new Set<number>();
  for (let arrival = 0; arrival < 50; arrival += 1) {
    sightings.arrived(token(2, 0, 0));
    const sighting = sightings.get('0123456789abcdef')!;
    t.equal(suspiciousAtMs(sighting), 60_000 + sighting.staggerMs);
    t.ok(sighting.staggerMs >= 0 && sighting.staggerMs < 15_000);
    staggers.add(sighting.staggerMs);
  }
  t.ok(staggers.size > 40);
});

t.test('what is heard of it, and its leaving, begin the patience anew; older news does not', async (t) => {
  const context = contextOf();
  const sightings = new Sightings(context, () => false);
  const one = token(2, 0, 0);
  sightings.arrived(one);
  const sighting = sightings.get(one.header.id)!;
  context.nowMs = 40_000;
  sightings.heardOf(sighting, 10_000);
  t.equal(sighting.atMs, 30_000);
  sightings.heardOf(sighting, 35_000);
  t.equal(sighting.atMs, 30_000);
  sightings.left(one);
  t.equal(sighting.atMs, 40_000);
});

t.test('eight tokens are remembered: the one that came longest ago goes', async (t) => {
  const sightings = new Sightings(contextOf(), () => false);
  const named = (n: number): Token => {
    const made = token(1, 0, 0);
    Object.assign(made.header, { id: `${n}`.repeat(16) });
    return made;
  };
  for (let n = 0; n < 8; n += 1) sightings.arrived(named(n));
  sightings.arrived(named(0));
  sightings.arrived(named(8));
  t.same(
    [...sightings.list()].map(({ id }) => id[0]),
    ['2', '3', '4', '5', '6', '7', '0', '8'],
  );
});
