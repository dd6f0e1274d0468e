// Packets recorded from a real libvirtd: what we send is byte for byte what it understood, and what it sent is understood.
import t from 'tap';
import { encodePacket, maxPacketBytes, messageType, type Packet, PacketReader } from '../../agent/libvirt/frame.js';
import { decodeError, decodeEvent } from '../../agent/libvirt/messages.js';
import * as migrations from '../../agent/libvirt/migration-procedures.js';
import * as procedures from '../../agent/libvirt/procedures.js';
import { formatUuid, parseUuid } from '../../agent/libvirt/uuid.js';
import { XdrDecoder, XdrEncoder } from '../../agent/libvirt/xdr.js';
import { fixture } from '../support/paths.js';

interface Recorded {
  readonly sent: boolean;
  readonly name: string;
  readonly bytes: Buffer;
  readonly packet: Packet;
}

const recorded: Recorded[] = fixture('libvirt', 'libvirtd-9.0-frames.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [direction, name, hex] = line.split(' ');
    const bytes = Buffer.from(hex!, 'hex');
    return { sent: direction === '>', name: name!, bytes, packet: new PacketReader().push(bytes)[0]! };
  });

const uuid = parseUuid('11111111-2222-4333-8444-555555555555')!;
const domain = { name: 'g1', uuid, id: 1 };
const uri = (port: string): string => `qemu+tcp://10.77.0.2${port}/system`;

function sentBody<A>(procedure: procedures.Procedure<A, unknown>, args: A): string {
  const xdr = new XdrEncoder();
  procedure.encode(xdr, args);
  return xdr.finish().toString('hex');
}

function received(name: string, status = 0): Packet[] {
  const found = recorded.filter((one) => !one.sent && one.name === name && one.packet.status === status);
  return found.map(({ packet }) => packet);
}

function decode<R>(procedure: procedures.Procedure<never, R>, packet: Packet | undefined): R {
  const xdr = new XdrDecoder(packet!.body);
  const result = procedure.decode(xdr);
  xdr.end();
  return result;
}

t.test('packets survive decoding and encoding', async (t) => {
  t.ok(recorded.length > 20);
  for (const { bytes, packet } of recorded) t.strictSame(encodePacket(packet), bytes);
});

t.test('calls are encoded as libvirtd understood them', async (t) => {
  const migration = { domain, params: {}, flags: 4096 | 1 | 2 };
  const expected: [string, number, string][] = [
    ['AUTH_LIST', 66, sentBody(procedures.authList, undefined)],
    ['CONNECT_OPEN', 1, sentBody(procedures.connectOpen, { uri: 'qemu:///system' })],
    ['EVENT_REGISTER', 316, sentBody(procedures.eventRegister, { event: 0 })],
    ['NODE_GET_INFO', 6, sentBody(procedures.nodeGetInfo, undefined)],
    ['GET_ALL_DOMAIN_STATS', 344, sentBody(procedures.getAllDomainStats, { groups: 1, flags: 0x20000001 })],
    ['GET_JOB_STATS', 298, sentBody(migrations.getJobStats, { domain })],
    ['LOOKUP_BY_UUID', 24, sentBody(procedures.lookupByUuid, { uuid })],
    ['GET_STATE', 212, sentBody(procedures.getState, { domain })],
    ['IS_PERSISTENT', 151, sentBody(procedures.isPersistent, { domain })],
    [
      'MIGRATE_PERFORM3_PARAMS',
      305,
      sentBody(migrations.migratePerform3Params, { ...migration, uri: uri(':1'), params: { bandwidth: 3 } }),
    ],
    ['MIGRATE_PERFORM3_PARAMS', 305, sentBody(migrations.migratePerform3Params, { ...migration, uri: uri('') })],
  ];
  for (const [name, number, body] of expected) {
    const bodies = recorded.filter((one) => one.sent && one.name === name && one.packet.procedure === number);
    t.ok(
      bodies.some(({ packet }) => packet.body.toString('hex') === body),
      `${name} ${body.slice(0, 40)}`,
    );
  }
});

