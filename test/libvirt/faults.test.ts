// What a daemon does only when something is wrong: bytes that are no protocol, absence, refusals, loss at a bad moment.
import path from 'node:path';
import t, { type Test } from 'tap';
import { encodePacket, messageType, type Packet } from '../../agent/libvirt/frame.js';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder, until } from '../support/temporary.js';
import { connected, makeDriver } from './contract.js';
import { fakeDomain } from './fake-domain.js';
import { FakeLibvirtd } from './fake-libvirtd.js';
import { plainXml } from './xml-samples.js';

const web = { uuid: '11111111-2222-4333-8444-000000000001', name: 'web', mac: '52:54:00:00:00:01' };
const order = { uuid: web.uuid, target: ipv4('192.0.2.7') };
const procedure = {
  xml: 14,
  stats: 344,
  jobStats: 298,
  migrate: 305,
  isPersistent: 151,
  register: 316,
  open: 1,
} as const;

async function daemon(t: Test, xml = plainXml(web)): Promise<{ fake: FakeLibvirtd; socket: string }> {
  const socket = path.join(shortFolder(t), 'sock');
  const fake = new FakeLibvirtd(socket);
  fake.domains.set(web.uuid, fakeDomain(xml, web.name, web.uuid));
  await fake.listen();
  t.teardown(() => fake.kill());
  return { fake, socket };
}

const reply = (call: Packet, change: Partial<Packet>): Buffer =>
  encodePacket({ ...call, type: messageType.reply, ...change });

function claiming(length: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32BE(length);
  return bytes;
}

t.test('bytes that are no protocol: the call fails, the connection is rebuilt', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket, { callTimeoutMs: 1000 });
  const cases: [string, (call: Packet) => Buffer, RegExp][] = [
    ['length 0', () => claiming(0), /claims 0 bytes/],
    ['length 4 GB', () => claiming(0xffffffff), /claims 4294967295 bytes/],
    ['unknown serial', (call) => reply(call, { serial: 4711 }), /never made \(serial 4711\)/],
    ['unknown program', (call) => reply(call, { program: 7 }), /program 7/],
    ['unknown type', (call) => reply(call, { type: 3 }), /type 3/],
    ['body cut short', (call) => reply(call, { body: Buffer.from('00000005', 'hex') }), /length 5, but only 0 bytes/],
    ['body with more', (call) => reply(call, { body: Buffer.alloc(8) }), /4 bytes left over/],
    ['error cut short', (call) => reply(call, { status: 1, body: Buffer.alloc(2) }), /4 bytes wanted/],
    [
      'event of nonsense',
      () =>
        encodePacket({
          program: 0x20008086,
          version: 1,
          procedure: 318,
          type: 2,
          serial: 0,
          status: 0,
          body: Buffer.alloc(3),
        }),
      /4 bytes wanted/,
    ],
  ];
  for (const [what, bytes, message] of cases) {
    await until('connected', () => hypervisor.unavailable() === undefined);
    fake.faults.set(procedure.stats, { kind: 'raw', bytes });
    await t.rejects(hypervisor.domains(), { code: 'protocol', message }, what);
    t.match(hypervisor.unavailable(), message, 'the reason stays until it is connected again');
    fake.faults.clear();
  }
  await until('connected', () => hypervisor.unavailable() === undefined);
  t.equal((await hypervisor.domains()).length, 1);
  t.equal(fake.connections(), 1, 'broken connections were closed');
});

t.test('a packet that never becomes whole ends at the deadline', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket, { callTimeoutMs: 200 });
  fake.faults.set(procedure.stats, { kind: 'raw', bytes: () => claiming(1_000_000) });
  await t.rejects(hypervisor.domains(), { code: 'deadline', message: /CONNECT_GET_ALL_DOMAIN_STATS within 200 ms/ });
});

