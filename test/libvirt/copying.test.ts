// How the driver conducts a migration and what it does beside it, against the fake: what real daemons and QEMU do not show on
// demand. What they show is in moving.lab.test.ts.
import path from 'node:path';
import t, { type Test } from 'tap';
import type { Log } from '../../agent/libvirt/link.js';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder, until } from '../support/temporary.js';
import { connected } from './contract.js';
import { fakeDomain } from './fake-domain.js';
import { FakeLibvirtd } from './fake-libvirtd.js';
import { plainXml } from './xml-samples.js';

const web = { uuid: '11111111-2222-4333-8444-000000000001', name: 'web', mac: '52:54:00:00:00:01' };
const order = { uuid: web.uuid, target: ipv4('10.0.1.7') };
const procedure = { stats: 344, setDowntime: 166, setMetadata: 264, startPostCopy: 364, dirtyRate: 427 } as const;
const history = [{ atMs: 1_790_000_000_000, from: ipv4('10.0.1.1'), to: ipv4('10.0.1.7'), gain: 1, ok: true }];
const error = (code: number, message: string) => ({ kind: 'error', code, message }) as const;
/** Endless, until it is aborted or switched over. */
const endless = { bandwidthMiBps: 1 };

async function daemon(t: Test, xml = plainXml(web)): Promise<{ fake: FakeLibvirtd; socket: string }> {
  const socket = path.join(shortFolder(t), 'sock');
  const fake = new FakeLibvirtd(socket);
  fake.domains.set(web.uuid, fakeDomain(xml, web.name, web.uuid));
  await fake.listen();
  t.teardown(() => fake.kill());
  return { fake, socket };
}

function logged(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const note = (text: string, fields?: object): void => void lines.push(`${text}: ${JSON.stringify(fields)}`);
  return { log: { debug: () => {}, info: note, warn: note }, lines };
}

/** Passes over 1 MiB that never get smaller, one at each question. */
function passes(): () => Record<string, number> {
  let pass = 0;
  return () => ({ memory_iteration: ++pass, data_remaining: 1_048_576 });
}

t.test('parameters of a copy', async (t) => {
  const { fake, socket } = await daemon(t);
  const migrationNetwork = [{ base: ipv4('192.168.0.0'), length: 16 }];
  const all = {
    bandwidthMiBps: 7,
    postCopy: true,
    postCopyBandwidthMiBps: 9,
    tls: true,
    migrationNetwork,
    timeoutMs: 100,
  };
  const hypervisor = await connected(t, socket, all);
  const running = hypervisor.migrate(order);
  await until('it is under way', () => fake.migrations.length === 1);
  t.strictSame(fake.migrations[0]!.params, {
    migrate_uri: 'tcp://192.168.1.7',
    listen_address: '192.168.1.7',
    bandwidth: 7,
    'bandwidth.postcopy': 9,
  });
  t.equal(fake.migrations[0]!.flags, 1 | 2 | 4096 | 32_768 | 65_536);
  await running;
});

t.test('each step of downtime is ordered once; then time decides', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.progress = passes();
  const ladder = { downtimeMs: 100, downtimeLimitMs: 500, downtimeSteps: 3 };
  const hypervisor = await connected(t, socket, { ...endless, ...ladder, timeoutMs: 1500, watchIntervalMs: 20 });
  t.match(await hypervisor.migrate(order), {
    ok: false,
    code: 'timeout',
    text: /^not finished after 1500 ms and aborted/,
  });
  t.strictSame(fake.downtimes, [100, 300, 500]);
});

t.test('a downtime that cannot be set is tried once, and the migration goes on', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.progress = passes();
  fake.faults.set(procedure.setDowntime, error(3, 'not supported by the connection driver'));
  const { log, lines } = logged();
  const hypervisor = await connected(t, socket, {
    ...endless,
    downtimeSteps: 9,
    timeoutMs: 400,
    watchIntervalMs: 20,
    log,
  });
  t.match(await hypervisor.migrate(order), { ok: false, code: 'timeout' });
  t.equal(fake.calls.filter((number) => number === procedure.setDowntime).length, 1);
  t.match(lines.slice(1), [/downtime of a migration cannot be set.*not supported/]);
});

t.test('no progress', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.progress = passes();
  const hypervisor = await connected(t, socket, { ...endless, progressTimeoutMs: 300, watchIntervalMs: 20 });
  const text = /^made no progress for 300 ms and aborted: operation aborted/;
  t.match(await hypervisor.migrate(order), { ok: false, code: 'timeout', text });
});

t.test('post-copy when the downtime is used up, when time is, and not when it is not asked for', async (t) => {
  for (const [settings, reason] of [
    [{ downtimeSteps: 2, downtimeLimitMs: 500 }, 'not converged with a downtime of 500 ms'],
    [{ downtimeSteps: 100, timeoutMs: 200 }, 'not finished after 200 ms'],
    [{ downtimeSteps: 100, progressTimeoutMs: 200 }, 'made no progress for 200 ms'],
  ] as const) {
    const { fake, socket } = await daemon(t);
    fake.progress = passes();
    const { log, lines } = logged();
    const hypervisor = await connected(t, socket, {
      ...endless,
      ...settings,
      postCopy: true,
      watchIntervalMs: 20,
      log,
    });
    t.match(await hypervisor.migrate(order), { ok: true });
    t.match(lines.slice(1), [`migration goes on as post-copy: {"vm":"web","reason":"${reason}"}`]);
  }
});

