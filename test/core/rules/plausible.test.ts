// Data of the host that cannot be true: noticed after a whole window, told once, and forgotten after a window in which
// all was well. And what only looks odd, and must not stop a host.
import t from 'tap';
import type { VmPort } from '../../../agent/core/drivers.js';
import type { Effect } from '../../../agent/core/steps.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { macOf } from '../cluster.js';
import { domainOf, Lone, ofType, portOf, sampleOf } from '../lone.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const windowMs = 2_000;
const alarms = (effects: readonly Effect[]): string[] => ofType(effects, 'alarm').map(({ code }) => code);
const doubt = (lone: Lone): string | undefined => lone.agent.standing().implausible;

/** A host whose first window is over, with these VMs. */
function seasoned(...vms: Ipv4[]): Lone {
  const lone = new Lone();
  lone.step({ type: 'memory', totalMiB: 4_096, cpus: 4 });
  if (vms.length > 0) lone.host(...vms);
  quiet(lone, windowMs);
  return lone;
}

/** Polls that show nothing, for so long. */
function quiet(lone: Lone, forMs: number): Effect[] {
  const effects: Effect[] = [];
  for (let passed = 0; passed < forMs; passed += 500) effects.push(...lone.talk([]));
  return effects;
}

t.test(
  'a host of 0 CPUs or 0 MiB: not in the first window; then at once, told once; well again after a window',
  async (t) => {
    for (const [memory, words] of [
      [{ totalMiB: 4_096, cpus: 0 }, /has 0 CPUs/],
      [{ totalMiB: 0, cpus: 4 }, /has 0 MiB of memory/],
    ] as const) {
      const lone = new Lone();
      lone.step({ type: 'memory', ...memory });
      t.same(alarms(quiet(lone, windowMs - 500)), []);
      t.equal(lone.agent.whyAway(), undefined);
      const effects = lone.talk([]);
      t.match(ofType(effects, 'alarm'), [{ code: 'implausible-data', text: words }]);
      t.match(ofType(effects, 'standing'), [{ standing: { implausible: words } }]);
      t.match(lone.agent.whyAway(), { reason: 'implausible-data', detail: words });
      t.same([...quiet(lone, windowMs), ...lone.step({ type: 'memory', ...memory })], [], 'and no more of it');
      lone.step({ type: 'memory', totalMiB: 4_096, cpus: 4 });
      t.match(doubt(lone), words);
      t.same(quiet(lone, windowMs - 500), []);
      t.match(ofType(lone.talk([]), 'standing'), [{ standing: { effectiveMode: 'auto' } }]);
      t.equal(doubt(lone), undefined);
      t.equal(lone.agent.whyAway(), undefined);
      t.same(alarms(lone.step({ type: 'memory', ...memory })), ['implausible-data'], 'the next time is news');
    }
  },
);

t.test('CPUs that a hypervisor does not tell are no 0 CPUs', async (t) => {
  const lone = seasoned();
  lone.step({ type: 'memory', totalMiB: 4_096 });
  quiet(lone, windowMs);
  t.equal(doubt(lone), undefined);
});

t.test('a hypervisor that lists nothing while all ports are there is doubted, after it has had time', async (t) => {
  const lone = seasoned(vm(1), vm(2), vm(3));
  lone.step({ type: 'domains', domains: [] });
  t.same(alarms(quiet(lone, 9_500)), []);
  t.equal(doubt(lone), undefined);
  t.same(alarms(quiet(lone, 500)), ['implausible-data']);
  t.match(doubt(lone), /lists no VM any more, but 3 of 3 ports of them are there.*virsh list/);
  lone.step({ type: 'domains', domains: [1, 2, 3].map((n) => domainOf(vm(n))) });
  quiet(lone, windowMs);
  t.equal(doubt(lone), undefined);
});

t.test('VMs that are shut down or leave are not doubted, in whichever order that shows', async (t) => {
  const lone = seasoned(vm(1), vm(2), vm(3));
  lone.step({ type: 'domains', domains: [] });
  quiet(lone, 9_000);
  // One port was forgotten by whoever made it.
  lone.step({ type: 'ports', ports: [portOf(vm(1))] });
  t.same(alarms(quiet(lone, 60_000)), []);
  const some = seasoned(vm(1), vm(2));
  some.step({ type: 'domains', domains: [domainOf(vm(1))] });
  t.same(alarms(quiet(some, 60_000)), [], 'one is still listed');
  const fresh = new Lone();
  fresh.step({ type: 'ports', ports: [portOf(vm(1))] });
  fresh.step({ type: 'domains', domains: [] });
  t.same(alarms(quiet(fresh, 60_000)), [], 'nobody has listed any before');
});

/** The VM's port with these counters. */
function counted(n: number, receivedBytes: number, sentBytes: number, changes: Partial<VmPort> = {}): VmPort {
  return portOf(vm(n), { counters: { receivedBytes, sentBytes }, ...changes });
}

