// What agent/core/drivers.ts promises of every hypervisor driver, whatever daemon is behind it and whether that is real or
// played. What only one kind of daemon shows is tested in that driver's folder.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import type { Domain, Hypervisor, MigrationOrder, MigrationResult } from '../../agent/core/drivers.js';
import type { VmHistory } from '../../agent/core/rules/marks.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import { until } from '../support/temporary.js';
import { ResourceWatch } from './resources.js';

/** A migration that must not work; the domain stays whole at the source. */
export interface Refusal {
  readonly what: string;
  readonly order: MigrationOrder;
  readonly expected: { readonly code: string; readonly text: RegExp };
  /** Default: `make` of the subject. */
  readonly make?: (t: Test) => Hypervisor;
  /** Brings about what makes it fail; undone in teardown. */
  readonly prepare?: (t: Test) => Promise<void> | void;
}

/** A source host with two running domains, and a target that takes the movable one. */
export interface HypervisorSubject {
  /** A driver of the source that is not started. Under `slow` a migration of the movable domain takes a second or more. */
  make(t: Test, options?: { readonly slow?: boolean }): Hypervisor;
  readonly target: Ipv4;
  /** What the driver must list of it: a running domain without obstacle. */
  readonly movable: Domain;
  /** A driver of the target that is not started. */
  makeAtTarget(t: Test): Hypervisor;
  /** The other domain's uuid. */
  readonly bystander: string;
  /** A migration of the movable domain copies at least this much, bytes. */
  readonly leastBytes: number;
  readonly refusals: readonly Refusal[];
  /** What `unavailable` names of the absent daemon. */
  readonly socket: string;
  /** What a question to the absent daemon rejects with. */
  readonly away: RegExp;
  /** The result of a migration during which the daemon was killed. */
  readonly lost: { readonly code: string; readonly text: RegExp };

