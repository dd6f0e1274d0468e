// Messages survive the wire, the token has the promised size, and bytes that break a rule give a CodecError.
import t from 'tap';
import { MAX_COUNTER, numberOf } from '../../agent/core/generation.js';
import { MAX_LIMIT } from '../../agent/core/limits.js';
import { MAX_OTHERS, MAX_TOLD_BYTES, MAX_TOLD_RECORDS, type Message } from '../../agent/core/messages.js';
import { MAX_LOST_HOSTS } from '../../agent/core/token.js';
import { CodecError } from '../../proto/check.js';
import { decodeMessage, encodeMessage } from '../../proto/codec.js';
import { score } from '../../proto/gen/score.js';
import { wordBytes } from '../../proto/words.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { seeded } from '../core/cluster.js';
import { makeToken } from '../core/tokens.js';

const vm = ipv4('10.1.0.7');
const host = ipv4('10.0.1.1');
const uuid = '00000000-0000-0000-0000-000000000001';

const MESSAGES: readonly Exclude<Message, { type: 'token' | 'token-change' }>[] = [
  {
    type: 'token-ack',
    tokenId: '00ff00ff00ff00ff',
    generation: numberOf(1, 0),
    sequence: 7,
    host,
    accepted: false,
    reason: 'busy',
    vms: [],
  },
  {
    type: 'token-ack',
    tokenId: '00ff00ff00ff00ff',
    generation: numberOf(1, 0),
    sequence: 7,
    host,
    accepted: true,
    reason: '',
    kept: true,
    incarnation: 0xffffffff,
    vms: [vm],
  },
  {
    type: 'token-grant',
    tokenId: '00ff00ff00ff00ff',
    generation: numberOf(3, 0xffffffff),
    sequence: 7,
    incarnation: 5,
  },
  {
    type: 'token-state',
    tokenId: '00ff00ff00ff00ff',
    generation: numberOf(3, 0xffffffff),
    sequence: 7,
    state: 'superseded',
    host,
  },
  {
    type: 'token-inquiry',
    tokenId: '00ff00ff00ff00ff',
    generation: numberOf(3, 0xffffffff),
    sequence: 7,
    request: 9,
    host,
  },
  {
    type: 'token-sighting',
    request: 9,
    host,
    sight: 'seen',
    generation: numberOf(3, 1),
    copyGeneration: numberOf(2, 7),
    sequence: 4,
    ageMs: 1.5,
    inquiring: true,
  },
  { type: 'token-revival', tokenId: '00ff00ff00ff00ff', generation: numberOf(3, 0xffffffff), sequence: 7 },
  { type: 'flight-request', request: 1, vm, tokenId: '00ff00ff00ff00ff' },
  { type: 'flight-response', request: 1, host, state: 'under-way' },
  { type: 'order-request', request: 1, version: numberOf(2, 9), paused: true, epoch: 3 },
  { type: 'order-response', request: 1, version: 0, paused: false, epoch: 0, host },
  { type: 'location-request', request: 0xffffffff, vm: ipv4('255.255.255.255') },
  { type: 'location-response', request: 1, vm, host, hosted: true, others: [vm, ipv4('10.1.0.9')] },
  {
    type: 'capacity-request',
    request: 2,
    vm,
    domainUuid: uuid,
    macs: ['52:54:00:00:00:01'],
    memoryMiB: 96,
    reserve: true,
  },
  {
    type: 'capacity-response',
    request: 2,
    host,
    granted: false,
    reason: 'no free slot',
    freeSlots: 0,
    freeMemoryMiB: 12,
    expiresInMs: 0,
  },
  {
    ...{ type: 'capacity-request', request: 2, vm, domainUuid: uuid, macs: [], memoryMiB: 96, reserve: false },
    ...{ vcpus: 4, antiAffinity: ['db', 'a.b-c_9'] },
  },
  ...(['room', 'mode', 'maintenance', 'blackout', 'anti-affinity', 'implausible-data', 'away'] as const).map(
    (rule) => ({
      ...{ type: 'capacity-response' as const, request: 2, host, granted: false, reason: 'no' },
      ...{ freeSlots: 0, freeMemoryMiB: 12, expiresInMs: 0, rule },
    }),
  ),
  { type: 'history-request', request: 8, vm, limit: MAX_TOLD_RECORDS },
  { type: 'history-response', request: 8, host, records: ['{"kind":"decision"}', '{}'], formerHosts: [host] },
  { type: 'reservation-release', vm, domainUuid: uuid },
  { type: 'inventory-request', request: 3 },
  { type: 'inventory-response', request: 3, host, vms: [vm, ipv4('10.1.0.9')], knownHosts: [host] },
  {
    type: 'migration-report',
    request: 4,
    tokenId: '0123456789abcdef',
    round: 2,
    vm,
    from: host,
    to: host,
    ok: true,
    reason: 'x',
    gain: -1.5,
    bytes: 6e7,
    ms: 1100,
    downtimeMs: 79,
    verified: true,
  },
  {
    type: 'round-end',
    request: 5,
    tokenId: '0123456789abcdef',
    rounds: 2,
    hops: 17,
    migrations: 3,
    failures: 1,
    slots: 8,
    reason: 'stable',
    stays: { 'no-flows': 4 },
  },
  { type: 'report-ack', request: 5 },
];

