// What libvirtd, played or real, must show through its driver beyond the contract of every hypervisor
// (test/contract/hypervisor.ts), and the subject that both suites share.
import type { Test } from 'tap';
import type { LibvirtConfig } from '../../agent/config/config.js';
import type { MigrationOrder, MigrationResult } from '../../agent/core/drivers.js';
import { LibvirtHypervisor, type LibvirtOptions } from '../../agent/libvirt/driver.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { type HypervisorSubject, hypervisorContract, type Refusal } from '../contract/hypervisor.js';
import { until } from '../support/temporary.js';

type Acts = Pick<
  HypervisorSubject,
  'runsAtSource' | 'runsAtTarget' | 'knownAtTarget' | 'appear' | 'disappear' | 'abort' | 'kill' | 'restart'
>;

/** A source with two running domains and a target to migrate to. */
export interface Subject extends Acts {
  readonly socket: string;
  readonly target: Ipv4;
  readonly targetSocket: string;
  /** A transient domain of 64 MiB with one interface, which has filled 31 MiB. */
  readonly movable: { readonly uuid: string; readonly name: string; readonly mac: string };
  /** What its balloon leaves it. */
  readonly currentMemoryMiB: number;
  /** A persistent domain with a vcpupin. */
  readonly pinned: { readonly uuid: string };
  /** A URI at which nobody listens. */
  readonly deadUri: string;
  /** Makes the target refuse the movable domain; undone in teardown. */
  readonly refuseAtTarget: Required<Pick<Refusal, 'prepare' | 'expected'>>;
  suspend(uuid: string): Promise<void> | void;
  resume(uuid: string): Promise<void> | void;
  /** As SIGSTOP and SIGCONT. The real libvirtd 9.0 sometimes dies of the latter (SIGSEGV), beside what it is asked. */
  freeze(frozen: boolean): Promise<void> | void;
  /** The daemon dies as if by itself, and its host starts it again. */
  crash(): Promise<void>;
  /** How often it died by itself until now; counted no later than it is started again. */
  crashes(): number;
  /** Waits until the daemon answers. */
  settled(): Promise<void>;
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
  const copying = { sharedPaths: [], bandwidthMiBps: 0, timeoutMs: 60_000, progressTimeoutMs: 0 };
  const downtime = { downtimeMs: 300, downtimeLimitMs: 300, downtimeSteps: 1 };
  const special = { postCopy: false, postCopyBandwidthMiBps: 0, migrationNetwork: [], tls: false, ignoreManagers: [] };
  const config = { ...defaults, socket, ...copying, ...downtime, ...special, ...overrides };
  const hypervisor = new LibvirtHypervisor(config, {
    minBackoffMs: 20,
    maxBackoffMs: 200,
    watchIntervalMs: 50,
    ...overrides,
  });
  t.teardown(() => hypervisor.close());
  return hypervisor;
}

/** Both suites. The movable domain is at the target at the end. */
export function contract(t: Test, subject: Subject): void {
  listing(t, subject);
  refusals(t, subject);
  outages(t, subject);
  hypervisorContract(t, anyHypervisor(subject));
}

