// Which address is a local VM's: learned from its own packets only, and never one that is somebody else's.
import t from 'tap';
import { LocalVms } from '../../agent/core/local-vms.js';
import type { CoreSettings } from '../../agent/core/settings.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { macOf } from './cluster.js';
import { contextOf, domainOf, portOf, sampleOf } from './lone.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const peer = ipv4('192.0.2.1');

/** VMs 1 and 2 are here; only 1 has sent something. */
function twoVms(changes: Partial<CoreSettings> = {}) {
  const context = contextOf(changes);
  const local = new LocalVms(context);
  local.setPorts([portOf(vm(1)), portOf(vm(2))]);
  local.setDomains([domainOf(vm(1)), domainOf(vm(2))], new Map());
  local.learn([sampleOf(vm(1), peer, 1)]);
  return { context, local, ids: () => local.list().map(({ address }) => address) };
}

t.test('a VM is known once it has sent a packet', async (t) => {
  const { local, ids } = twoVms();
  t.same(ids(), [vm(1)]);
  t.same(local.redirected(), [{ address: vm(1), mac: macOf(vm(1)) }]);
  local.learn([sampleOf(vm(2), peer, 1)]);
  t.same(ids(), [vm(1), vm(2)]);
});

t.test('what was said of one address of a VM still holds when it uses another', async (t) => {
  const { context, local } = twoVms();
  const own = (address: Ipv4) =>
    sampleOf(address, peer, 1, { srcMac: macOf(vm(1)), inPort: portOf(vm(1)).datapathPort! });
  local.learn([own(vm(50))]);
  t.same(local.shownBy([macOf(vm(1))]), [vm(1), vm(50)], 'a second one on the same interface');
  context.nowMs = 100_000;
  local.learn([own(vm(51))]);
  t.same(local.get(vm(51))?.addresses, [vm(51)], 'it is known by the new one');
  t.same(local.shownBy([macOf(vm(1))]).sort(), [vm(1), vm(50), vm(51)].sort());
  for (let n = 60; n < 200; n += 1) local.learn([own(vm(n))]);
  const shown = local.shownBy([macOf(vm(1))]);
  t.equal(shown.length, 16, 'bounded');
  t.ok(shown.includes(vm(1)) && shown.includes(vm(50)), 'the first ones stay');
  local.setPorts([portOf(vm(2))]);
  local.setDomains([domainOf(vm(2))], new Map());
  t.same(local.shownBy([macOf(vm(1))]), [], 'forgotten when it is gone');
});

const everything = { guestPrefixes: [{ base: ipv4('0.0.0.0'), length: 0 }] };
const refused: { readonly what: string; readonly src: Ipv4; readonly settings?: Partial<CoreSettings> }[] = [
  { what: "another VM's address", src: vm(1) },
  { what: "a host's address", src: ipv4('10.0.2.1'), settings: everything },
  { what: "an endpoint's address", src: peer, settings: everything },
  { what: 'an address outside the guest prefixes', src: ipv4('10.2.0.1') },
  { what: 'the source of a DHCP request', src: ipv4('0.0.0.0'), settings: everything },
  { what: 'a link-local address', src: ipv4('169.254.7.7'), settings: everything },
  { what: 'a multicast address', src: ipv4('224.0.0.251'), settings: everything },
  { what: 'the broadcast address', src: ipv4('255.255.255.255'), settings: everything },
];

for (const { what, src, settings } of refused) {
  t.test(`VM 2 does not get ${what}`, async (t) => {
    const { local, ids } = twoVms(settings);
    local.learn([sampleOf(src, peer, 1, { srcMac: macOf(vm(2)), inPort: 3 })]);
    t.same(ids(), [vm(1)]);
    local.learn([sampleOf(vm(2), peer, 1)]);
    t.same(ids(), [vm(1), vm(2)], 'nor does it lose the chance of its own');
  });
}

t.test('an address that is in use outside is not given to a local VM, until it has been silent', async (t) => {
  const { context, local, ids } = twoVms();
  const outside = sampleOf(vm(9), peer, 1, { srcMac: '00:00:5e:00:53:01', inPort: 77 });
  const claim = sampleOf(vm(9), peer, 1, { srcMac: macOf(vm(2)), inPort: 3 });
  local.learn([claim, outside]);
  t.same(ids(), [vm(1)], 'in whatever order the datapath lists them');
  context.nowMs = 3_999;
  local.learn([claim]);
  t.same(ids(), [vm(1)]);
  context.nowMs = 4_000;
  local.learn([claim]);
  t.same(ids(), [vm(1), vm(9)], 'two windows later');
});

