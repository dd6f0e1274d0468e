// The embedded hypervisor driver against a world on real sockets.
import t from 'tap';
import { reconnectDelayMs } from '../../agent/embedded/client.js';
import { EmbeddedHypervisor } from '../../agent/embedded/hypervisor.js';
import { WorldServer } from '../../tools/demo/world-server.js';
import { shortFolder, type Teardown, until } from '../support/temporary.js';
import { hostA, hostB, nowhere, realWorld, serve, vmOf } from './world.js';

type Config = ConstructorParameters<typeof EmbeddedHypervisor>[0];

async function started(test: Teardown, config: Config) {
  const driver = new EmbeddedHypervisor(config);
  test.teardown(() => driver.close());
  await driver.start();
  return driver;
}

const names = async (driver: EmbeddedHypervisor) => (await driver.domains()).map((domain) => domain.name);

t.test('shows the domains and the memory of its own host only', async (t) => {
  const { a } = await serve(t);
  const driver = await started(t, a);
  t.equal(driver.unavailable(), undefined);
  t.same(await driver.memory(), { totalMiB: 8192, cpus: 4 });
  const { uuid, name, memoryMiB, mac } = vmOf(1);
  t.same((await driver.domains())[0], { uuid, name, memoryMiB, macs: [mac], running: true, vcpus: 1 });
  t.same(await names(driver), ['vm-1', 'vm-2']);
});

t.test('migrates: prepared at the target, busy at the source, then only at the target', async (t) => {
  const { a, b } = await serve(t);
  const source = await started(t, a);
  const target = await started(t, b);
  let changes = 0;
  target.onChange(() => changes++);
  const migration = source.migrate({ uuid: vmOf(1).uuid, target: hostB });
  await until('the target knows that it comes', () => changes > 0);
  t.match(
    (await target.domains()).find((domain) => domain.name === 'vm-1'),
    { running: false },
  );
  const result = await migration;
  t.match(result, { ok: true, bytes: Number, ms: Number, downtimeMs: Number });
  t.ok(result.ok && result.bytes >= 1024 * 2 ** 20, 'at least its memory was copied');
  t.same(await names(source), ['vm-2']);
  t.match(
    (await target.domains()).find((domain) => domain.name === 'vm-1'),
    { running: true, obstacle: undefined },
  );
  t.ok(changes >= 2, 'the target was told at the beginning and at the end');
});

t.test('refusals and failures are results with the text, and leave the VM where it is', async (t) => {
  const { world, a, b } = await serve(t);
  const source = await started(t, a);
  const target = await started(t, b);
  const one = { uuid: vmOf(1).uuid, target: hostB };
  const gone = await source.migrate({ uuid: vmOf(3).uuid, target: hostA });
  t.match(gone, { ok: false, code: 'no-domain', text: /no domain with matching uuid/ });
  t.match(await source.migrate({ ...one, target: hostA }), { ok: false, code: 'refused', text: /same host/ });
  t.match(await source.migrate({ ...one, target: nowhere }), { ok: false, code: 'unreachable', text: /No route/ });

  world.scriptMigrations((vm) =>
    vm.name === 'vm-1' ? 'operation failed: migration job: unexpectedly failed' : undefined,
  );
  t.match(await source.migrate(one), { ok: false, code: 'failed', text: /unexpectedly failed/ });
  t.same(await names(source), ['vm-1', 'vm-2']);
  t.same(await names(target), ['vm-3', 'vm-4']);

  const [first, second] = await Promise.all([source.migrate({ ...one, uuid: vmOf(2).uuid }), source.migrate(one)]);
  t.match(first, { ok: true });
  t.match(second, { ok: false, code: 'refused', text: /no room: 3 of 3 slots taken/ }, 'one on its way counts');
});

t.test('a world that is absent, comes, goes and comes back', async (t) => {
  const folder = shortFolder(t);
  const server = () => new WorldServer(realWorld(), folder);
  const first = server();
  const driver = await started(t, { driver: 'embedded', socket: first.socketOf(hostA) });
  t.match(driver.unavailable(), /no such socket/);
  await t.rejects(driver.domains(), { message: /embedded data centre at .*no such socket/ });
  t.match(await driver.migrate({ uuid: vmOf(1).uuid, target: hostB }), { ok: false, code: 'unreachable' });
  let changes = 0;
  driver.onChange(() => changes++);

  await first.listen();
  await until('the driver has connected', () => driver.unavailable() === undefined);
  t.equal(changes, 1);
  t.same(await names(driver), ['vm-1', 'vm-2']);

  await first.close();
  await until('the driver has noticed', () => driver.unavailable() !== undefined);
  t.equal(changes, 2);
  const second = server();
  t.teardown(() => second.close());
  await second.listen();
  await until('the driver is back', () => driver.unavailable() === undefined);
  t.same(await names(driver), ['vm-1', 'vm-2']);
});

t.test('a world that goes away during a migration ends the call, not the agent', async (t) => {
  const { server, a } = await serve(t);
  const driver = await started(t, a);
  const migration = driver.migrate({ uuid: vmOf(1).uuid, target: hostB });
  await server.close();
  t.match(await migration, { ok: false, code: 'unreachable', text: /closed/ });
});

t.test('waits longer from try to try, up to a second', async (t) => {
  t.same([1, 2, 3, 6, 7, 1000].map(reconnectDelayMs), [20, 40, 80, 640, 1000, 1000]);
});