function anyHypervisor(subject: Subject): HypervisorSubject {
  const { movable, pinned, target, socket, deadUri } = subject;
  const { uuid, name, mac } = movable;
  const memoryBytes = subject.currentMemoryMiB * 1024 ** 2;
  const slow = { bandwidthMiBps: 1, graceMs: 20_000 };
  return {
    ...subject,
    make: (t, options = {}) => makeDriver(t, socket, options.slow ? slow : {}),
    makeAtTarget: (t) => makeDriver(t, subject.targetSocket),
    movable: { uuid, name, memoryMiB: 64, macs: [mac], running: true, vcpus: 1, copy: { memoryBytes } },
    bystander: pinned.uuid,
    leastBytes: 31 * 1024 * 1024,
    refusals: [
      { what: 'by the target', order: { uuid, target }, ...subject.refuseAtTarget },
      {
        what: 'a target where nobody listens',
        order: { uuid, target },
        make: (t) => makeDriver(t, socket, { migrationUri: deadUri }),
        expected: { code: 'unreachable', text: /Connection refused/ },
      },
      { what: 'pinned', order: { uuid: pinned.uuid, target }, expected: { code: 'refused', text: /pinned/ } },
    ],
    away: new RegExp(`libvirt cannot be asked: .*${socket}`),
    lost: { code: 'failed', text: /closed the connection|ECONNRESET/ },
  };
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

  t.test('lists a pinned domain with its obstacle', async (t) => {
    const hypervisor = await connected(t, socket);
    t.match(
      (await hypervisor.domains()).find(({ uuid }) => uuid === pinned.uuid),
      { running: true, obstacle: { code: 'pinned', detail: /vcpupin/ } },
    );
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
  const { movable, socket } = subject;
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
  for (const crashing of [false, true]) {
    const what = crashing ? 'stopped and then crashes' : 'stopped for a while';
    t.test(`survives a daemon that is ${what}`, (t) => survives(t, subject, crashing));
    t.test(`a daemon that is ${what} does not lose a migration`, (t) => losesNoMigration(t, subject, crashing));
  }
}

/** A daemon that comes out of its sleep and, sometimes or always, crashes of it. */
async function thaw(subject: Subject, crashing: boolean): Promise<void> {
  await subject.freeze(false);
  if (crashing) await subject.crash();
}

async function survives(t: Test, subject: Subject, crashing: boolean): Promise<void> {
  const hypervisor = await connected(t, subject.socket, { callTimeoutMs: 500 });
  const before = subject.crashes();
  await subject.freeze(true);
  await t.rejects(hypervisor.domains(), { code: 'deadline', message: /within 500 ms/ });
  t.match(hypervisor.unavailable(), /no answer|connecting/);
  await thaw(subject, crashing);
  const failures: unknown[] = [];
  const bothListed = async (): Promise<boolean> => {
    if (hypervisor.unavailable() !== undefined) return false;
    const domains = await hypervisor.domains().catch((error: unknown) => void failures.push(error));
    return domains?.length === 2;
  };
  await until('the driver is connected again', bothListed, 15_000);
  if (crashing) t.ok(subject.crashes() > before);
  if (subject.crashes() === before) t.strictSame(failures, [], 'a daemon that lives answers');
  await subject.settled();
}

async function losesNoMigration(t: Test, subject: Subject, crashing: boolean): Promise<void> {
  const { movable, socket } = subject;
  const settings = { bandwidthMiBps: 1, callTimeoutMs: 400, timeoutMs: 3000, graceMs: 20_000 };
  const hypervisor = await connected(t, socket, settings);
  const { result } = await begin(hypervisor, subject);
  const before = subject.crashes();
  await subject.freeze(true);
  await until('its silence is noticed', () => hypervisor.unavailable() !== undefined);
  await thaw(subject, crashing);
  const outcome = await result;
  const crashed = subject.crashes() > before;
  if (crashing) t.ok(crashed);
  await subject.settled();
  // 31 MiB at 1 MiB/s never arrive, so that there is one right result.
  if (crashed) {
    t.match(outcome, { ok: false, code: /^(failed|timeout)$/, text: /./ });
    await until('the domain runs at the source', () => subject.runsAtSource(movable.uuid));
  } else {
    t.match(outcome, { ok: false, code: 'timeout', text: /aborted: operation aborted/ });
  }
  t.ok(subject.runsAtSource(movable.uuid));
  await until('nothing is left at the target', () => !subject.knownAtTarget(movable.uuid), 20_000);
  const movableAgain = async () =>
    (await hypervisor.domains()).some(({ uuid, obstacle }) => uuid === movable.uuid && !obstacle);
  await until('the driver is connected', () => hypervisor.unavailable() === undefined, 10_000);
  await until('it can be moved again', movableAgain);
}
