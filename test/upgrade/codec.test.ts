// Each kind of message that the protocol before grants knew, in both directions: what is written today is read by it with
// the same meaning, and the other way round. Golden bytes keep the frozen file itself honest.
import t from 'tap';
import { numberOf } from '../../agent/core/generation.js';
import { changesBetween } from '../../agent/core/handover/token-change.js';
import { ONE_AT_A_TIME } from '../../agent/core/limits.js';
import type { Message } from '../../agent/core/messages.js';
import { Token } from '../../agent/core/token.js';
import { decodeMessage, encodeMessage } from '../../proto/codec.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { makeToken } from '../core/tokens.js';
import { read, through, write } from './before-grants.js';

const vm = ipv4('10.1.0.7');
const host = ipv4('10.0.1.1');
const uuid = '00000000-0000-0000-0000-000000000001';
const tokenId = '0123456789abcdef';
const idBytes = Buffer.from(tokenId, 'hex');
const first = numberOf(1, 0);

function token(): Token {
  const made = makeToken(
    'load-aware',
    [
      [1, 3],
      [vm, 0],
    ],
    new Map([[1, 12.5]]),
  );
  made.markVisited(0);
  made.recordMove({ vm, to: host });
  Object.assign(made.header, { sequence: 4, holder: vm, stays: { 'no-flows': 2 } });
  return made;
}

/** The same with everything that came with grants. */
function fullToken(): Token {
  const made = token().copy(numberOf(1, 77));
  made.header.flights.push({ vm, from: host, to: host, round: 1 });
  made.header.lostHosts.push(host);
  return Token.of({ ...made.header, epoch: 3, heldMs: 12, limits: { total: 9, intoHost: 2, outOfHost: 1 } }, made);
}

/** A message as written today, and how it reads to an agent of today after it has been through the old version. */
interface Case {
  readonly written: Message;
  readonly comesBack: Message;
}
const same = (message: Message): Case => ({ written: message, comesBack: message });

const change = changesBetween(token().copy(), { generation: first, sequence: 2 }, fullToken());
const hop = { tokenId, generation: first, sequence: 7 };
const report = { request: 4, tokenId, round: 2, vm, from: host, to: host, ok: true, reason: 'x', gain: -1.5 } as const;
const totals = { rounds: 2, hops: 17, migrations: 3, failures: 1, slots: 8, reason: 'over', stays: { 'no-flows': 4 } };
const wanted = { vm, domainUuid: uuid, macs: ['52:54:00:00:00:01'], memoryMiB: 96, reserve: true };
const ack = { type: 'token-ack', ...hop, host, accepted: true, reason: '', kept: true } as const;

const cases: readonly Case[] = [
  { written: { ...ack, incarnation: 5, vms: [vm] }, comesBack: { ...ack, vms: [] } },
  same({ type: 'token-ack', ...hop, host, accepted: false, reason: 'busy', baseUnknown: true, vms: [] }),
  same({ type: 'location-request', request: 0xffffffff, vm }),
  same({ type: 'location-response', request: 1, vm, host, hosted: true, others: [vm, 9 as Ipv4] }),
  {
    written: { type: 'capacity-request', request: 2, ...wanted, renewal: true },
    comesBack: { type: 'capacity-request', request: 2, ...wanted },
  },
  same({
    ...{ type: 'capacity-response', request: 2, host, granted: false, reason: 'no free slot' },
    ...{ freeSlots: 0, freeMemoryMiB: 12, expiresInMs: 0 },
  }),
  {
    written: { type: 'capacity-request', request: 2, ...wanted, vcpus: 2, antiAffinity: ['db'] },
    comesBack: { type: 'capacity-request', request: 2, ...wanted },
  },
  {
    written: {
      ...{ type: 'capacity-response', request: 2, host, granted: false, reason: 'the host is in maintenance' },
      ...{ freeSlots: 0, freeMemoryMiB: 12, expiresInMs: 0, rule: 'maintenance' },
    },
    comesBack: {
      ...{ type: 'capacity-response', request: 2, host, granted: false, reason: 'the host is in maintenance' },
      ...{ freeSlots: 0, freeMemoryMiB: 12, expiresInMs: 0 },
    },
  },
  same({ type: 'reservation-release', vm, domainUuid: uuid }),
  same({ type: 'inventory-request', request: 3 }),
  same({ type: 'inventory-response', request: 3, host, vms: [vm], knownHosts: [host] }),
  same({ type: 'migration-report', ...report, bytes: 6e7, ms: 1100, downtimeMs: 79, verified: true }),
  {
    written: { type: 'round-end', request: 5, tokenId, generation: numberOf(2, 9), ...totals },
    comesBack: { type: 'round-end', request: 5, tokenId, generation: numberOf(2, 0), ...totals },
  },
  same({ type: 'report-ack', request: 5 }),
];

t.test('what is written today passes through the old version, but for what it does not know', async (t) => {
  for (const { written, comesBack } of cases) {
    const bytes = through(encodeMessage(written));
    t.ok(bytes, written.type);
    const expected = comesBack.type === 'round-end' ? omit(comesBack, 'generation') : comesBack;
    t.same(decodeMessage(bytes!), expected, written.type);
  }
});