t.test('post-copy that the hypervisor refuses: aborted when the time is over', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.progress = passes();
  fake.faults.set(procedure.startPostCopy, error(84, 'post-copy is not supported'));
  const { log, lines } = logged();
  const hypervisor = await connected(t, socket, {
    ...endless,
    postCopy: true,
    timeoutMs: 300,
    watchIntervalMs: 20,
    log,
  });
  t.match(await hypervisor.migrate(order), {
    ok: false,
    code: 'timeout',
    text: /^not finished after 300 ms and aborted/,
  });
  t.equal(lines.filter((line) => /cannot be switched to post-copy.*not supported/.test(line)).length, 1);
});

t.test('post-copy is not aborted, whatever the time', async (t) => {
  const { fake, socket } = await daemon(t);
  fake.progress = passes();
  const web = fake.domains.get(order.uuid)!;
  const settings = {
    ...endless,
    postCopy: true,
    downtimeSteps: 1,
    timeoutMs: 300,
    progressTimeoutMs: 200,
    watchIntervalMs: 20,
  };
  const hypervisor = await connected(t, socket, settings);
  const running = hypervisor.migrate(order);
  await until('it is under way', () => web.switchOver !== undefined);
  const finish = web.switchOver!;
  web.switchOver = () => void setTimeout(finish, 600);
  t.match(await running, { ok: true });
  t.notOk(fake.calls.includes(164), 'nothing was aborted');
});

t.test('a history that cannot be written: the VM moves without, and the result says so', async (t) => {
  const { fake, socket } = await daemon(t);
  const message = 'Timed out during operation: cannot acquire state change lock';
  fake.faults.set(procedure.setMetadata, error(68, message));
  const { log, lines } = logged();
  const hypervisor = await connected(t, socket, { log });
  await t.rejects(hypervisor.writeHistory(web.uuid, history), { message });
  t.match(await hypervisor.migrate({ ...order, history }), { ok: true, historyError: message });
  t.match(lines.slice(1), [/migrates without its history.*cannot acquire state change lock/]);
});

t.test('metadata is written into what runs, and into the definition where there is one', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket);
  await hypervisor.writeMarks(web.uuid, { label: 'red' });
  fake.domains.get(web.uuid)!.persistent = true;
  await hypervisor.writeHistory(web.uuid, history);
  t.strictSame(fake.metadataFlags, [1, 3]);
});

t.test("somebody else's change of metadata is seen at once, and a broken history is logged once", async (t) => {
  const { fake, socket } = await daemon(t);
  const { log, lines } = logged();
  const hypervisor = await connected(t, socket, { log });
  const other = await connected(t, socket);
  let changes = 0;
  hypervisor.onChange(() => changes++);
  t.equal((await hypervisor.domains())[0]?.marks, undefined);
  await other.writeMarks(web.uuid, { label: 'red' });
  await until('the change is told', () => changes > 0);
  t.strictSame((await hypervisor.domains())[0]?.marks, { label: 'red' });
  const broken = '<history xmlns="urn:score:history:1"><leap/></history>';
  fake.domains.get(web.uuid)!.metadata.set('urn:score:history:1', broken);
  for (let round = 0; round < 3; round++) {
    fake.setState(web.uuid, 1, round, 2);
    await until('it is read again', () => changes > round + 1);
    t.equal((await hypervisor.domains())[0]?.history, undefined);
  }
  t.match(lines.slice(1), [/history in the metadata of a VM cannot be read.*a move that is none: leap/]);
  t.equal(lines.length, 2);
});

t.test('dirty rates are asked for once, and not at all of a daemon that has none', async (t) => {
  const { fake, socket } = await daemon(t);
  const hypervisor = await connected(t, socket);
  const copy = async () => (await hypervisor.domains())[0]?.copy;
  t.strictSame(await copy(), { memoryBytes: 32 * 2 ** 20 });
  await until('it is measured', async () => (await copy())?.dirtyBytesPerSecond === 3 * 2 ** 20, 5000);
  t.strictSame(fake.measured, [web.uuid]);
  fake.measured.length = 0;
  fake.faults.set(procedure.dirtyRate, error(84, 'not supported with this QEMU binary'));
  const refused = await connected(t, socket);
  const asked = () => fake.calls.filter((number) => number === procedure.dirtyRate).length;
  for (let round = 0; round < 3; round++) {
    t.strictSame((await refused.domains())[0]?.copy, { memoryBytes: 32 * 2 ** 20 });
    await until('it was asked for', () => asked() === 2);
  }
});

t.test('a VM that cannot move is not measured', async (t) => {
  const { fake, socket } = await daemon(t, plainXml(web, "<hostdev mode='subsystem' type='pci'/>"));
  const hypervisor = await connected(t, socket);
  t.match(await hypervisor.domains(), [{ obstacle: { code: 'host-device' } }]);
  await hypervisor.domains();
  t.notOk(fake.calls.includes(procedure.dirtyRate));
});
