// Changes of a token: applied to their base they give the token, on the wire they are small, and bytes that are none,
// or fit another base, give nothing.
import t from 'tap';
import { numberOf } from '../../agent/core/generation.js';
import { applyChange, changesBetween, type TokenChange } from '../../agent/core/handover/token-change.js';
import { nextSlot, POLICY_NAMES } from '../../agent/core/policy/index.js';
import { MAX_SLOTS, type PolicyName, Token } from '../../agent/core/token.js';
import { CodecError } from '../../proto/check.js';
import { decodeMessage, encodeMessage } from '../../proto/codec.js';
import { score } from '../../proto/gen/score.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { seeded } from '../core/cluster.js';
import { makeToken } from '../core/tokens.js';

type Random = () => number;
const HOP = { generation: numberOf(1, 5), sequence: 3 };
const below = (random: Random, limit: number): number => Math.floor(random() * limit);

function randomToken(policy: PolicyName, size: number, random: Random): Token {
  const ids = new Set<number>();
  while (ids.size < size) ids.add(below(random, 2 ** 32));
  const sorted = [...ids].sort((a, b) => a - b);
  const loads = new Map(sorted.map((id) => [id, below(random, 1_000)]));
  return makeToken(
    policy,
    sorted.map((id) => [id, below(random, 4)] as const),
    loads,
  );
}

/** What rounds do to a token: visits in the policy's order with new levels, VMs that come and go, round ends. */
function goOn(token: Token, random: Random): void {
  for (let hops = below(random, 2 * token.size + 2); hops > 0; hops -= 1) {
    const index = nextSlot(token);
    if (index === undefined) {
      token.startRound();
      continue;
    }
    if (random() < 0.3) token.write(index, below(random, 256), below(random, 1e6));
    token.markVisited(index);
  }
  const strangers = Array.from({ length: below(random, 4) }, () => below(random, 2 ** 32) as Ipv4);
  if (random() < 0.5) token.add(strangers, below(random, 4));
  if (random() < 0.5) token.drop([...token.ids].filter(() => random() < 0.1) as Ipv4[]);
  token.header.sequence += 1;
}

function overTheWire(change: TokenChange): TokenChange {
  const decoded = decodeMessage(encodeMessage({ type: 'token-change', change }));
  if (decoded.type !== 'token-change') throw new Error('not a change');
  return decoded.change;
}

t.test('the changes between two versions, applied to the first, give the second', async (t) => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = seeded(seed);
    const policy = POLICY_NAMES[seed % 3]!;
    const token = randomToken(policy, seed % 7 === 0 ? 0 : below(random, 60), random);
    goOn(token, random);
    const base = token.copy();
    goOn(token, random);
    if (seed % 20 === 0) token.drop([...token.ids] as Ipv4[]);
    const made = applyChange(base, overTheWire(changesBetween(base, HOP, token)));
    if (!made) throw new Error(`seed ${seed}: the changes do not fit`);
    t.same([...made.slots()], [...token.slots()], `seed ${seed}`, { diagnostic: false });
    t.same(made.header, token.header);
    t.equal(made.visitedCount, token.visitedCount);
  }
});

t.test('a round later, with 1 % of the levels changed, they are a small part of the token', async (t) => {
  for (const policy of POLICY_NAMES) {
    const random = seeded(5);
    const token = randomToken(policy, 20_000, random);
    token.keepIndex();
    const visit = (count: number) => {
      for (let hop = 0; hop < count; hop += 1) token.markVisited(nextSlot(token)!);
    };
    visit(7_000);
    const base = token.copy();
    visit(13_000);
    token.startRound();
    visit(7_000);
    for (let change = 0; change < 200; change += 1) token.write(below(random, token.size), below(random, 4), 5);
    const change = changesBetween(base, HOP, token);
    const [small, whole] = [encodeMessage({ type: 'token-change', change }), encodeMessage({ type: 'token', token })];
    t.ok(small.length < 0.03 * whole.length, `${policy}: ${small.length} of ${whole.length} bytes`);
    t.same([...applyChange(base, overTheWire(change))!.slots()], [...token.slots()]);
  }
});

t.test('changes against another base are found out', async (t) => {
  let fitted = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = seeded(seed);
    const token = randomToken(POLICY_NAMES[seed % 3]!, 20, random);
    const base = token.copy();
    goOn(token, random);
    const change = overTheWire(changesBetween(base, HOP, token));
    const other = base.copy();
    const index = below(random, 20);
    if (seed % 4 === 0) other.drop([other.idAt(index)]);
    else if (seed % 4 === 1) other.add([(other.idAt(index) + 1) as Ipv4], 1);
    else other.write(index, other.levels[index]! ^ 8, other.loads[index] ?? 0);
    const made = applyChange(other, change);
    // What the change overwrites or drops does not matter: then the outcome is the right one all the same.
    if (made) t.same([...made.slots()], [...token.slots()], `seed ${seed}`);
    if (made) fitted += 1;
  }
  t.ok(fitted < 100, `${200 - fitted} of 200 refused`);
});