t.test('every message comes back as it was', async (t) => {
  for (const message of MESSAGES) t.same(decodeMessage(encodeMessage(message)), message, message.type);
});

t.test('a token comes back as it was, visited marks and all', async (t) => {
  const token = makeToken(
    'load-aware',
    [
      [1, 3],
      [0x7fffffff, 0],
      [0x80000000, 255],
      [0xffffffff, 1],
    ],
    new Map([[1, 12.5]]),
  );
  token.markVisited(1);
  token.markVisited(3);
  token.recordMove({ vm: 1 as Ipv4, to: host });
  token.header.stays['no-flows'] = 2;
  token.header.flights.push({ vm: 1 as Ipv4, from: 0xffffffff as Ipv4, to: host, round: 1 });
  token.header.lostHosts.push(host, 0xffffffff as Ipv4);
  Object.assign(token.header, { generation: numberOf(MAX_COUNTER, 0xffffffff), epoch: 7, heldMs: 1.5e9 });
  Object.assign(token.header, { limits: { total: 256, intoHost: 1, outOfHost: 2 } });
  token.header.holder = 0x80000000 as Ipv4;
  const decoded = decodeMessage(encodeMessage({ type: 'token', token }));
  if (decoded.type !== 'token') throw new Error('not a token');
  t.same({ ...decoded.token.header }, { ...token.header });
  t.same([...decoded.token.slots()], [...token.slots()]);
  t.equal(decoded.token.visitedCount, 2);
});

