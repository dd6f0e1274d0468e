// The order in which each policy visits VMs, as transcripts that a person can check by hand, and the one rule
// for all of them: every VM exactly once a round, whatever happens to the levels meanwhile.
import t from 'tap';
import { nextSlot, POLICY_NAMES } from '../../agent/core/policy/index.js';
import type { PolicyName, Token } from '../../agent/core/token.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { seeded } from './cluster.js';
import { makeToken } from './tokens.js';

/** Visits a whole round; `onVisit` may change levels as holders do. Returns `id@level` of each visit. */
function round(token: Token, onVisit: (token: Token, id: number) => void = () => {}): string[] {
  const order: string[] = [];
  for (let index = nextSlot(token); index !== undefined; index = nextSlot(token)) {
    const id = token.ids[index]!;
    order.push(`${id}@${token.levels[index]}`);
    onVisit(token, id);
    token.markVisited(token.indexOf(id as Ipv4));
    if (order.length > 10_000) throw new Error('the round does not end');
  }
  return order;
}

const levels = [
  [1, 2],
  [2, 3],
  [3, 0],
  [4, 3],
  [5, 2],
] as const;

t.test('round-robin goes in strict slot order', async (t) => {
  t.same(round(makeToken('round-robin', levels)), ['1@2', '2@3', '3@0', '4@3', '5@2']);
});

t.test('distributed: highest level first, in id order, then the next lower level from the start', async (t) => {
  const token = makeToken('distributed', levels);
  t.same(round(token), ['2@3', '4@3', '1@2', '5@2', '3@0'], 'level 1, which nobody has, is passed over');
  token.startRound();
  t.same(round(token), ['2@3', '4@3', '1@2', '5@2', '3@0'], 'the next round starts at the top again');
});

t.test('distributed goes on after the last VM visited and wraps within a level', async (t) => {
  const token = makeToken('distributed', [
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
  token.header.cursor = 2 as Ipv4;
  t.same(round(token), ['2@3', '3@3', '1@3']);
});

t.test('distributed restarts at the highest level when a level was raised behind it', async (t) => {
  const token = makeToken('distributed', levels);
  const order = round(token, (token, id) => {
    if (id === 1) token.raise(token.indexOf(5 as Ipv4), 3, 0);
  });
  t.same(order, ['2@3', '4@3', '1@2', '3@0', '5@3'], 'VM 5 was raised above the level under work, and is not lost');
});

t.test('load-aware: within a level the heaviest first, equal loads by id', async (t) => {
  const loads = new Map([
    [1, 10],
    [2, 5],
    [3, 100],
    [4, 50],
    [5, 10],
  ]);
  t.same(round(makeToken('load-aware', levels, loads)), ['4@3', '2@3', '1@2', '5@2', '3@0']);
});

t.test('every policy visits every VM exactly once a round while levels change and VMs join', async (t) => {
  for (const policy of POLICY_NAMES) {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = seeded(seed);
      const ids = Array.from({ length: 30 }, (_, i) => [i * 3 + 1, Math.floor(random() * 5)] as const);
      const token = makeToken(policy as PolicyName, ids);
      const seen: number[] = [];
      round(token, (token, id) => {
        seen.push(id);
        token.write(token.indexOf(id as Ipv4), Math.floor(random() * 5), random() * 100);
        const other = Math.floor(random() * token.size);
        token.raise(other, Math.floor(random() * 5), random() * 100);
        if (random() < 0.1) token.add([Math.floor(random() * 90) as Ipv4], 4);
      });
      if (seen.length !== new Set(seen).size || seen.length !== token.size) t.fail(`${policy}, seed ${seed}`);
    }
  }
  t.pass('150 random rounds');
});

t.test('a token that keeps an index is visited in exactly the order that scanning gives', async (t) => {
  for (const policy of POLICY_NAMES) {
    for (let seed = 1; seed <= 100; seed += 1) {
      const random = seeded(seed);
      const size = 1 + Math.floor(random() * (seed % 10 === 0 ? 3_000 : 100));
      const slots = Array.from({ length: size }, (_, i) => [i * 2 + 1, Math.floor(random() * 5)] as const);
      const [scanned, indexed] = [makeToken(policy as PolicyName, slots), makeToken(policy as PolicyName, slots)];
      indexed.keepIndex();
      for (let step = 0; step < 2 * size; step += 1) {
        const [expected, actual] = [nextSlot(scanned), nextSlot(indexed)];
        if (expected !== actual) throw new Error(`${policy}, seed ${seed}, step ${step}: ${actual}, not ${expected}`);
        const [visit, write, raise] = [expected, random(), random()].map((n) => Math.floor((n ?? 0) * size));
        const [level, load, join] = [Math.floor(random() * 5), Math.floor(random() * 4), random() < 0.02];
        for (const token of [scanned, indexed]) {
          if (expected === undefined) token.startRound();
          else {
            token.write(expected, level, load);
            token.markVisited(expected);
          }
          token.write(write! % token.size, load, level);
          token.raise(raise! % token.size, load, level * 2);
          if (join) token.add([((visit ?? 0) * 2) as Ipv4], 4);
          if (join) token.drop([token.idAt(write! % token.size)]);
        }
      }
    }
  }
  t.pass('300 random tokens');
});

t.test('an empty token has no next slot', async (t) => {
  for (const policy of POLICY_NAMES) t.equal(nextSlot(makeToken(policy, [])), undefined, policy);
});
