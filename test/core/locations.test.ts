// Cached locations: how long they are believed, and how the token's moves correct them.
import t from 'tap';
import { Locations } from '../../agent/core/locations.js';
import { type Move, RECENT_MOVES, type TokenHeader } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { contextOf, here, there } from './lone.js';
import { makeToken } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const elsewhere = ipv4('10.0.4.1');

function header(moves: number, recentMoves: Move[]): TokenHeader {
  return { ...makeToken('round-robin', []).header, moves, recentMoves };
}

t.test('an answer is believed for its time to live, silence for a shorter one', async (t) => {
  const context = contextOf({ location: { ttlMs: 1_000, negativeTtlMs: 100, maxEntries: 10 } });
  context.nowMs = 1;
  const locations = new Locations(context);
  locations.set(vm(1), there);
  locations.set(vm(2), undefined);
  t.same([locations.get(vm(1)), locations.get(vm(2))], [{ host: there }, { host: undefined }]);
  context.nowMs = 150;
  t.same([locations.get(vm(1)), locations.get(vm(2))], [{ host: there }, undefined]);
  context.nowMs = 1_100;
  t.equal(locations.get(vm(1)), undefined);
});

t.test('it is bounded: the entry not used for longest goes', async (t) => {
  const locations = new Locations(contextOf({ location: { ttlMs: 1_000, negativeTtlMs: 100, maxEntries: 2 } }));
  for (const n of [1, 2, 3]) locations.set(vm(n), there);
  t.same(
    [1, 2, 3].map((n) => locations.get(vm(n)) !== undefined),
    [false, true, true],
  );
});

t.test('a move corrects what is cached, and adds nothing', async (t) => {
  const locations = new Locations(contextOf());
  locations.set(vm(1), here);
  locations.set(vm(2), undefined);
  locations.learn(
    header(
      3,
      [1, 2, 3].map((n) => ({ vm: vm(n), to: there })),
    ),
  );
  t.same(
    [1, 2, 3].map((n) => locations.get(vm(n))?.host),
    [there, there, undefined],
  );
  t.equal(locations.get(vm(3)), undefined);
});

t.test('a move that was taken in before does not undo a newer answer', async (t) => {
  const locations = new Locations(contextOf());
  locations.set(vm(1), here);
  const first = { vm: vm(1), to: there };
  locations.learn(header(1, [first]));
  locations.set(vm(1), elsewhere);
  locations.learn(header(1, [first]));
  t.equal(locations.get(vm(1))!.host, elsewhere);
  locations.learn(header(2, [first, { vm: vm(2), to: there }]));
  t.equal(locations.get(vm(1))!.host, elsewhere);
  locations.learn(header(3, [first, { vm: vm(1), to: here }]));
  t.equal(locations.get(vm(1))!.host, here);
});

t.test('a host that missed more moves than the token tells forgets everything', async (t) => {
  const moves = Array.from({ length: RECENT_MOVES }, () => ({ vm: vm(2), to: there }));
  for (const [count, isKept] of [
    [RECENT_MOVES, true],
    [RECENT_MOVES + 1, false],
  ] as const) {
    const locations = new Locations(contextOf());
    locations.set(vm(1), here);
    locations.learn(header(count, moves));
    t.equal(locations.get(vm(1)) !== undefined, isKept, `${count} moves`);
  }
});

t.test('each token is followed by itself', async (t) => {
  const locations = new Locations(contextOf());
  locations.learn(header(RECENT_MOVES, []));
  locations.set(vm(1), here);
  locations.learn({ ...header(1, [{ vm: vm(1), to: there }]), id: 'fedcba9876543210' });
  t.equal(locations.get(vm(1))!.host, there);
});

t.test('hosts that answers revealed', async (t) => {
  const locations = new Locations(contextOf());
  locations.set(vm(1), there);
  locations.set(vm(2), there);
  locations.set(vm(3), undefined);
  t.same(locations.knownHosts(), [there]);
});
