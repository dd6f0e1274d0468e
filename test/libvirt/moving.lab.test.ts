// How migrations go, with real daemons and QEMU: downtime in steps, no progress, post-copy, a network of their own, TLS; and
// how fast a guest writes. Two hypervisors in namespaces with two links, and a guest that no pre-copy can follow.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder, until } from '../support/temporary.js';
import { makeCertificates, opensslMissing } from './certificates.js';
import { connected } from './contract.js';
import { accelerator, guestXml } from './lab-guest.js';
import { connectHosts, LabHost, labMissing, receivedBytes } from './lab-host.js';

t.setTimeout(120_000);
const missing = labMissing() ?? (opensslMissing() ? 'not installed: openssl' : undefined);
if (missing) {
  t.plan(0, missing);
} else {
  const folder = shortFolder(t);
  const comment = (text: string): void => t.comment(text);
  // They name the second network only, so that TLS over the first one must fail.
  const certificates = makeCertificates(path.join(folder, 'tls'), ['10.78.0.1', '10.78.0.2']);
  const qemuConf = [`migrate_tls_x509_cert_dir = "${certificates}"`, 'migrate_tls_x509_verify = 1'];
  const hostOf = (letter: string, address: string) =>
    new LabHost({ folder, name: `slm${process.pid}${letter}`, address, comment, qemuConf });
  const a = hostOf('a', '10.77.0.1');
  const b = hostOf('b', '10.77.0.2');
  for (const host of [a, b]) {
    t.teardown(() => host.down());
    await host.up();
  }
  connectHosts(a, b);
  connectHosts(a, b, 'eth1', '10.78.0');
  await Promise.all([a.startLibvirtd(), b.startLibvirtd()]);

  const kind = accelerator(folder);
  t.comment(`guests run under ${kind}`);
  const create = (host: LabHost, guest: { uuid: string; name: string; mac: string; busy?: boolean }): void => {
    const file = path.join(folder, 'domain.xml');
    writeFileSync(file, guestXml({ ...guest, accelerator: kind, folder }));
    host.virsh('create', file);
  };
  const runsAt = (host: LabHost, uuid: string): boolean =>
    host.virsh('list', '--uuid', '--state-running').includes(uuid);
  const [toA, toB] = [ipv4(a.address), ipv4(b.address)];
  const busy = { uuid: '11111111-2222-4333-8444-000000000011', name: 'busy', mac: '52:54:00:00:00:11', busy: true };
  const calm = { uuid: '11111111-2222-4333-8444-000000000012', name: 'calm', mac: '52:54:00:00:00:12' };
  const privately = { migrationNetwork: [{ base: ipv4('10.78.0.0'), length: 24 }] };
  create(a, calm);
  // Its memory is filled within moments after the BIOS has done its part.
  create(a, busy);

  t.test('how fast a guest writes is found out beside everything else', async (t) => {
    const hypervisor = await connected(t, a.socket, { bandwidthMiBps: 20 });
    const copyOf = async (uuid: string) => (await hypervisor.domains()).find((domain) => domain.uuid === uuid)?.copy;
    t.match(await copyOf(busy.uuid), { memoryBytes: 64 * 2 ** 20, bytesPerSecond: 20 * 2 ** 20 });
    const rateOf = async (uuid: string) => (await copyOf(uuid))?.dirtyBytesPerSecond;
    await until(
      'both are measured',
      async () => (await rateOf(busy.uuid)) !== undefined && (await rateOf(calm.uuid)) !== undefined,
      15_000,
    );
    const [fast, slow] = [(await rateOf(busy.uuid))!, (await rateOf(calm.uuid))!];
    t.comment(`busy ${fast / 2 ** 20} MiB/s, calm ${slow / 2 ** 20} MiB/s`);
    t.ok(fast > 8 * 2 ** 20 && fast < 100 * 2 ** 20, 'the busy one changes its 31 MiB each second');
    t.ok(slow < 2 * 2 ** 20, 'the calm one nothing');
  });

  t.test('no progress: more downtime in steps, then it is given up, and the guest runs on', async (t) => {
    const settings = {
      bandwidthMiBps: 30,
      progressTimeoutMs: 5000,
      downtimeMs: 100,
      downtimeLimitMs: 320,
      downtimeSteps: 3,
    };
    const hypervisor = await connected(t, a.socket, settings);
    const seen = new Set<string>();
    const result = hypervisor.migrate({ uuid: busy.uuid, target: toB });
    const parameters = () => a.virsh('qemu-monitor-command', busy.name, '--hmp', 'info migrate_parameters');
    const watch = setInterval(() => seen.add(/downtime-limit: (\d+) ms/.exec(parameters())?.[1] ?? ''), 400);
    t.match(await result, {
      ok: false,
      code: 'timeout',
      text: /^made no progress for 5000 ms and aborted: operation aborted/,
    });
    clearInterval(watch);
    t.comment(`downtime limits seen: ${[...seen].join(', ')}`);
    for (const limit of ['100', '210', '320']) t.ok(seen.has(limit), `${limit} ms`);
    t.match(parameters(), /downtime-limit: 300 ms/, "QEMU's own default is in force again");
    t.ok(runsAt(a, busy.uuid));
    t.notOk(runsAt(b, busy.uuid));
  });

  t.test('post-copy: the same guest gets there', async (t) => {
    const settings = { bandwidthMiBps: 30, downtimeMs: 100, downtimeLimitMs: 100, downtimeSteps: 1, postCopy: true };
    const infos: string[] = [];
    const log = {
      debug: () => {},
      warn: (text: string) => void infos.push(text),
      info: (text: string) => void infos.push(text),
    };
    const hypervisor = await connected(t, a.socket, { ...settings, log });
    const result = await hypervisor.migrate({ uuid: busy.uuid, target: toB });
    t.comment(JSON.stringify(result));
    t.match(result, { ok: true });
    t.strictSame(infos.slice(1), ['migration goes on as post-copy']);
    t.notOk(runsAt(a, busy.uuid));
    t.ok(runsAt(b, busy.uuid));
    b.virsh('destroy', busy.uuid);
  });

  t.test('post-copy that breaks off is told from every other failure', async (t) => {
    const victim = {
      uuid: '11111111-2222-4333-8444-000000000014',
      name: 'victim',
      mac: '52:54:00:00:00:14',
      busy: true,
    };
    create(a, victim);
    const settings = { bandwidthMiBps: 30, postCopyBandwidthMiBps: 1, downtimeSteps: 1, postCopy: true };
    const hypervisor = await connected(t, a.socket, settings);
    const result = hypervisor.migrate({ uuid: victim.uuid, target: toB });
    await until('it is switched', () => a.virsh('domstate', '--reason', victim.name).includes('post-copy'), 20_000);
    const target = await connected(t, b.socket);
    const heldBy = async (driver: typeof target) =>
      (await driver.domains()).find(({ uuid }) => uuid === victim.uuid)?.running;
    t.strictSame([await heldBy(hypervisor), await heldBy(target)], [false, true], 'it runs at the target already');
    b.inside('/bin/sh', '-c', 'kill -9 $(cat /run/libvirt/qemu/victim.pid)');
    t.match(await result, { ok: false, code: 'failed', text: /the VM is halted, because post-copy broke off/ });
    const [found] = (await hypervisor.domains()).filter(({ uuid }) => uuid === victim.uuid);
    t.comment(JSON.stringify([await result, found]));
    t.match(found, { running: true, obstacle: { detail: /post-copy/ } }, 'it is listed here, and is not moved again');
    a.virsh('destroy', victim.uuid);
  });

  t.test('a copy goes over the network that is meant for it', async (t) => {
    const hypervisor = await connected(t, a.socket, privately);
    const before = [receivedBytes(b, 'eth0'), receivedBytes(b, 'eth1')] as const;
    t.match(await hypervisor.migrate({ uuid: calm.uuid, target: toB }), { ok: true });
    const talked = receivedBytes(b, 'eth0') - before[0];
    const copied = receivedBytes(b, 'eth1') - before[1];
    t.comment(`${talked} bytes over the first network, ${copied} over the second`);
    t.ok(copied > 31 * 2 ** 20, 'the memory');
    t.ok(talked < 2 ** 20, 'libvirt itself');
    t.ok(runsAt(b, calm.uuid));
  });

  t.test('TLS: to an address that the certificate names, and to no other', async (t) => {
    const anywhere = await connected(t, b.socket, { tls: true });
    const refused = await anywhere.migrate({ uuid: calm.uuid, target: toA });
    t.comment(JSON.stringify(refused));
    t.match(refused, { ok: false, code: 'failed', text: /TLS channel/ });
    t.ok(runsAt(b, calm.uuid), 'it stays where it is');
    const hypervisor = await connected(t, b.socket, { tls: true, ...privately });
    t.match(await hypervisor.migrate({ uuid: calm.uuid, target: toA }), { ok: true });
    t.ok(runsAt(a, calm.uuid));
  });

  t.test(
    'metadata outlives migration, the end of the guest and a new definition, as the domain itself does',
    async (t) => {
      const kept = { uuid: '11111111-2222-4333-8444-000000000013', name: 'kept', mac: '52:54:00:00:00:13' };
      const file = path.join(folder, 'kept.xml');
      writeFileSync(file, guestXml({ ...kept, accelerator: kind, folder }));
      a.virsh('define', file);
      a.virsh('start', kept.name);
      const history = [{ atMs: 1_790_000_000_000, from: toA, to: toB, gain: 5, ok: true }];
      const source = await connected(t, a.socket);
      await source.writeMarks(kept.uuid, { label: 'red', antiAffinity: ['db'] });
      t.match(await source.migrate({ uuid: kept.uuid, target: toB, history }), { ok: true });
      t.match(
        b.virsh('dumpxml', '--inactive', kept.uuid),
        /<score:anti-affinity>db<.*<score:move at="2026/s,
        'in its definition there',
      );
      const target = await connected(t, b.socket);
      const find = async () => (await target.domains()).find(({ uuid }) => uuid === kept.uuid);
      t.match(await find(), { marks: { label: 'red' }, history });
      b.virsh('destroy', kept.uuid);
      b.virsh('start', kept.name);
      t.match(await find(), { marks: { label: 'red', antiAffinity: ['db'] }, history });
      b.virsh(
        'metadata',
        kept.uuid,
        'urn:score:vm:1',
        '--key',
        'score',
        '--live',
        '--config',
        '--set',
        '<vm><label>mauve</label></vm>',
      );
      await until('the change is seen at once', async () => (await find())?.marks?.neverMove !== undefined, 5000);
      b.virsh('destroy', kept.uuid);
      b.virsh('undefine', kept.uuid);
    },
  );
}
