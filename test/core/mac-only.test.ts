// Flows that show no addresses, because the bridge's rules match MACs only: addresses come from the host's own
// ARP table and from what is known of local VMs.
import t from 'tap';
import type { FlowSample } from '../../agent/core/drivers.js';
import { ratesOf } from '../../agent/core/flows/rates.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { macOf } from './cluster.js';
import { domainOf, Lone, portOf } from './lone.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

function macOnly(src: Ipv4, dst: Ipv4, bytes: number): FlowSample {
  const ends = { srcMac: macOf(src), dstMac: macOf(dst), inPort: (src & 255) + 1 };
  return { ufid: `${src}/${dst}`, ...ends, protocol: 0, srcPort: 0, dstPort: 0, packets: 1, bytes };
}

/** VM 1 is here; one poll after the other shows these bytes from it to 7 and back. */
function poll(lone: Lone, ...polls: number[]): void {
  for (const bytes of polls) {
    lone.nowMs += 500;
    lone.step({ type: 'flows', samples: [macOnly(vm(1), vm(7), bytes), macOnly(vm(7), vm(1), bytes / 2)] });
  }
}

function loneWithVm(): Lone {
  const lone = new Lone();
  lone.step({ type: 'ports', ports: [portOf(vm(1))] });
  lone.step({ type: 'domains', domains: [domainOf(vm(1))] });
  return lone;
}

const arp = (...vms: Ipv4[]) =>
  ({ type: 'neighbours', entries: new Map(vms.map((each) => [macOf(each), each])) }) as const;

t.test('with both ends in the ARP table the VM is known and its rate is right', async (t) => {
  const lone = loneWithVm();
  lone.step(arp(vm(1), vm(7)));
  t.same(
    lone.agent.local.list().map(({ address }) => address),
    [vm(1)],
    'only the local one becomes a local VM',
  );
  poll(lone, 0, 1_000, 2_000);
  t.same([...ratesOf(lone.agent.table, vm(1), 0, 500)], [[vm(7), 2_000]]);
  t.same([...lone.agent.accounts.entries()], [[vm(1), { txBytes: 2_000, rxBytes: 1_000 }]]);
  t.equal(lone.agent.accounts.unresolved, 0);
});

t.test('without an entry the flow is counted as unresolved and left out', async (t) => {
  const lone = loneWithVm();
  lone.step(arp(vm(1)));
  poll(lone, 0, 1_000);
  t.same([lone.agent.table.size, lone.agent.accounts.unresolved], [0, 2]);
  lone.step(arp(vm(1), vm(7)));
  poll(lone, 2_000);
  t.equal(lone.agent.table.size, 2, 'as soon as the entry is there it counts');
});

t.test('an ARP entry does not give a local VM an address that is not a guest’s', async (t) => {
  const lone = loneWithVm();
  for (const address of ['10.0.2.1', '192.0.2.1', '10.2.0.1']) {
    lone.step({ type: 'neighbours', entries: new Map([[macOf(vm(1)), ipv4(address)]]) });
    t.equal(lone.agent.local.list().length, 0, address);
  }
});