function omit<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = value;
  return rest;
}

t.test('a token passes with its slots, marks and totals, and without what came with grants', async (t) => {
  const whole = fullToken();
  const back = decodeMessage(through(encodeMessage({ type: 'token', token: whole, kept: true, offer: true }))!);
  if (back.type !== 'token') throw new Error('no token');
  t.same([back.kept, back.offer], [true, undefined]);
  t.same([...back.token.slots()], [...whole.slots()]);
  const lost = { flights: [], lostHosts: [], epoch: 0, heldMs: 0, limits: ONE_AT_A_TIME, generation: first };
  t.same(back.token.header, { ...whole.header, ...lost });
});

t.test('changes pass likewise', async (t) => {
  const back = decodeMessage(through(encodeMessage({ type: 'token-change', change, kept: true, offer: true }))!);
  if (back.type !== 'token-change') throw new Error('no changes');
  const lost = { flights: [], lostHosts: [], epoch: 0, heldMs: 0, limits: ONE_AT_A_TIME, generation: first };
  t.same([back.kept, back.offer], [true, undefined]);
  t.same(
    { ...back.change, levels: [...back.change.levels] },
    {
      ...change,
      header: { ...change.header, ...lost },
      levels: [...change.levels],
    },
  );
});

t.test('a round with rules that the old version does not know moves nothing there', async (t) => {
  for (const rules of [{ dryRun: true }, { autoCost: true }]) {
    const ruled = Token.of({ ...token().header, ...rules, migrationCost: 0 }, token());
    const { body, fields } = read(encodeMessage({ type: 'token', token: ruled }));
    t.equal(body, 'token');
    t.match(fields, { token: { migrationCost: Number.MAX_VALUE } }, 'no gain can be above this c_m');
    const back = decodeMessage(through(encodeMessage({ type: 'token', token: ruled }))!);
    if (back.type !== 'token') throw new Error('no token');
    // What it has passed on has lost the mark, and still moves nothing anywhere: not even VMs of a host that drains.
    t.match(back.token.header, { dryRun: true, autoCost: false, migrationCost: Number.MAX_VALUE });
    const again = decodeMessage(encodeMessage(back));
    t.match(again.type === 'token' && again.token.header, { dryRun: true, migrationCost: Number.MAX_VALUE });
  }
});

t.test('kinds that came later are no message to the old version', async (t) => {
  const order = { version: numberOf(1, 2), paused: true, epoch: 1 };
  const news: readonly Message[] = [
    { type: 'token-grant', ...hop, incarnation: 1 },
    { type: 'token-state', ...hop, state: 'moved', host },
    { type: 'token-inquiry', request: 1, ...hop, host },
    {
      ...{ type: 'token-sighting', request: 1, host, sight: 'seen', generation: first, copyGeneration: first },
      ...{ sequence: 1, ageMs: 1, inquiring: false },
    },
    { type: 'token-revival', ...hop },
    { type: 'flight-request', request: 1, vm, tokenId },
    { type: 'flight-response', request: 1, host, state: 'arrived' },
    { type: 'history-request', request: 1, vm, limit: 9 },
    { type: 'history-response', request: 1, host, records: ['{}'], formerHosts: [host] },
    { type: 'order-request', request: 1, ...order },
    { type: 'order-response', request: 1, host, ...order },
  ];
  for (const message of news) t.equal(through(encodeMessage(message)), undefined, message.type);
});