t.test('changes that break a rule are refused', async (t) => {
  const token = makeToken('distributed', [
    [1, 1],
    [2, 2],
  ]);
  const good = changesBetween(token.copy(), HOP, token);
  const full = Token.of(token.header, {
    ids: Uint32Array.from({ length: MAX_SLOTS }, (_, i) => i + 1),
    levels: new Uint8Array(MAX_SLOTS),
    loads: new Float32Array(0),
    visited: new Uint8Array(MAX_SLOTS),
  });
  t.ok(applyChange(token, good));
  const none = Uint32Array.of();
  const cases: readonly [string, Partial<TokenChange>, Token?][] = [
    ['a slot dropped that is not there', { dropped: Uint32Array.of(2) }],
    ['a level of no slot', { levelsAt: Uint32Array.of(2), levels: Uint8Array.of(1) }],
    ['a load under another policy', { loadsAt: Uint32Array.of(0), loads: Float32Array.of(1) }],
    ['runs too short', { visitedRuns: Uint32Array.of(1) }],
    ['runs too long', { visitedRuns: Uint32Array.of(1, 0xffffffff) }],
    ['no runs', { visitedRuns: none }],
    ['an id added that is there', { added: Uint32Array.of(2), visitedRuns: Uint32Array.of(3) }],
    ['one slot too many', { added: Uint32Array.of(0xffffffff), visitedRuns: Uint32Array.of(MAX_SLOTS + 1) }, full],
    ['another digest', { digest: { low: 1, high: 1 } }],
    ['another policy', { header: { ...token.header, policy: 'load-aware' } }],
  ];
  for (const [what, changes, base = token] of cases) t.notOk(applyChange(base, { ...good, ...changes }), what);
  const wire = (changes: score.v1.TokenChange.$Properties): Uint8Array => {
    const { id } = token.header;
    const header = { id: Buffer.from(id, 'hex'), generation: 1, round: 1, policy: 1 };
    return score.v1.Envelope.encode({ tokenChange: { header, baseGeneration: 1, ...changes } }).finish();
  };
  t.equal(decodeMessage(wire({})).type, 'token-change');
  const spoilt: readonly [string, score.v1.TokenChange.$Properties, RegExp][] = [
    ['no header', { header: null }, /without a header/],
    ['a base of generation 0', { baseGeneration: 0 }, /generation 0/],
    ['a list cut off', { dropped: Buffer.from([0x80]) }, /does not end/],
    ['a number over 32 bits', { dropped: Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f]) }, /over 32 bits/],
    ['a list that runs over', { added: Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0]) }, /over 32 bits/],
    ['a longer number', { dropped: Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 1]) }, /does not end/],
    ['levels missing', { levelsAt: Buffer.from([0]) }, /1 places but 0 levels/],
    ['loads missing', { loadsAt: Buffer.from([0]) }, /1 places but 0 loads/],
    ['a guess of the future', { visitedGuess: 9 as score.v1.VisitedGuess }, /unknown guess/],
    ['too long a list', { visitedRuns: Buffer.alloc(MAX_SLOTS + 2) }, /more than/],
  ];
  for (const [what, changes, expected] of spoilt) {
    t.throws(() => decodeMessage(wire(changes)), { name: 'CodecError', message: expected }, what);
  }
});

t.test('spoilt changes give a CodecError, or do not fit, or give a token of ascending slots', async (t) => {
  const random = seeded(11);
  const token = randomToken('load-aware', 40, random);
  goOn(token, random);
  const base = token.copy();
  goOn(token, random);
  const bytes = encodeMessage({ type: 'token-change', change: changesBetween(base, HOP, token) });
  let made = 0;
  for (let attempt = 0; attempt < 20_000; attempt += 1) {
    const spoilt = Buffer.from(attempt % 3 === 0 ? bytes.subarray(0, below(random, bytes.length)) : bytes);
    for (let flips = attempt % 3; flips > 0; flips -= 1) spoilt[below(random, spoilt.length)] = below(random, 256);
    try {
      const message = decodeMessage(spoilt);
      if (message.type !== 'token-change') continue;
      const result = applyChange(base, message.change);
      if (!result) continue;
      made += 1;
      const isAscending = result.ids.every((id, i) => i === 0 || result.ids[i - 1]! < id);
      if (!isAscending || result.levels.length !== result.size) t.fail('a token that breaks the rules');
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
    }
  }
  t.ok(made < 20_000, `${made} of 20000 still gave a token`);
});