t.test('counters that run backwards are doubted, unless the port is another one', async (t) => {
  const lone = seasoned(vm(1), vm(2));
  const show = (...ports: VmPort[]): string[] => alarms(lone.step({ type: 'ports', ports }));
  t.same(show(counted(1, 5_000, 5_000), counted(2, 9, 9)), []);
  t.same(show(counted(1, 5_000, 6_000), counted(2, 9, 9)), []);
  t.same(show(counted(1, 0, 0, { ofport: 77 }), counted(2, 9, 9)), [], 'plugged in anew');
  t.same(show(counted(2, 9, 9)), []);
  t.same(show(counted(1, 0, 0), counted(2, 9, 9)), [], 'it was not there a moment ago');
  lone.step({ type: 'driver', driver: 'datapath', away: 'ovs-vswitchd restarts' });
  lone.step({ type: 'driver', driver: 'datapath' });
  t.same(show(counted(1, 50, 50), counted(2, 0, 0)), [], 'another life of the switch');
  t.same(show(counted(1, 50, 49), counted(2, 0, 0)), ['implausible-data']);
  t.match(doubt(lone), /^the counters of port vnet1 ran backwards, from 50 to 49 bytes/);
  show(counted(1, 51, 51), counted(2, 0, 0));
  lone.nowMs += windowMs;
  show(counted(1, 52, 52), counted(2, 0, 0));
  t.equal(doubt(lone), undefined);
});

/** What the counters of each host's port have come to. */
const carried = new WeakMap<Lone, { received: number; sent: number }>();

/** Polls every 500 ms with port counters that grow so fast, B/s; `flows` are shown by each poll. Returns the alarms. */
function busy(
  lone: Lone,
  forMs: number,
  [received, sent]: readonly [number, number],
  flows = () => [] as ReturnType<typeof sampleOf>[],
) {
  const found: string[] = [];
  for (let passed = 0; passed < forMs; passed += 500) {
    lone.nowMs += 500;
    const { received: before, sent: sentBefore } = carried.get(lone) ?? { received: 0, sent: 0 };
    const total = { received: before + received / 2, sent: sentBefore + sent / 2 };
    carried.set(lone, total);
    const ports = [counted(1, total.received, total.sent)];
    found.push(...alarms(lone.step({ type: 'ports', ports })));
    found.push(...alarms(lone.step({ type: 'flows', samples: flows() })));
  }
  return found;
}

t.test('a port that is busy for two windows without any flow of its VM is doubted', async (t) => {
  const lone = seasoned(vm(1));
  t.same(busy(lone, 2 * windowMs, [90_000, 20_000]), []);
  t.same(busy(lone, 1_000, [90_000, 20_000]), ['implausible-data']);
  t.match(doubt(lone), /^port vnet1 of 10.1.0.1 carries 110 kB\/s, and no flow of it is seen: see whether/);
  let bytes = 0;
  const flows = () => {
    bytes += 45_000;
    return [sampleOf(vm(1), ipv4('192.0.2.1'), bytes)];
  };
  busy(lone, 2 * windowMs + 1_000, [90_000, 20_000], flows);
  t.equal(doubt(lone), undefined);
});

t.test('neither quiet ports nor traffic that is no flow of the VM is doubted', async (t) => {
  const long = 5 * windowMs;
  const plain = (rates: readonly [number, number]): string[] => busy(seasoned(vm(1)), long, rates);
  t.same(plain([40_000, 40_000]), [], 'less than busy');
  t.same(plain([900_000, 5_000]), [], 'what it sends is dropped by the switch');
  t.same(plain([5_000, 900_000]), [], 'what it gets is broadcast');
  const other = { src: undefined, dst: undefined } as const;
  const { src: _, dst: __, ...six } = { ...sampleOf(vm(1), vm(9), 1), ...other };
  t.same(
    busy(seasoned(vm(1)), long, [90_000, 90_000], () => [six]),
    [],
    'IPv6, which shows no address that is known',
  );
  const { srcMac: ___, ...wild } = { ...six, dstMac: macOf(vm(9)) };
  t.same(
    busy(seasoned(vm(1)), long, [90_000, 90_000], () => [wild]),
    [],
    'nor a MAC, but its port',
  );
  const once = seasoned(vm(1));
  busy(once, windowMs + 500, [90_000, 90_000]);
  t.same(busy(once, long, [0, 0]), [], 'a burst that the poll before has shown');
});

t.test('ports without counters, and ports of nobody known, are skipped', async (t) => {
  const lone = seasoned(vm(1));
  for (let n = 0; n < 20; n += 1) {
    lone.step({ type: 'ports', ports: [portOf(vm(1)), counted(7, n * 1e7, n * 1e7)] });
    lone.talk([]);
  }
  t.equal(doubt(lone), undefined);
});

t.test('while the switch is not polled, nothing is said of its ports', async (t) => {
  const lone = seasoned(vm(1));
  for (let n = 0; n < 20; n += 1) {
    lone.nowMs += 500;
    lone.step({ type: 'ports', ports: [counted(1, n * 1e6, n * 1e6)] });
  }
  t.equal(doubt(lone), undefined);
});