t.test('absent at the start, there later', async (t) => {
  const socket = path.join(shortFolder(t), 'sock');
  const hypervisor = makeDriver(t, socket);
  let changes = 0;
  hypervisor.onChange(() => changes++);
  t.match(hypervisor.unavailable(), /not started/);
  await hypervisor.start();
  await until('the reason is known', () => /does not exist/.test(hypervisor.unavailable() ?? ''));
  await t.rejects(hypervisor.domains(), {
    message: `libvirt cannot be asked: cannot connect to ${socket}: the socket does not exist; is libvirtd running?`,
  });
  t.match(await hypervisor.migrate(order), { ok: false, code: 'unreachable', text: /does not exist/ });
  const fake = new FakeLibvirtd(socket);
  await fake.listen();
  t.teardown(() => fake.kill());
  await until('connected', () => hypervisor.unavailable() === undefined);
  t.equal(changes, 1);
});

t.test('demands that cannot be met are named', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.authTypes = [1];
  const hypervisor = makeDriver(t, socket);
  await hypervisor.start();
  await until('refused', () => /demands SASL/.test(hypervisor.unavailable() ?? ''));
  t.match(hypervisor.unavailable(), /demands SASL authentication.*auth_unix_rw/, 'it says what to change');
  fake.authTypes = [2];
  const noAgent = 'authentication unavailable: no polkit agent available to authenticate';
  fake.faults.set(70, { kind: 'error', code: 96, message: noAgent });
  await until('refused', () => /polkit does not let the agent in/.test(hypervisor.unavailable() ?? ''));
  t.match(hypervisor.unavailable(), new RegExp(`${noAgent}.*usermod -aG libvirt score`));
  fake.authTypes = [];
  fake.faults.set(procedure.open, { kind: 'error', code: 38, message: 'Cannot write data: Read-only' });
  await until('refused', () => hypervisor.unavailable() === 'Cannot write data: Read-only');
  fake.faults.clear();
  await until('let in', () => hypervisor.unavailable() === undefined);
  t.same(await hypervisor.domains().then((domains) => domains.length > 0), true, 'and then it works');
});

t.test('pings are answered', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket);
  fake.send(
    encodePacket({
      program: 0x6b656570,
      version: 1,
      procedure: 1,
      type: 2,
      serial: 0,
      status: 0,
      body: Buffer.alloc(0),
    }),
  );
  await until('the pong', () => fake.pongs === 1);
  t.equal(hypervisor.unavailable(), undefined);
});

t.test('definitions are read once, until something changes', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket);
  const reads = (): number => fake.calls.filter((number) => number === procedure.xml).length;
  for (let round = 0; round < 3; round++) await hypervisor.domains();
  t.equal(reads(), 1);
  fake.setState(web.uuid, 3, 1, 3);
  await until('the change is seen', async () => (await hypervisor.domains())[0]?.obstacle !== undefined);
  t.equal(reads(), 2);
});

t.test('a hypervisor without bulk statistics, job statistics and some events', async (t) => {
  const { fake, socket } = await daemon(t);
  const unsupported = {
    kind: 'error',
    code: 3,
    message: 'this function is not supported by the connection driver',
  } as const;
  fake.faults.set(procedure.stats, unsupported).set(procedure.jobStats, unsupported);
  const hypervisor = await connected(t, socket);
  t.match(await hypervisor.domains(), [{ uuid: web.uuid, running: true }]);
});

t.test('a domain that ends between two questions is left out', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket);
  fake.faults.set(procedure.xml, { kind: 'error', code: 42, message: 'Domain not found' });
  t.strictSame(await hypervisor.domains(), []);
  fake.faults.clear();
  fake.faults.set(procedure.jobStats, { kind: 'error', code: 55, message: 'domain is not running' });
  t.match(await hypervisor.domains(), [{ obstacle: { code: 'transient-state' } }]);
});

t.test('a local disk is an obstacle unless its path is shared', async (t) => {
  const disk = "<disk type='file' device='disk'><source file='/srv/a.qcow2'/><target dev='vda'/></disk>";
  const { socket } = await daemon(t, plainXml(web, disk));
  const localPaths = async (paths: readonly string[]) => new Map(paths.map((one) => [one, 'on ext4 mounted at /']));
  const hypervisor = await connected(t, socket, { localPaths });
  const detail = 'disk vda is /srv/a.qcow2, on ext4 mounted at /: not known to be shared with other hosts';
  t.match(await hypervisor.domains(), [{ obstacle: { code: 'local-disk', detail } }]);
  t.match(await hypervisor.migrate(order), { ok: false, code: 'refused', text: detail });
  const sharing = await connected(t, socket, { sharedPaths: ['/srv'] });
  t.notOk((await sharing.domains())[0]?.obstacle);
});

