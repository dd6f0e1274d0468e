// The embedded datapath driver with the agent's own parser of Open vSwitch's dumps, against a world on real sockets.
import t from 'tap';
import type { FlowSample } from '../../agent/core/drivers.js';
import { EmbeddedDatapath } from '../../agent/embedded/datapath.js';
import { EmbeddedHypervisor } from '../../agent/embedded/hypervisor.js';
import { DumpReader } from '../../agent/ovs/dump-reader.js';
import { dumpParser, readDump } from '../../agent/ovs/dump-text.js';
import { WorldServer } from '../../tools/demo/world-server.js';
import { shortFolder, type Teardown, until } from '../support/temporary.js';
import { hostA, hostB, realWorld, serve, vmOf } from './world.js';

async function started(test: Teardown, config: ConstructorParameters<typeof EmbeddedDatapath>[0]) {
  const driver = new EmbeddedDatapath(config, dumpParser());
  test.teardown(() => driver.close());
  await driver.start();
  return driver;
}

const between = (samples: readonly FlowSample[], src: number, dst: number) =>
  samples.filter((sample) => sample.src === vmOf(src).address && sample.dst === vmOf(dst).address);

t.test('knows the ports as soon as it has started, with the numbers that flows show', async (t) => {
  const { a } = await serve(t);
  const driver = await started(t, a);
  t.equal(driver.unavailable(), undefined);
  t.match(driver.ports(), [
    { mac: vmOf(1).mac, domainUuid: vmOf(1).uuid },
    { mac: vmOf(2).mac, domainUuid: vmOf(2).uuid },
  ]);
  const [flow] = between(await driver.poll(), 1, 3);
  t.equal(flow!.inPort, driver.ports()[0]!.datapathPort);
});

t.test('every line of a dump is understood, and each stream counts once', async (t) => {
  const { world, a } = await serve(t);
  t.equal(readDump(world.dumpFlows(hostA), new DumpReader()).malformed, 0);
  const driver = await started(t, a);
  const samples = await driver.poll();
  for (const [src, dst] of [
    [1, 3],
    [3, 1],
    [1, 2],
  ] as const) {
    t.equal(between(samples, src, dst).length, 1, `${src} to ${dst}: recirculation is not counted twice`);
  }
  t.equal(samples.filter((sample) => sample.src !== undefined).length, 3, 'dropped packets are left out');
});

t.test('counters grow at the rate of the stream', async (t) => {
  const { a, b } = await serve(t);
  const [atSource, atTarget] = [await started(t, a), await started(t, b)];
  const measure = async (driver: EmbeddedDatapath) => between(await driver.poll(), 1, 3)[0]!.bytes;
  const beforeMs = performance.now();
  const before = await measure(atSource);
  const afterBeforeMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const startMs = performance.now();
  const after = await measure(atSource);
  const endMs = performance.now();
  // 1,000,000 bytes/s are 1000 a millisecond; the sample was taken at some time during the call.
  t.ok(after - before >= 1000 * (startMs - afterBeforeMs) - 1);
  t.ok(after - before <= 1000 * (endMs - beforeMs) + 1);
  t.ok((await measure(atTarget)) > 0, 'the other host sees the stream too');
});

t.test('after a migration the port is at the target, and the counters start again there', async (t) => {
  const { a, b } = await serve(t);
  const [source, target] = [await started(t, a), await started(t, b)];
  const hypervisor = new EmbeddedHypervisor(a);
  t.teardown(() => hypervisor.close());
  await hypervisor.start();
  await new Promise((resolve) => setTimeout(resolve, 150));
  const before = { ...between(await source.poll(), 1, 3)[0]! };
  let changes = 0;
  target.onChange(() => changes++);
  t.match(await hypervisor.migrate({ uuid: vmOf(1).uuid, target: hostB }), { ok: true });
  const arrived = (ports = target.ports()) => ports.some((port) => port.mac === vmOf(1).mac);
  await until('the target has the port', () => arrived());
  t.ok(changes >= 1);
  await until('the source has lost it', () => !arrived(source.ports()));

  const [moved] = between(await target.poll(), 1, 3).filter((sample) => sample.inPort !== 2);
  t.ok(moved!.bytes < before.bytes, `${moved!.bytes} after, ${before.bytes} before`);
  t.equal(between(await source.poll(), 1, 3)[0]!.ufid, before.ufid, 'the old flow stands idle until it is evicted');
  t.equal(between(await source.poll(), 1, 2).length, 2, 'idle by the old port, live by the uplink');
});

t.test('an absent world is a state, and its return is a change', async (t) => {
  const folder = shortFolder(t);
  const server = new WorldServer(realWorld(), folder);
  t.teardown(() => server.close());
  const driver = await started(t, { driver: 'embedded', socket: server.socketOf(hostA) });
  t.match(driver.unavailable(), /no such socket/);
  t.same(driver.ports(), []);
  await t.rejects(driver.poll(), { message: /embedded data centre at/ });
  let changes = 0;
  driver.onChange(() => changes++);
  await server.listen();
  await until('the ports are there', () => driver.ports().length === 2);
  t.equal(driver.unavailable(), undefined);
  t.ok(changes >= 1);
  t.ok((await driver.poll()).length > 0);
  await server.close();
  await until('it is away again', () => driver.unavailable() !== undefined);
  t.equal(driver.ports().length, 2, 'ports are kept meanwhile');
});