t.test('replies are understood to the last byte', async (t) => {
  t.strictSame(decode(procedures.authList, received('AUTH_LIST')[0]), [0]);
  decode(procedures.connectOpen, received('CONNECT_OPEN')[0]);
  t.equal(decode(procedures.eventRegister, received('EVENT_REGISTER')[0]), 0);
  t.ok(decode(procedures.nodeGetInfo, received('NODE_GET_INFO')[0]).memoryKiB > 1_000_000);
  const [stats] = decode(procedures.getAllDomainStats, received('GET_ALL_DOMAIN_STATS')[0]);
  t.strictSame(stats?.domain, domain);
  t.strictSame(
    [...stats!.params],
    [
      ['state.state', 1],
      ['state.reason', 1],
    ],
  );
  t.strictSame(decode(procedures.lookupByUuid, received('LOOKUP_BY_UUID')[0]), domain);
  t.strictSame(decode(procedures.getState, received('GET_STATE')[0]), { state: 1, reason: 1 });
  t.equal(decode(procedures.isPersistent, received('IS_PERSISTENT')[0]), false);
  const jobs = received('GET_JOB_STATS').map((packet) => decode(migrations.getJobStats, packet));
  t.strictSame(
    jobs.map(({ type }) => type),
    [0, 2],
  );
  t.type(jobs[1]?.params.get('memory_total'), 'number');
  decode(migrations.migratePerform3Params, received('MIGRATE_PERFORM3_PARAMS')[0]);
});

t.test('errors keep number, origin and text', async (t) => {
  const unreachable = decodeError(received('MIGRATE_PERFORM3_PARAMS', 1)[0]!.body);
  t.match(unreachable, {
    code: 38,
    domain: 7,
    message: "unable to connect to server at '10.77.0.2:1': Connection refused",
  });
  t.match(decodeError(received('LOOKUP_BY_UUID', 1)[0]!.body), { code: 42, domain: 10, message: /^Domain not found/ });
});

t.test('events are understood', async (t) => {
  const lifecycle = received('EVENT_LIFECYCLE').map((packet) => decodeEvent(packet.procedure, packet.body));
  t.match(lifecycle, [
    { kind: 'lifecycle', event: 3, detail: 1 },
    { kind: 'lifecycle', event: 5, detail: 3 },
  ]);
  t.equal(formatUuid(lifecycle[0]!.domain.uuid), '11111111-2222-4333-8444-555555555555');
  const [completed] = received('EVENT_JOB_COMPLETED').map((packet) => decodeEvent(packet.procedure, packet.body));
  if (completed?.kind !== 'job-completed') throw new Error('not a job-completed event');
  t.equal(completed.params.get('data_processed'), 33_105_286);
  t.ok(Number(completed.params.get('time_elapsed')) > 0 && Number(completed.params.get('downtime')) > 0);
});

t.test('packets are cut wherever the stream was cut', async (t) => {
  const stream = Buffer.concat(recorded.map(({ bytes }) => bytes));
  for (const size of [1, 3, 5, 28, 100, 1000, stream.length]) {
    const reader = new PacketReader();
    const packets: Packet[] = [];
    for (let at = 0; at < stream.length; at += size) packets.push(...reader.push(stream.subarray(at, at + size)));
    t.equal(packets.length, recorded.length, `chunks of ${size} bytes`);
    t.strictSame(packets.at(-1)?.body, recorded.at(-1)?.packet.body);
  }
});

t.test('impossible lengths are refused at once', async (t) => {
  const claim = (length: number): Buffer => {
    const bytes = Buffer.alloc(28);
    bytes.writeUInt32BE(length);
    return bytes;
  };
  for (const length of [0, 4, 27])
    t.throws(() => new PacketReader().push(claim(length)), { name: 'FrameError', code: 'too-short' });
  for (const length of [maxPacketBytes + 1, 0xffffffff]) {
    t.throws(() => new PacketReader().push(claim(length)), { name: 'FrameError', code: 'too-long' });
  }
  const before = process.memoryUsage().arrayBuffers;
  t.strictSame(new PacketReader().push(claim(maxPacketBytes)), [], 'a long packet is waited for');
  t.ok(process.memoryUsage().arrayBuffers - before < 1_000_000, 'without memory for what has not come');
  const body = Buffer.alloc(maxPacketBytes);
  const packet = { program: 1, version: 1, procedure: 1, type: messageType.call, serial: 1, status: 0, body };
  t.throws(() => encodePacket(packet), { code: 'too-long' });
});