t.test('flags and parameters of a migration', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.domains.get(web.uuid)!.persistent = true;
  const hypervisor = await connected(t, socket, {
    bandwidthMiBps: 5,
    timeoutMs: 100,
    migrationUri: 'qemu+tls://{host}/system',
  });
  t.match(await hypervisor.migrate(order), { ok: false, code: 'timeout' });
  const persistent = await connected(t, socket);
  t.match(await persistent.migrate(order), { ok: true });
  const live = 1 | 2 | 4096;
  t.strictSame(fake.migrations, [
    { uri: 'qemu+tls://192.0.2.7/system', flags: live | 8 | 16, params: { bandwidth: 5 } },
    { uri: 'qemu+tcp://192.0.2.7/system', flags: live | 8 | 16, params: {} },
  ]);
});

t.test('refusals of libvirt by their number', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket);
  const cases: [number, string][] = [
    [81, 'refused'],
    [55, 'refused'],
    [78, 'aborted'],
    [9, 'failed'],
    [1, 'failed'],
  ];
  for (const [code, expected] of cases) {
    fake.faults.set(procedure.migrate, { kind: 'error', code, message: `libvirt's text ${code}` });
    t.strictSame(await hypervisor.migrate(order), { ok: false, code: expected, text: `libvirt's text ${code}` });
  }
});

t.test('an abort that does nothing: given up after the grace', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.faults.set(procedure.migrate, { kind: 'hang' });
  const hypervisor = await connected(t, socket, { timeoutMs: 100, graceMs: 200 });
  t.match(await hypervisor.migrate(order), { ok: false, code: 'timeout', text: /not finished after 100 ms/ });
  await until('its connection is closed', () => fake.connections() === 1);
});

t.test('libvirt says ok, but the domain is still here', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.faults.set(procedure.migrate, { kind: 'raw', bytes: (call) => reply(call, { body: Buffer.alloc(4) }) });
  const hypervisor = await connected(t, socket);
  t.match(await hypervisor.migrate(order), {
    ok: false,
    code: 'failed',
    text: /reported success, but the domain is still here/,
  });
});

t.test('the daemon is lost while the domain leaves', async (t) => {
  for (const arrived of [true, false, undefined]) {
    const { fake, socket } = await daemon(t);
    fake.dropOnMigration = true;
    const hypervisor = await connected(t, socket, { confirmArrival: async () => arrived });
    const result = await hypervisor.migrate(order);
    if (arrived) t.match(result, { ok: true });
    else
      t.match(result, {
        ok: false,
        code: 'failed',
        text: /gone from the source, and whether it runs at the target is not known/,
      });
  }
});

t.test('the daemon is lost and stays away', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket, { bandwidthMiBps: 1, graceMs: 150 });
  const running = hypervisor.migrate(order);
  await until('it is under way', () => fake.migrations.length === 1);
  await fake.kill();
  t.match(await running, {
    ok: false,
    code: 'failed',
    text: /closed the connection; then: libvirt cannot be asked/,
  });
});

t.test('close ends everything, promises of migrations included', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket, { bandwidthMiBps: 1 });
  const running = hypervisor.migrate(order);
  await until('it is under way', () => fake.migrations.length === 1);
  await hypervisor.close();
  t.match(await running, { ok: false, code: 'failed', text: /closed by this agent/ });
  t.match(hypervisor.unavailable(), /closed by this agent/);
  await until('no connection is left', () => fake.connections() === 0);
});

t.test('polkit is asked where the daemon wants it, and its consent is enough', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.authTypes = [2];
  const hypervisor = makeDriver(t, socket);
  await hypervisor.start();
  await until('let in', () => hypervisor.unavailable() === undefined);
  t.ok(fake.calls.indexOf(70) < fake.calls.indexOf(procedure.open), 'before anything else');
});
