// The token's slots: add, drop, raise, visit, and the start of a round.
import t from 'tap';
import { RECENT_MOVES } from '../../agent/core/token.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { makeToken } from './tokens.js';

const id = (value: number): Ipv4 => value as Ipv4;

t.test('slots stay in ascending unsigned order and keep their state when VMs join and leave', async (t) => {
  const token = makeToken('load-aware', [
    [5, 1],
    [9, 2],
    [0xf0000000, 3],
  ]);
  token.markVisited(1);
  t.same(token.add([id(7), id(5), id(7), id(0xffffffff)], 4), [7, 0xffffffff], 'known and repeated ids are not added');
  t.same([...token.ids], [5, 7, 9, 0xf0000000, 0xffffffff]);
  t.same([...token.levels], [1, 4, 2, 3, 4]);
  t.same([...token.visited], [0, 0, 1, 0, 0]);
  t.equal(token.loads.length, 5);
  t.same(token.drop([id(9), id(6)]), [9]);
  t.equal(token.visitedCount, 0);
  t.equal(token.indexOf(id(9)), -1);
  t.equal(token.indexOf(id(0xffffffff)), 3);
});

t.test('raise never lowers; write does', async (t) => {
  const token = makeToken('load-aware', [[1, 2]], new Map([[1, 50]]));
  token.raise(0, 1, 10);
  t.same([token.levels[0], token.loads[0]], [2, 50]);
  token.raise(0, 3, 60);
  t.same([token.levels[0], token.loads[0]], [3, 60]);
  token.write(0, 0, 5);
  t.same([token.levels[0], token.loads[0]], [0, 5]);
});

t.test('visiting twice counts once; a new round starts at the highest level present', async (t) => {
  const token = makeToken('distributed', [
    [1, 2],
    [2, 1],
  ]);
  token.markVisited(0);
  token.markVisited(0);
  t.equal(token.visitedCount, 1);
  token.header.level = 0;
  token.recordMove({ vm: id(1), to: id(100) });
  token.startRound();
  t.same([token.visitedCount, token.header.round, token.header.level], [0, 2, 2]);
  t.same([token.header.migrationsInRound, token.header.migrations], [0, 1]);
});

t.test('only the latest moves are kept', async (t) => {
  const token = makeToken('distributed', [[1, 0]]);
  for (let move = 0; move < RECENT_MOVES + 5; move += 1) token.recordMove({ vm: id(move), to: id(1) });
  t.equal(token.header.recentMoves.length, RECENT_MOVES);
  t.equal(token.header.recentMoves[0]!.vm, 5);
  t.equal(token.header.migrations, RECENT_MOVES + 5);
});

t.test('a copy is a token of its own', async (t) => {
  const token = makeToken('distributed', [[1, 1]]);
  const copy = token.copy();
  copy.recordMove({ vm: id(1), to: id(2) });
  copy.markVisited(0);
  copy.header.stays.x = 1;
  t.same([token.header.recentMoves.length, token.visitedCount, token.header.stays], [0, 0, {}]);
});