  /** These look and act beside the driver. */
  runsAtSource(uuid: string): boolean;
  runsAtTarget(uuid: string): boolean;
  /** Whether the target has it in any state: one that is being received is there, but does not run. */
  knownAtTarget(uuid: string): boolean;
  /** A third domain begins to run at the source; gives its uuid. */
  appear(): Promise<string>;
  /** It ends there. */
  disappear(uuid: string): Promise<void>;
  /** Cancels a migration that no driver watches any more; the domain stays. */
  abort(uuid: string): Promise<void> | void;
  /** As kill -9 of the daemon: domains run on, migrations under way are lost. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export function hypervisorContract(t: Test, subject: HypervisorSubject): void {
  listing(t, subject);
  metadata(t, subject);
  refusals(t, subject);
  outages(t, subject);
  closing(t, subject);
  moving(t, subject);
}

const nobody = '00000000-0000-4000-8000-00000000ffff';
const orderOf = ({ movable, target }: HypervisorSubject): MigrationOrder => ({ uuid: movable.uuid, target });

/** Without what a driver finds out in the background. */
function unmeasured({ copy, ...domain }: Domain): Domain {
  if (!copy) return domain;
  const { dirtyBytesPerSecond: _, ...forecast } = copy;
  return { ...domain, copy: forecast };
}

function made(t: Test, subject: HypervisorSubject, options: { slow?: boolean } = {}): Hypervisor {
  const hypervisor = subject.make(t, options);
  t.teardown(() => hypervisor.close());
  return hypervisor;
}

async function available(hypervisor: Hypervisor): Promise<void> {
  await until('the driver is connected', () => hypervisor.unavailable() === undefined, 10_000);
}

async function started(t: Test, subject: HypervisorSubject, options: { slow?: boolean } = {}): Promise<Hypervisor> {
  const hypervisor = made(t, subject, options);
  await hypervisor.start();
  await available(hypervisor);
  return hypervisor;
}

async function obstacleOf(hypervisor: Hypervisor, uuid: string): Promise<string | undefined> {
  return (await hypervisor.domains()).find((domain) => domain.uuid === uuid)?.obstacle?.code;
}

/** Starts a migration that lasts, and waits until the domain's listing says so. */
async function begin(hypervisor: Hypervisor, order: MigrationOrder): Promise<{ result: Promise<MigrationResult> }> {
  const result = hypervisor.migrate(order);
  await until('the job shows', async () => (await obstacleOf(hypervisor, order.uuid)) === 'job-running');
  return { result };
}

/** The uuids that run, as somebody knows them who asks only when told of a change. */
function knownByChanges(hypervisor: Hypervisor): () => readonly string[] {
  let asked = 0;
  let latest = { question: 0, running: [] as string[] };
  hypervisor.onChange(() => {
    const question = ++asked;
    const note = (domains: readonly Domain[]) => {
      if (question < latest.question) return;
      latest = { question, running: domains.filter(({ running }) => running).map(({ uuid }) => uuid) };
    };
    // Away is a change too, and then there is nothing to be learnt.
    hypervisor.domains().then(note, () => {});
  });
  return () => latest.running;
}

async function comesAndGoes(subject: HypervisorSubject, known: () => readonly string[]): Promise<void> {
  const uuid = await subject.appear();
  await until('the new domain is known', () => known().includes(uuid));
  await subject.disappear(uuid);
  await until('it is known that it has gone', () => !known().includes(uuid));
}

function listing(t: Test, subject: HypervisorSubject): void {
  t.test('lists what runs, and the memory', async (t) => {
    const hypervisor = await started(t, subject);
    const domains = (await hypervisor.domains()).map(unmeasured);
    t.strictSame(
      domains.find(({ uuid }) => uuid === subject.movable.uuid),
      subject.movable,
    );
    t.strictSame(domains.map(({ uuid }) => uuid).sort(), [subject.movable.uuid, subject.bystander].sort());
    for (const { uuid, macs } of domains) t.match([uuid, ...macs].join(), /^[0-9a-f,:-]+$/, 'in lower case');
    const { totalMiB, cpus } = await hypervisor.memory();
    t.ok(totalMiB > 256);
    t.ok(cpus !== undefined && cpus > 0, 'CPUs');
  });

  t.test('says when a domain comes and when it goes', async (t) => {
    const hypervisor = await started(t, subject);
    await comesAndGoes(subject, knownByChanges(hypervisor));
    t.equal((await hypervisor.domains()).length, 2);
  });
}

const from = ipv4('10.0.0.1');
const to = ipv4('10.0.0.2');
const history: VmHistory = [
  { atMs: 1_790_000_000_123, from, to, gain: 1234.5, ok: false },
  { atMs: 1_790_000_060_000, from, to, gain: 2e12, ok: true },
];

function metadata(t: Test, subject: HypervisorSubject): void {
  const { uuid } = subject.movable;

  t.test('marks and history come back as they were written, beside each other', async (t) => {
    const hypervisor = await started(t, subject);
    const find = async () => (await hypervisor.domains()).find((domain) => domain.uuid === uuid);
    let changes = 0;
    hypervisor.onChange(() => changes++);
    const marks: VmMarks = {
      neverMove: 'licence of <Müller & "Söhne">',
      label: 'yellow',
      affinity: ['web', 'a.b-c_d'],
      antiAffinity: ['db'],
      allowedHosts: [
        { base: ipv4('10.0.0.0'), length: 8 },
        { base: to, length: 32 },
      ],
    };
    await hypervisor.writeMarks(uuid, marks);
    await until('listeners are told', () => changes > 0);
    t.strictSame((await find())?.marks, marks);
    await hypervisor.writeHistory(uuid, history);
    const both = await find();
    t.strictSame([both?.marks, both?.history], [marks, history]);
    await hypervisor.writeMarks(uuid, { label: 'red' });
    t.strictSame((await find())?.marks, { label: 'red' }, 'replaced whole');
    const again = await started(t, subject);
    const seen = (await again.domains()).find((domain) => domain.uuid === uuid);
    t.strictSame([seen?.marks, seen?.history], [{ label: 'red' }, history], 'another driver reads the same');
    await hypervisor.writeMarks(uuid, {});
    await hypervisor.writeHistory(uuid, []);
    t.strictSame(unmeasured((await find())!), subject.movable, 'and nothing is left of them');
  });

  t.test('a domain that is not there has no metadata to be written', async (t) => {
    const hypervisor = await started(t, subject);
    for (const absent of [nobody, 'nonsense']) {
      await t.rejects(hypervisor.writeMarks(absent, { label: 'red' }), { message: new RegExp(absent) });
      await t.rejects(hypervisor.writeHistory(absent, history), { message: new RegExp(absent) });
    }
  });
}

function refusals(t: Test, subject: HypervisorSubject): void {
  for (const { what, order, expected, make, prepare } of subject.refusals) {
    t.test(`refused: ${what}`, async (t) => {
      await prepare?.(t);
      const hypervisor = await started(t, make ? { ...subject, make } : subject);
      const before = (await hypervisor.domains()).map(unmeasured);
      t.match(await hypervisor.migrate(order), { ok: false, ...expected });
      t.ok(subject.runsAtSource(order.uuid), 'it runs where it ran');
      t.notOk(subject.runsAtTarget(order.uuid));
      t.strictSame((await hypervisor.domains()).map(unmeasured), before, 'and can do what it could');
    });
  }

  t.test('a domain that is not there', async (t) => {
    const hypervisor = await started(t, subject);
    for (const uuid of [nobody, 'nonsense']) {
      const result = await hypervisor.migrate({ uuid, target: subject.target });
      t.match(result, { ok: false, code: 'no-domain', text: new RegExp(uuid) });
    }
  });
}

function outages(t: Test, subject: HypervisorSubject): void {
  t.test('absent at the start: a state with a text, not an exception; then it comes', async (t) => {
    await subject.kill();
    const hypervisor = made(t, subject);
    let changes = 0;
    hypervisor.onChange(() => changes++);
    t.type(hypervisor.unavailable(), 'string', 'not available before it is started');
    await hypervisor.start();
    await until('the text names the socket', () => hypervisor.unavailable()?.includes(subject.socket) === true);
    await t.rejects(hypervisor.domains(), { message: subject.away });
    await t.rejects(hypervisor.memory(), { message: subject.away });
    t.match(await hypervisor.migrate(orderOf(subject)), { ok: false, code: 'unreachable', text: /./ });
    await subject.restart();
    await available(hypervisor);
    t.ok(changes > 0, 'listeners were told');
    t.equal((await hypervisor.domains()).length, 2);
  });

  t.test('killed during a migration: the call ends, the domain is whole, the driver comes back', async (t) => {
    const hypervisor = await started(t, subject, { slow: true });
    const order = orderOf(subject);
    const { result } = await begin(hypervisor, order);
    t.match(await hypervisor.migrate(order), { ok: false, code: 'refused', text: /./ }, 'one at a time');
    let changes = 0;
    hypervisor.onChange(() => changes++);
    await subject.kill();
    await until('the loss is reported', () => changes > 0 && hypervisor.unavailable() !== undefined);
    t.match(hypervisor.unavailable(), subject.socket);
    await t.rejects(hypervisor.domains(), { message: subject.away });
    const other = { ...order, uuid: subject.bystander };
    t.match(await hypervisor.migrate(other), { ok: false, code: 'unreachable', text: /./ });
    const before = changes;
    await subject.restart();
    t.match(await result, { ok: false, ...subject.lost });
    await until('the domain runs at the source', () => subject.runsAtSource(order.uuid));
    await until('and nothing is left at the target', () => !subject.knownAtTarget(order.uuid), 20_000);
    await available(hypervisor);
    await until('the return is reported', () => changes > before);
    t.equal((await hypervisor.domains()).length, 2);
    await comesAndGoes(subject, knownByChanges(hypervisor));
    await until('it can be moved again', async () => (await obstacleOf(hypervisor, order.uuid)) === undefined);
  });
}

function closing(t: Test, subject: HypervisorSubject): void {
  t.test('close ends everything, the promise of a migration included', async (t) => {
    const resources = new ResourceWatch();
    const hypervisor = await started(t, subject, { slow: true });
    const order = orderOf(subject);
    const { result } = await begin(hypervisor, order);
    let changes = 0;
    hypervisor.onChange(() => changes++);
    await hypervisor.close();
    t.match(await result, { ok: false, text: /./ });
    const atClose = changes;
    await subject.abort(order.uuid);
    await resources.released();
    t.type(hypervisor.unavailable(), 'string');
    await t.rejects(hypervisor.domains());
    t.match(await hypervisor.migrate(order), { ok: false, code: 'unreachable', text: /./ });
    await subject.disappear(await subject.appear());
    t.equal(changes, atClose, 'nobody is called any more');
    await hypervisor.close();
  });

  t.test('close while the daemon is away ends the tries', async (t) => {
    await subject.kill();
    t.teardown(() => subject.restart());
    const resources = new ResourceWatch();
    const hypervisor = made(t, subject);
    await hypervisor.start();
    // After some tries the pause between them is long enough for a forgotten timer to be seen.
    await sleep(200);
    await hypervisor.close();
    await resources.timersCleared();
    await resources.released();
    t.type(hypervisor.unavailable(), 'string');
  });
}

function moving(t: Test, subject: HypervisorSubject): void {
  t.test('migrates, and says what it cost', async (t) => {
    const hypervisor = await started(t, subject);
    const order = orderOf(subject);
    await until('no job is left', async () => (await obstacleOf(hypervisor, order.uuid)) === undefined);
    const known = knownByChanges(hypervisor);
    await hypervisor.writeMarks(order.uuid, { antiAffinity: ['db'] });
    const result = await hypervisor.migrate({ ...order, history });
    t.comment(JSON.stringify(result));
    t.match(result, { ok: true, bytes: Number, ms: Number, downtimeMs: Number });
    if (!result.ok) return;
    t.ok(result.bytes > subject.leastBytes, 'what the guest had in its memory');
    t.ok(result.ms > 0 && result.downtimeMs > 0 && result.downtimeMs < result.ms);
    t.notOk(subject.runsAtSource(order.uuid));
    t.ok(subject.runsAtTarget(order.uuid));
    const target = subject.makeAtTarget(t);
    t.teardown(() => target.close());
    await target.start();
    await available(target);
    const arrived = (await target.domains()).find(({ uuid }) => uuid === order.uuid);
    t.strictSame([arrived?.marks, arrived?.history], [{ antiAffinity: ['db'] }, history], 'they have come along');
    t.equal(result.historyError, undefined);
    const left = (await hypervisor.domains()).map(({ uuid }) => uuid);
    t.strictSame(left, [subject.bystander]);
    await until('listeners were told', () => known().length === 1 && known()[0] === subject.bystander);
    t.match(await hypervisor.migrate(order), { ok: false, code: 'no-domain', text: /./ }, 'it is not there twice');
  });
}