/** Written by the version before grants: its fields, as they were read then. */
const golden: readonly (readonly [kind: string, hex: string, fields: object])[] = [
  [
    'token',
    [
      '0a6b0a080123456789abcdef10011804200329000000000000f83f3001450101000a4d0700010a5001580362080100000007',
      '00010a6a0203007208000048410000000078018001018a010a0d0700010a150101000a950101000000a2010c0a086e6f2d66',
      '6c6f77731002b00101',
    ].join(''),
    {
      token: {
        id: idBytes,
        generation: 1,
        sequence: 4,
        policy: 3,
        migrationCost: 1.5,
        round: 1,
        origin: host,
        holder: vm,
        level: 3,
        migrationsInRound: 1,
        migrations: 1,
        recentMoves: [{ vm: vm, to: host }],
        cursor: 1,
        stays: [{ reason: 'no-flows', count: 2 }],
        kept: true,
        visited: 1,
        ids: Buffer.from('010000000700010a', 'hex'),
        levels: Buffer.from('0300', 'hex'),
        loads: Buffer.from('0000484100000000', 'hex'),
      },
    },
  ],
  [
    'tokenAck',
    '12170a080123456789abcdef100118072001350101000a3801',
    { tokenAck: { tokenId: idBytes, generation: 1, sequence: 7, accepted: true, host: host, kept: true } },
  ],
  ['locationRequest', '1a070809150700010a', { locationRequest: { request: 9, vm: vm } }],
  [
    'locationResponse',
    '22180809150700010a1d0101000a20012a080700010a09000000',
    { locationResponse: { request: 9, vm: vm, host: host, hosted: true, others: [vm, 9] } },
  ],
  [
    'capacityRequest',
    [
      '2a440802150700010a1a2430303030303030302d303030302d303030302d303030302d303030303030303030303031221135',
      '323a35343a30303a30303a30303a303128603001',
    ].join(''),
    {
      capacityRequest: {
        request: 2,
        vm: vm,
        domainUuid: uuid,
        macs: ['52:54:00:00:00:01'],
        memoryMib: 96,
        reserve: true,
      },
    },
  ],
  [
    'capacityResponse',
    '32110802150101000a18012803300c38b0ea01',
    {
      capacityResponse: { request: 2, host: host, granted: true, freeSlots: 3, freeMemoryMib: 12, expiresInMs: 30000 },
    },
  ],
  [
    'reservationRelease',
    '3a2b0d0700010a122430303030303030302d303030302d303030302d303030302d303030303030303030303031',
    { reservationRelease: { vm: vm, domainUuid: uuid } },
  ],
  ['inventoryRequest', '42020803', { inventoryRequest: { request: 3 } }],
  [
    'inventoryResponse',
    '4a130803150101000a1a040700010a22040101000a',
    { inventoryResponse: { request: 3, host: host, vms: [vm], knownHosts: [host] } },
  ],
  [
    'migrationReport',
    [
      '5248080412080123456789abcdef1802250700010a2d0101000a350101000a380142017849000000000000f8bf5100000000',
      '389c8c41590000000000309140610000000000c053406801',
    ].join(''),
    {
      migrationReport: {
        request: 4,
        tokenId: idBytes,
        round: 2,
        vm: vm,
        from: host,
        to: host,
        ok: true,
        reason: 'x',
        gain: -1.5,
        bytes: 60000000,
        ms: 1100,
        downtimeMs: 79,
        verified: true,
      },
    },
  ],
  [
    'roundEnd',
    '5a2a080512080123456789abcdef1802201128033001380842046f7665724a0c0a086e6f2d666c6f77731004',
    {
      roundEnd: {
        request: 5,
        tokenId: idBytes,
        rounds: 2,
        hops: 17,
        migrations: 3,
        failures: 1,
        slots: 8,
        reason: 'over',
        stays: [{ reason: 'no-flows', count: 4 }],
      },
    },
  ],
  ['reportAck', '62020805', { reportAck: { request: 5 } }],
  [
    'tokenChange',
    [
      '6a720a510a080123456789abcdef10011804200329000000000000f83f3001450101000a4d0700010a580378018001018a01',
      '0a0d0700010a150101000a950101000000a2010c0a086e6f2d666c6f77731002b001011001180225070000002d0800000032',
      '01013a01054201004a010260016a0102',
    ].join(''),
    {
      tokenChange: {
        header: {
          id: idBytes,
          generation: 1,
          sequence: 4,
          policy: 3,
          migrationCost: 1.5,
          round: 1,
          origin: host,
          holder: vm,
          level: 3,
          migrationsInRound: 1,
          migrations: 1,
          recentMoves: [{ vm: vm, to: host }],
          cursor: 1,
          stays: [{ reason: 'no-flows', count: 2 }],
          kept: true,
        },
        baseGeneration: 1,
        baseSequence: 2,
        digestLow: 7,
        digestHigh: 8,
        dropped: Buffer.from('01', 'hex'),
        added: Buffer.from('05', 'hex'),
        levelsAt: Buffer.from('00', 'hex'),
        levels: Buffer.from('02', 'hex'),
        visitedGuess: 1,
        visitedRuns: Buffer.from('02', 'hex'),
      },
    },
  ],
];

t.test('golden bytes of the old version: the frozen file reads and writes them as before', async (t) => {
  for (const [kind, hex, fields] of golden) {
    const { body, fields: now } = read(Buffer.from(hex, 'hex'));
    t.equal(body, kind);
    t.same(now, fields, kind);
    t.equal(Buffer.from(write(now)).toString('hex'), hex, kind);
  }
  t.equal(golden.length, 13, 'every kind');
});

t.test('golden bytes of the old version are read today', async (t) => {
  const bytesOf = (kind: string) => Buffer.from(golden.find(([each]) => each === kind)![1], 'hex');
  const decoded = decodeMessage(bytesOf('token'));
  if (decoded.type !== 'token') throw new Error('no token');
  t.match(decoded.token.header, { id: tokenId, generation: first, sequence: 4, round: 1, moves: 1, migrations: 1 });
  t.same(decoded.token.header.limits, ONE_AT_A_TIME);
  t.notOk(decoded.offer);
  t.same(
    [...decoded.token.slots()].map(({ id, level, visited }) => [id, level, visited]),
    [
      [1, 3, true],
      [vm, 0, false],
    ],
  );
  const accepted = decodeMessage(bytesOf('tokenAck'));
  t.match(accepted, { type: 'token-ack', ...hop, accepted: true, kept: true, vms: [] });
  t.notOk('incarnation' in accepted, 'so nobody waits for its probes');
  for (const [kind, hex] of golden) {
    const name = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    t.equal(decodeMessage(Buffer.from(hex, 'hex')).type, name);
  }
});