t.test('a round of its own rules comes back with the c_m that it was given', async (t) => {
  for (const [dryRun, autoCost] of [
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const token = makeToken('distributed', [[1, 3]]);
    Object.assign(token.header, { dryRun, autoCost, migrationCost: 12.5 });
    const decoded = decodeMessage(encodeMessage({ type: 'token', token }));
    if (decoded.type !== 'token') throw new Error('not a token');
    t.match(decoded.token.header, { dryRun, autoCost, migrationCost: 12.5 });
  }
});

t.test('a slot takes 5 bytes, and the header is small', async (t) => {
  const size = (slots: number): number => {
    const token = makeToken(
      'distributed',
      Array.from({ length: slots }, (_, i) => [i * 7 + 1, i % 4] as const),
    );
    for (let i = 0; i < slots; i += 2) token.markVisited(i);
    return encodeMessage({ type: 'token', token }).length;
  };
  for (const slots of [1, 64, 10_000]) t.ok(size(slots) < 5 * slots + 80, `${slots} slots take ${size(slots)} bytes`);
});

t.test('other messages that break a rule are refused', async (t) => {
  const hop = { tokenId: Buffer.alloc(8), generation: 1, sequence: 1 };
  const many = Array.from({ length: MAX_OTHERS + 1 }, () => 1);
  const cases: readonly [string, score.v1.Envelope.$Properties, RegExp][] = [
    ['a grant of generation 0', { tokenGrant: { ...hop, generation: 0 } }, /generation 0/],
    ['a grant of a short token id', { tokenGrant: { ...hop, tokenId: Buffer.alloc(9) } }, /8 bytes/],
    ['a state that says nothing', { tokenState: { ...hop, state: 0 } }, /unknown hop state 0/],
    ['a state of the future', { tokenState: { ...hop, state: 99 as score.v1.HopState } }, /unknown hop state 99/],
    ['an acknowledgement with too many VMs', { tokenAck: { ...hop, vms: many } }, /more than 256 VMs/],
    ['an answer with too many VMs', { locationResponse: { others: many } }, /more than 256 other VMs/],
    ['a sight of the future', { tokenSighting: { sight: 9 as score.v1.Sight } }, /unknown sight 9/],
    ['a negative age', { tokenSighting: { ageMs: -1 } }, /age/],
    ['a generation out of range', { tokenSighting: { copyGeneration: MAX_COUNTER + 1 } }, /out of range/],
    ['an order out of range', { orderRequest: { version: MAX_COUNTER + 1 } }, /order 2097152/],
    ['no records wanted', { historyRequest: { limit: 0 } }, /limit is not 1..100/],
    ['too many records wanted', { historyRequest: { limit: MAX_TOLD_RECORDS + 1 } }, /limit is not 1..100/],
    ['too many records', { historyResponse: { records: new Array(MAX_TOLD_RECORDS + 1).fill('') } }, /more than 100/],
    ['a record that is too long', { historyResponse: { records: ['x'.repeat(MAX_TOLD_BYTES + 1)] } }, /record/],
    [
      'records of too many bytes',
      { historyResponse: { records: ['é'.repeat(20_000), 'é'.repeat(20_000)] } },
      /80000 bytes/,
    ],
    ['too many former hosts', { historyResponse: { formerHosts: new Array(17).fill(1) } }, /former hosts/],
    ['too many groups', { capacityRequest: { domainUuid: 'u', antiAffinity: new Array(17).fill('g') } }, /16 groups/],
    ['a group of no name', { capacityRequest: { domainUuid: 'u', antiAffinity: [''] } }, /group name/],
    ['a group with a space', { capacityRequest: { domainUuid: 'u', antiAffinity: ['a b'] } }, /group name/],
    ['a flight of the future', { flightResponse: { state: 9 as score.v1.FlightState } }, /unknown flight state 9/],
  ];
  for (const [what, envelope, message] of cases) {
    const bytes = score.v1.Envelope.encode(envelope).finish();
    t.throws(() => decodeMessage(bytes), { name: 'CodecError', message }, what);
  }
});

t.test('a refusal by a rule of the future is a refusal, told by its words', async (t) => {
  const capacityResponse = {
    request: 1,
    host,
    granted: false,
    reason: 'it is full moon',
    rule: 99 as score.v1.Refusal,
  };
  const read = decodeMessage(score.v1.Envelope.encode({ capacityResponse }).finish());
  t.match(read, { type: 'capacity-response', granted: false, reason: 'it is full moon' });
  t.notOk('rule' in read);
  const granted = { ...capacityResponse, granted: true, rule: score.v1.Refusal.REFUSAL_MODE };
  t.notOk(
    'rule' in decodeMessage(score.v1.Envelope.encode({ capacityResponse: granted }).finish()),
    'none with a grant',
  );
});

t.test('tokens that break a rule are refused', async (t) => {
  const words = (...ids: number[]) => wordBytes(Uint32Array.from(ids));
  const loads = (...values: number[]) => wordBytes(Float32Array.from(values));
  const slots = { ids: words(1, 2), levels: Buffer.from([0, 0]) };
  const good = { id: Buffer.alloc(8), generation: 1, round: 1, policy: 1, ...slots };
  const cases: readonly [string, score.v1.Token.$Properties, RegExp][] = [
    ['ids out of order', { ids: words(2, 1) }, /ascending/],
    ['an id twice', { ids: words(1, 1) }, /ascending/],
    ['an id in both runs', { ids: words(1, 1), visited: 1 }, /ascending/],
    ['levels missing', { levels: Buffer.from([0]) }, /2 ids but 1 levels/],
    ['half an id', { ids: Buffer.alloc(7) }, /whole words/],
    ['more visited than there are', { visited: 3 }, /more VMs visited/],
    ['no policy', { policy: 0 }, /unknown policy 0/],
    ['a policy of the future', { policy: 99 as score.v1.Policy }, /unknown policy 99/],
    ['loads under another policy', { loads: loads(1, 2) }, /loads do not fit/],
    ['loads missing', { policy: 3 }, /loads do not fit/],
    ['a load that is no number', { policy: 3, loads: loads(1, Number.NaN) }, /loads is not a finite/],
    ['a negative migration cost', { migrationCost: -1 }, /migration cost/],
    ['an infinite migration cost', { migrationCost: Number.POSITIVE_INFINITY }, /migration cost/],
    ['a short id', { id: Buffer.alloc(7) }, /8 bytes/],
    ['round 0', { round: 0 }, /round is 0/],
    ['generation 0', { generation: 0 }, /generation 0 is not/],
    ['a generation that no double holds', { generation: MAX_COUNTER + 1 }, /generation 2097152 is not/],
    ['too many migrations in flight', { flights: Array.from({ length: MAX_LIMIT + 1 }, () => ({})) }, /in flight/],
    ['too many lost hosts', { lostHosts: Array.from({ length: MAX_LOST_HOSTS + 1 }, () => 1) }, /lost hosts/],
    ['a limit of 0', { limits: { total: 1, intoHost: 0, outOfHost: 1 } }, /a limit is not 1\.\.256/],
    ['a limit above the highest', { limits: { total: 257, intoHost: 1, outOfHost: 1 } }, /a limit is not 1\.\.256/],
    ['a time held that is no number', { heldMs: Number.NaN }, /held_ms/],
    ['a level above 255', { level: 256 }, /above 255/],
    ['too many moves', { recentMoves: Array.from({ length: 17 }, () => ({})) }, /recent moves/],
    ['too many reasons', { stays: Array.from({ length: 65 }, () => ({})) }, /64 reasons/],
  ];
  const encode = (token: score.v1.Token.$Properties): Uint8Array => score.v1.Envelope.encode({ token }).finish();
  t.equal(decodeMessage(encode(good)).type, 'token', 'the unspoilt token is fine');
  for (const [what, change, expected] of cases) {
    t.throws(() => decodeMessage(encode({ ...good, ...change })), { name: 'CodecError', message: expected }, what);
  }
});

t.test('bytes that are no message give a CodecError and nothing else', async (t) => {
  t.throws(() => decodeMessage(new Uint8Array(0)), CodecError);
  const random = seeded(3);
  const whole = MESSAGES.map((message) => encodeMessage(message));
  for (let attempt = 0; attempt < 5_000; attempt += 1) {
    const bytes = Buffer.from(whole[attempt % whole.length]!);
    const spoilt = attempt % 3 === 0 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
    if (attempt % 3 > 0 && spoilt.length > 0) spoilt[Math.floor(random() * spoilt.length)] = Math.floor(random() * 256);
    try {
      decodeMessage(spoilt);
    } catch (error) {
      if (!(error instanceof CodecError)) t.fail(`${(error as Error).stack}`);
    }
  }
  t.pass('5000 spoilt messages');
});