t.test('a VM that somebody else migrated here goes on with the address it had outside', async (t) => {
  const { local, ids } = twoVms();
  local.setPorts([portOf(vm(1))]);
  local.learn([sampleOf(vm(2), peer, 1, { inPort: 77 })]);
  local.setPorts([portOf(vm(1)), portOf(vm(2))]);
  local.learn([sampleOf(vm(2), peer, 1)]);
  t.same(ids(), [vm(1), vm(2)]);
});

t.test("a packet with VM 2's MAC counts only from VM 2's port", async (t) => {
  for (const inPort of [2, 'vnet1', 99]) {
    const { local, ids } = twoVms();
    local.learn([sampleOf(vm(2), peer, 1, { inPort })]);
    t.same(ids(), [vm(1)], `from port ${inPort}`);
  }
  for (const inPort of [3, 'vnet2']) {
    const { local, ids } = twoVms();
    local.learn([sampleOf(vm(2), peer, 1, { inPort })]);
    t.same(ids(), [vm(1), vm(2)], `from port ${inPort}`);
  }
});

t.test('a VM that changes its address is known by the new one when the old one has been silent', async (t) => {
  const { context, local, ids } = twoVms();
  const changed = sampleOf(vm(7), peer, 1, { srcMac: macOf(vm(1)), inPort: 2 });
  context.nowMs = 3_999;
  local.learn([changed]);
  t.same(ids(), [vm(1)], 'not before two windows have passed');
  context.nowMs = 4_000;
  local.learn([changed]);
  t.same(ids(), [vm(7)]);
  t.equal(local.get(vm(1)), undefined);
});

t.test('a VM with two interfaces is one VM with two addresses', async (t) => {
  const context = contextOf();
  const local = new LocalVms(context);
  local.setPorts([portOf(vm(1)), portOf(vm(5))]);
  local.setDomains([domainOf(vm(1), { macs: [macOf(vm(1)), macOf(vm(5))] })], new Map());
  local.learn([sampleOf(vm(5), peer, 1)]);
  local.learn([sampleOf(vm(1), peer, 1)]);
  t.match(local.list(), [{ address: vm(1), mac: macOf(vm(1)), addresses: [vm(1), vm(5)] }]);
  t.equal(local.get(vm(5)), local.get(vm(1)));
  t.same(
    local.redirected().map(({ address }) => address),
    [vm(1), vm(5)],
    'both are steered',
  );
});

t.test('who is gone is told once; its address may be used again', async (t) => {
  const { local, ids } = twoVms();
  t.same(local.setDomains([domainOf(vm(2))], new Map()), [vm(1)]);
  t.same(local.setDomains([domainOf(vm(2))], new Map()), []);
  local.setPorts([portOf(vm(2))]);
  local.learn([sampleOf(vm(1), peer, 1, { srcMac: macOf(vm(2)), inPort: 3 })]);
  t.same(ids(), [vm(1)]);
});

t.test('a VM that was promised room is known by its address as soon as it runs', async (t) => {
  const local = new LocalVms(contextOf());
  const [uuid, macs] = [domainOf(vm(3)).uuid, [macOf(vm(3))]];
  const expected = new Map([[uuid, { vm: vm(3), macs, memoryMiB: 1, expiresAtMs: 1 }]]);
  local.setDomains([domainOf(vm(3), { running: false })], expected);
  t.same([local.list().length, local.redirected().length], [0, 0], 'not while it is only prepared');
  local.setDomains([domainOf(vm(3))], expected);
  t.ok(local.get(vm(3)));
});

t.test('the version rises when there is something to steer anew, and only then', async (t) => {
  const { local } = twoVms();
  const before = local.version;
  local.learn([sampleOf(vm(1), peer, 1)]);
  local.setDomains([domainOf(vm(1)), domainOf(vm(2))], new Map());
  t.equal(local.version, before);
  local.learn([sampleOf(vm(2), peer, 1)]);
  t.equal(local.version, before + 1);
});
