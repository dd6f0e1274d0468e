// After a VM has come here: alarms when its port or its traffic does not follow, and none when it does, when it has
// gone on, or when nobody could have seen it.
import t from 'tap';
import type { Effect } from '../../../agent/core/steps.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { Cluster, macOf } from '../cluster.js';
import { domainOf, Lone, ofType, portOf, sampleOf, uuidOf } from '../lone.js';
import { treeMap } from '../maps.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
/** Two windows of 2 s, and a minute. */
const TRAFFIC_MS = 64_000;
const alarms = (effects: readonly Effect[]) =>
  ofType(effects, 'alarm').map(({ code, vm: whose }) => ({ code, vm: whose }));

/** Room was held for the VM, and now it runs here. */
function arrived(): Lone {
  const lone = new Lone();
  lone.step({ type: 'ports', ports: [] });
  lone.talk([]);
  const domain = { domainUuid: uuidOf(vm(1)), macs: [macOf(vm(1))], memoryMiB: 64 };
  lone.hear({ type: 'capacity-request', request: 1, vm: vm(1), ...domain, reserve: true });
  lone.step({ type: 'domains', domains: [domainOf(vm(1), { running: false })] });
  lone.step({ type: 'domains', domains: [domainOf(vm(1))] });
  return lone;
}
const plugIn = (lone: Lone) => lone.step({ type: 'ports', ports: [portOf(vm(1))] });
const talk = (lone: Lone) =>
  [1, 2].flatMap((n) => lone.step({ type: 'flows', samples: [sampleOf(vm(1), ipv4('192.0.2.1'), n * 100)] }));

t.test('a port that is not on the bridge after a minute is told, once, and its missing traffic is not', async (t) => {
  const lone = arrived();
  t.same(alarms(lone.pass(59_999)), []);
  const effects = lone.pass(1);
  t.same(alarms(effects), [{ code: 'port-missing', vm: vm(1) }]);
  t.match(ofType(effects, 'alarm')[0]!.text, new RegExp(`^10.1.0.1 has arrived, but no port .* MAC ${macOf(vm(1))}`));
  t.same(alarms(lone.pass(600_000)), []);
});

t.test('a VM with a port that stays silent is told when two windows and a minute are over', async (t) => {
  const lone = arrived();
  lone.pass(50_000);
  plugIn(lone);
  t.same(alarms(lone.pass(TRAFFIC_MS - 50_001)), []);
  t.same(alarms(lone.pass(1)), [{ code: 'no-traffic', vm: vm(1) }]);
  t.same(alarms(lone.pass(600_000)), []);
});

t.test('a VM that is plugged in and talks is no news', async (t) => {
  const lone = arrived();
  plugIn(lone);
  talk(lone);
  t.same(alarms(lone.pass(600_000)), []);
});

t.test('a VM that has gone again is not missed', async (t) => {
  const lone = arrived();
  lone.step({ type: 'domains', domains: [] });
  t.same(alarms(lone.pass(600_000)), []);
});

t.test('a VM that was started here, or that somebody else has brought, is not watched', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  lone.step({ type: 'ports', ports: [] });
  t.same(alarms(lone.pass(600_000)), []);
});

t.test('what nobody could see is looked for again when the switch is back', async (t) => {
  const lone = arrived();
  lone.step({ type: 'driver', driver: 'datapath', away: 'it restarts' });
  t.same(alarms(lone.pass(100_000)), []);
  lone.step({ type: 'driver', driver: 'datapath' });
  t.same(alarms(lone.pass(60_000)), [{ code: 'port-missing', vm: vm(1) }]);
});

t.test('a VM that has arrived while the agent was down is watched when it is up', async (t) => {
  const lone = new Lone();
  const domain = { domainUuid: uuidOf(vm(1)), macs: [macOf(vm(1))], memoryMiB: 64 };
  lone.hear({ type: 'capacity-request', request: 1, vm: vm(1), ...domain, reserve: true });
  lone.restart();
  lone.step({ type: 'domains', domains: [domainOf(vm(1))] });
  t.same(alarms(lone.pass(60_000)), [{ code: 'port-missing', vm: vm(1) }]);
});

t.test('a round whose VMs arrive as they should raises no alarm', async (t) => {
  const cluster = new Cluster({
    map: treeMap,
    hosts: treeMap.hosts.map((host) => ({ host, slots: 8 })),
    vms: [
      { vm: vm(1), host: ipv4('10.0.1.1'), memoryMiB: 64 },
      { vm: vm(2), host: ipv4('10.0.3.1'), memoryMiB: 64 },
    ],
    pairs: [{ a: vm(1), b: vm(2), bytesPerSecond: 100_000 }],
  });
  t.equal(cluster.round(ipv4('10.0.1.1'), {}).migrationCount, 1);
  cluster.run(200_000);
  t.same(cluster.alarms, []);
});
