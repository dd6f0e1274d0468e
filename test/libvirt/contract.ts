// What every libvirtd must show through the driver: run against the fake in unit tests and against real ones in the lab.
import type { Test } from 'tap';
import type { LibvirtConfig } from '../../agent/config/config.js';
import type { MigrationOrder, MigrationResult } from '../../agent/core/drivers.js';
import { LibvirtHypervisor, type LibvirtOptions } from '../../agent/libvirt/driver.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { until } from '../support/temporary.js';

/** A source with two running domains and a target to migrate to. */
export interface Subject {
  readonly socket: string;
  readonly target: Ipv4;
  /** A transient domain of 64 MiB with one interface. */
  readonly movable: { readonly uuid: string; readonly name: string; readonly mac: string };
  /** A persistent domain with a vcpupin. */
  readonly pinned: { readonly uuid: string };
  /** A URI at which nobody listens. */
  readonly deadUri: string;
  /** These look and act beside the driver. */
  runsAtSource(uuid: string): boolean;
  runsAtTarget(uuid: string): boolean;
  /** Whether the target's libvirt has it in any state: one that is being received is there, but does not run. */
  knownAtTarget(uuid: string): boolean;
  suspend(uuid: string): Promise<void> | void;
  resume(uuid: string): Promise<void> | void;
  kill(): Promise<void>;
  restart(): Promise<void>;
  freeze(frozen: boolean): Promise<void> | void;
}

type Overrides = Partial<LibvirtConfig> & LibvirtOptions;

/** A driver that is connected and closed with the test. */
export async function connected(t: Test, socket: string, overrides: Overrides = {}): Promise<LibvirtHypervisor> {
  const hypervisor = makeDriver(t, socket, overrides);
  await hypervisor.start();
  await until('the driver is connected', () => hypervisor.unavailable() === undefined, 10_000);
  return hypervisor;
}

export function makeDriver(t: Test, socket: string, overrides: Overrides = {}): LibvirtHypervisor {
  const defaults = { driver: 'libvirt', uri: 'qemu:///system', migrationUri: 'qemu+tcp://{host}/system' } as const;
  const config = { ...defaults, socket, sharedPaths: [], bandwidthMiBps: 0, timeoutMs: 60_000, ...overrides };
  const hypervisor = new LibvirtHypervisor(config, {
    minBackoffMs: 20,
    maxBackoffMs: 200,
    watchIntervalMs: 50,
    ...overrides,
  });
  t.teardown(() => hypervisor.close());
  return hypervisor;
}

export function contract(t: Test, subject: Subject): void {
  listing(t, subject);
  refusals(t, subject);
  outages(t, subject);
  moving(t, subject);
}

const orderOf = ({ movable, target }: Subject): MigrationOrder => ({ uuid: movable.uuid, target });

/** Starts the migration of the movable domain and waits until its job shows. */
async function begin(
  hypervisor: LibvirtHypervisor,
  subject: Subject,
): Promise<{ readonly result: Promise<MigrationResult> }> {
  const result = hypervisor.migrate(orderOf(subject));
  await until('the job shows', async () => {
    return (await hypervisor.domains()).some(({ obstacle }) => obstacle?.code === 'job-running');
  });
  return { result };
}

function listing(t: Test, subject: Subject): void {
  const { movable, pinned, socket } = subject;

  t.test('lists domains and memory', async (t) => {
    const hypervisor = await connected(t, socket);
    const domains = await hypervisor.domains();
    t.strictSame(
      domains.find(({ uuid }) => uuid === movable.uuid),
      { uuid: movable.uuid, name: movable.name, memoryMiB: 64, macs: [movable.mac], running: true },
    );
    t.match(
      domains.find(({ uuid }) => uuid === pinned.uuid),
      { running: true, obstacle: { code: 'pinned', detail: /vcpupin/ } },
    );
    t.ok((await hypervisor.memory()).totalMiB > 256);
  });

  t.test('notices that a domain is paused and runs again', async (t) => {
    const hypervisor = await connected(t, socket);
    let changes = 0;
    hypervisor.onChange(() => changes++);
    const find = async () => (await hypervisor.domains()).find(({ uuid }) => uuid === movable.uuid);
    t.notOk((await find())?.obstacle);
    await subject.suspend(movable.uuid);
    await until('the pause is reported', () => changes > 0);
    t.match(await find(), {
      running: true,
      obstacle: { code: 'not-running', detail: 'the domain is paused by a user' },
    });
    t.match(await hypervisor.migrate(orderOf(subject)), { ok: false, code: 'refused', text: /paused by a user/ });
    await subject.resume(movable.uuid);
    await until('it is movable again', async () => (await find())?.obstacle === undefined);
  });
}

function refusals(t: Test, subject: Subject): void {
  const { movable, pinned, target, socket } = subject;
  const order = orderOf(subject);

  t.test("a refused migration keeps libvirt's words and the domain", async (t) => {
    const hypervisor = await connected(t, socket, { migrationUri: subject.deadUri });
    const result = await hypervisor.migrate(order);
    t.match(result, {
      ok: false,
      code: 'unreachable',
      text: /^unable to connect to server at '.*:1': Connection refused$/,
    });
    t.ok(subject.runsAtSource(movable.uuid));
    t.match(await hypervisor.migrate({ uuid: pinned.uuid, target }), { ok: false, code: 'refused', text: /pinned/ });
    const unknown = '00000000-0000-4000-8000-000000000000';
    t.match(await hypervisor.migrate({ uuid: unknown, target }), {
      ok: false,
      code: 'no-domain',
      text: new RegExp(unknown),
    });
  });

  t.test('a migration that takes too long is aborted', async (t) => {
    const hypervisor = await connected(t, socket, { bandwidthMiBps: 1, timeoutMs: 1500, graceMs: 20_000 });
    const { result } = await begin(hypervisor, subject);
    t.match(await hypervisor.migrate(order), { ok: false, code: 'refused', text: /under way already/ });
    t.match(await result, { ok: false, code: 'timeout', text: /1500 ms and aborted: operation aborted/ });
    t.ok(subject.runsAtSource(movable.uuid));
    t.notOk(subject.knownAtTarget(movable.uuid));
    t.notOk((await hypervisor.domains()).find(({ uuid }) => uuid === movable.uuid)?.obstacle, 'it can be moved again');
  });
}

function outages(t: Test, subject: Subject): void {
  const { movable, pinned, socket } = subject;
  const order = orderOf(subject);

  t.test('survives a daemon that is stopped', async (t) => {
    const hypervisor = await connected(t, socket, { callTimeoutMs: 500 });
    await subject.freeze(true);
    await t.rejects(hypervisor.domains(), { code: 'deadline', message: /within 500 ms/ });
    t.match(hypervisor.unavailable(), /no answer|connecting/);
    await subject.freeze(false);
    await until('the driver is connected again', () => hypervisor.unavailable() === undefined, 10_000);
    t.equal((await hypervisor.domains()).length, 2);
  });

  t.test('a daemon that is stopped for a while does not lose a migration', async (t) => {
    const hypervisor = await connected(t, socket, { bandwidthMiBps: 1, callTimeoutMs: 400, timeoutMs: 3000 });
    const { result } = await begin(hypervisor, subject);
    await subject.freeze(true);
    await until('its silence is noticed', () => hypervisor.unavailable() !== undefined);
    await subject.freeze(false);
    t.match(await result, { ok: false, code: 'timeout', text: /aborted: operation aborted/ });
    t.ok(subject.runsAtSource(movable.uuid));
  });

  t.test('survives a daemon that is killed, idle and during a migration', async (t) => {
    const hypervisor = await connected(t, socket, { bandwidthMiBps: 1, graceMs: 20_000 });
    const { result } = await begin(hypervisor, subject);
    let changes = 0;
    hypervisor.onChange(() => changes++);
    await subject.kill();
    await until('the loss is reported', () => changes > 0);
    t.match(hypervisor.unavailable(), new RegExp(`${socket}`));
    await t.rejects(hypervisor.domains(), { message: /libvirt cannot be asked/ });
    t.match(await hypervisor.migrate({ ...order, uuid: pinned.uuid }), { ok: false, code: 'unreachable' });
    await subject.restart();
    t.match(await result, { ok: false, code: 'failed', text: /closed the connection|ECONNRESET/ });
    await until('the domain runs at the source', () => subject.runsAtSource(movable.uuid));
    await until('and nothing is left at the target', () => !subject.knownAtTarget(movable.uuid), 20_000);
    t.equal((await hypervisor.domains()).length, 2);
    const before = changes;
    await subject.suspend(movable.uuid);
    await until('events come again', () => changes > before);
    await subject.resume(movable.uuid);
  });
}

function moving(t: Test, subject: Subject): void {
  const { movable, socket } = subject;

  t.test('migrates, and says what it cost', async (t) => {
    const hypervisor = await connected(t, socket);
    await until('no job is left', async () => {
      return (await hypervisor.domains()).every(({ obstacle }) => obstacle === undefined || obstacle.code === 'pinned');
    });
    const result = await hypervisor.migrate(orderOf(subject));
    t.comment(JSON.stringify(result));
    t.match(result, { ok: true, bytes: Number, ms: Number, downtimeMs: Number });
    if (!result.ok) return;
    t.ok(result.bytes > 31 * 1024 * 1024, 'the guest filled 31 MiB');
    t.ok(result.ms > 0 && result.downtimeMs > 0 && result.downtimeMs < result.ms);
    t.notOk(subject.runsAtSource(movable.uuid));
    t.ok(subject.runsAtTarget(movable.uuid));
    t.notOk((await hypervisor.domains()).some(({ uuid }) => uuid === movable.uuid));
  });
}
