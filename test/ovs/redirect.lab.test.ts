// The redirect on real Open vSwitch and real nftables: messages for VMs' addresses reach the host's agent port, VMs
// do not, what somebody breaks is mended, and nothing stays behind. Guests 1 and 2 are VMs, guest 3 is another host.
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { NftablesRedirect } from '../../agent/host/nftables.js';
import { scoreCookie } from '../../agent/ovs/ofctl.js';
import { OpenFlowSteering } from '../../agent/ovs/steering.js';
import { OpenFlowRedirect } from '../../agent/redirect.js';
import { ipv4 } from '../../topology/ipv4.js';
import { redirectContract } from '../contract/redirect.js';
import { until } from '../support/temporary.js';
import { quiet } from './contract.js';
import { type Guest, labObstacle, RealOvs } from './real-ovs.js';
import { ask, startEcho, udpFrame } from './udp-programs.js';

const hostAddress = '10.9.0.100';

interface Bench {
  readonly ovs: RealOvs;
  readonly redirect: OpenFlowRedirect;
  readonly guests: readonly [Guest, Guest, Guest];
  readonly vms: { address: ReturnType<typeof ipv4>; mac: string }[];
  readonly ports: { name: string; ofport: number; mac: string }[];
  readonly warnings: string[];
  nft(...parameters: string[]): Promise<string>;
}

/** A hypervisor with two VMs; `host` is put on the bridge unless it is told otherwise. */
async function bench(t: Test, options: { host?: string; ipVisibility?: 'rule' | 'off' } = {}): Promise<Bench> {
  const ovs = await RealOvs.start(t);
  const guests = [
    await ovs.addGuest(1, { vm: true }),
    await ovs.addGuest(2, { vm: true }),
    await ovs.addGuest(3, { vm: false }),
  ] as const;
  const host = options.host ?? hostAddress;
  if (!options.host) await ovs.host('ip', 'address', 'add', `${host}/24`, 'dev', ovs.bridge);
  // The real nft, in the hypervisor's namespace and not in the test's.
  const program = `${ovs.runDir}/nft`;
  writeFileSync(program, `#!/bin/sh\nexec ip netns exec ${ovs.namespace} nft "$@"\n`);
  chmodSync(program, 0o755);
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (message: string) => warnings.push(message) };
  const { bridge, runDir } = ovs;
  const ipVisibility = options.ipVisibility ?? 'rule';
  const steering = new OpenFlowSteering({ bridge, runDir, port: 7470, ipVisibility }, log);
  const rewriting = new NftablesRedirect({ bridge, host: ipv4(host), port: 7470, program }, quiet);
  const vms = guests.slice(0, 2).map(({ address, mac }) => ({ address: ipv4(address), mac }));
  const ports = [];
  for (const { interface: name, mac } of guests.slice(0, 2)) {
    ports.push({ name, mac, ofport: Number(await ovs.vsctl('get', 'interface', name, 'ofport')) });
  }
  const nft = (...parameters: string[]) => ovs.host('nft', ...parameters);
  return { ovs, redirect: new OpenFlowRedirect(steering, rewriting), guests, vms, ports, warnings, nft };
}

async function ownRules(ovs: RealOvs): Promise<string[]> {
  const text = await ovs.ofctl('dump-flows', '--no-stats', '--no-names', `cookie=${scoreCookie}/-1`);
  return text.split('\n').filter((line) => line.includes('actions='));
}

// The machine may be busy with other tests; node alone, without tap's settings, would stop after 30 s.
t.setTimeout(180_000);

const obstacle = labObstacle(['nft']);
if (obstacle) t.plan(0, obstacle);
else tests();

function tests(): void {
  redirectContract(t, async (t) => {
    const { ovs, redirect, guests, vms, ports, nft } = await bench(t);
    await startEcho(ovs, hostAddress);
    return {
      redirect,
      vms,
      ports,
      answering: async (addresses) => {
        const answers = await ask(ovs, guests[2], [...addresses]);
        return addresses.filter((address) => answers.includes(`re:${address} ${hostAddress}`));
      },
      installed: async () => {
        const rules = await ovs.ofctl('dump-flows', '--no-stats');
        return [...rules.split('\n').sort(), await nft('list', 'ruleset')];
      },
      damage: async () => {
        await ovs.ofctl('del-flows', 'udp,nw_dst=10.9.0.1,tp_dst=7470');
        await nft('delete', 'table', 'ip', 'score_br0');
      },
    };
  });

  t.test('one socket asks for two VMs of one host, and for the host: each is answered', async (t) => {
    const { ovs, redirect, guests, vms, ports } = await bench(t);
    const echo = await startEcho(ovs, hostAddress);
    t.strictSame(await ask(ovs, guests[2], ['10.9.0.1', '10.9.0.2']), [], 'not before the redirect');
    t.strictSame(await redirect.apply(vms, ports), [], 'the first installation mends nothing');
    const expected = [hostAddress, '10.9.0.1', '10.9.0.2'].map((target) => `re:${target} ${hostAddress}`).sort();
    for (let round = 0; round < 2; round++) {
      t.strictSame(await ask(ovs, guests[2], [hostAddress, '10.9.0.1', '10.9.0.2']), expected);
    }
    t.strictSame(
      await ask(ovs, 'host', ['10.9.0.1', '10.9.0.2'], { port: 9999 }),
      expected.slice(0, 3).filter((line) => !line.startsWith(`re:${hostAddress}`)),
      'the host itself asks for its VMs',
    );
    t.equal(echo.heard.length, 8);
    t.strictSame(
      await ask(ovs, guests[2], ['10.9.0.1'], { port: 7470, from: '10.9.0.3', bytes: 1400 }),
      [`re:10.9.0.1 ${hostAddress}`],
      'a full datagram: the checksum is right',
    );
  });

  t.test("a VM cannot speak on the agent's port: plain, tagged, or in fragments", async (t) => {
    const { ovs, redirect, guests, vms, ports } = await bench(t);
    const echo = await startEcho(ovs, hostAddress);
    const [vm, other, peer] = guests;
    // The worst case of nftables.ts: the kernel takes the VM's packets to the host in from the VM's interface as well.
    await ovs.vsctl('set', 'bridge', ovs.bridge, 'other-config:hwaddr=02:00:00:00:00:01');
    t.match(await ovs.host('cat', `/sys/class/net/${vm.interface}/address`), '02:00:00:00:00:01');
    t.strictSame(await ask(ovs, vm, [hostAddress]), [`re:${hostAddress} ${hostAddress}`], 'it could before');
    t.strictSame(
      await ask(ovs, vm, [hostAddress], { bytes: 4000 }),
      [`re:${hostAddress} ${hostAddress}`],
      'in fragments too',
    );
    await redirect.apply(vms, ports);
    // Datapath flows made before the rules go on until ovs-vswitchd has revalidated them (max-revalidator: 0.5 s).
    await setTimeout(1000);
    const before = echo.heard.length;
    t.strictSame(await ask(ovs, vm, [hostAddress, other.address, peer.address]), []);
    t.strictSame(await ask(ovs, vm, [hostAddress, other.address], { bytes: 4000 }), [], 'fragments');
    t.strictSame(await ask(ovs, peer, [hostAddress], { bytes: 4000 }), [], 'fragments of anybody: agents send none');
    const bridgeMac = (await ovs.host('cat', `/sys/class/net/${ovs.bridge}/address`)).trim();
    const host = { mac: bridgeMac, address: hostAddress };
    const dropped = async () => {
      const text = await ovs.ofctl('dump-flows', `cookie=${scoreCookie}/-1,udp,in_port=${ports[0]!.ofport}`);
      return Number(/n_packets=(\d+)/.exec(text)?.[1]);
    };
    const countBefore = await dropped();
    for (const tags of [[], [7]]) {
      const frame = udpFrame(host, vm, 7470, tags);
      await ovs.ofctl('packet-out', `in_port=${ports[0]!.ofport} packet=${frame} actions=table`);
    }
    t.equal((await dropped()) - countBefore, 2, 'a VLAN tag does not get around the drop rule');
    t.strictSame(echo.heard.slice(before), [], 'the agent heard nothing of it');
    t.strictSame(await ask(ovs, peer, ['10.9.0.1']), [`re:10.9.0.1 ${hostAddress}`], 'another host still can');
    // Everything else of the VM's traffic goes on.
    await ovs.guestRun(vm, 'ping', '-c', '1', '-W', '2', '-s', '4000', other.address);
  });

  t.test('what somebody removes or changes is mended, and said; nothing else is touched', async (t) => {
    const { ovs, redirect, guests, vms, ports, nft } = await bench(t);
    await startEcho(ovs, hostAddress);
    await ovs.ofctl('add-flow', 'cookie=0x77,priority=250,udp,tp_dst=53,actions=NORMAL');
    await redirect.apply(vms, ports);
    t.strictSame(await redirect.apply(vms, ports), [], 'nothing to mend');

    await ovs.ofctl('del-flows', 'udp,nw_dst=10.9.0.1,tp_dst=7470');
    await ovs.ofctl('add-flow', `cookie=${scoreCookie},priority=200,udp,nw_dst=10.9.0.2,tp_dst=7470,actions=drop`);
    await ovs.ofctl('add-flow', `cookie=${scoreCookie},table=3,priority=9,tcp,actions=drop`);
    await nft('delete', 'table', 'ip', 'score_br0');
    const mended = await redirect.apply(vms, ports);
    t.match(mended.join('\n'), /missing OpenFlow rule priority=200,udp,nw_dst=10.9.0.1,tp_dst=7470/);
    t.match(mended.join('\n'), /changed OpenFlow rule priority=200,udp,nw_dst=10.9.0.2,tp_dst=7470 \(actions=drop\)/);
    t.match(mended.join('\n'), /foreign OpenFlow rule with the agent's cookie table=3,priority=9,tcp/);
    t.match(mended.join('\n'), /nftables table ip score_br0 was missing/);
    t.equal(mended.length, 4);
    t.equal((await ask(ovs, guests[2], ['10.9.0.1', '10.9.0.2'])).length, 2, 'it works again');

    await nft('add', 'element', 'ip', 'score_br0', 'vms', '{ 10.9.0.9 }');
    t.match(await redirect.apply(vms, ports), [/score_br0 was changed/]);
    await nft('flush', 'chain', 'ip', 'score_br0', 'prerouting');
    t.match(await redirect.apply(vms, ports), [/score_br0 was changed/]);
    t.strictSame(await redirect.apply(vms, ports), []);
    t.match(await ovs.ofctl('dump-flows'), /cookie=0x77/, "the operator's rule is still there");
  });

  t.test('VMs come and go: only differences are touched, so that counters go on', async (t) => {
    const { ovs, redirect, guests, vms, ports } = await bench(t);
    await startEcho(ovs, hostAddress);
    await redirect.apply(vms, ports);
    await ask(ovs, guests[2], ['10.9.0.1']);
    t.strictSame(await redirect.apply(vms.slice(0, 1), ports.slice(0, 1)), [], 'our own change is no mending');
    const rules = await ovs.ofctl('dump-flows', `cookie=${scoreCookie}/-1`);
    t.match(rules, /n_packets=[1-9]\d*, [^\n]*nw_dst=10.9.0.1/, 'the rule that stays was not installed anew');
    t.notMatch(rules, /nw_dst=10.9.0.2/);
    t.equal(rules.match(/actions=drop/g)?.length, 1);
    t.strictSame(await ask(ovs, guests[2], ['10.9.0.1', '10.9.0.2']), [`re:10.9.0.1 ${hostAddress}`]);
    await ovs.vsctl('set', 'bridge', ovs.bridge, 'other-config:hwaddr=52:54:00:00:00:fe');
    await redirect.apply(vms, ports);
    const steering = (await ownRules(ovs)).filter((rule) => rule.includes('nw_dst'));
    t.strictSame(
      steering.map((rule) => rule.split('actions=')[1]),
      Array(2).fill('mod_dl_dst:52:54:00:00:00:fe,LOCAL'),
      'the bridge changed its MAC',
    );
    t.strictSame((await ask(ovs, guests[2], ['10.9.0.1', '10.9.0.2'])).length, 2);
  });

  t.test('remove leaves no rule and no table of ours, and all of the others', async (t) => {
    const { ovs, redirect, vms, ports, nft } = await bench(t);
    await nft('add', 'table', 'ip', 'operators');
    await ovs.ofctl('add-flow', 'cookie=0x77,priority=250,udp,tp_dst=53,actions=NORMAL');
    const foreign = await ovs.ofctl('dump-flows', '--no-stats');
    await redirect.apply(vms, ports);
    t.equal((await ownRules(ovs)).length, 5, 'visibility, two VMs, two ports');
    await redirect.remove();
    t.strictSame(await ovs.ofctl('dump-flows', '--no-stats'), foreign);
    t.strictSame((await nft('list', 'tables')).trim(), 'table ip operators');
    await redirect.remove();
    t.pass('removing what is gone is no error');
    t.strictSame(await redirect.apply(vms, ports), [], 'and it can come back');
  });

  t.test('an agent that was killed left its rules: the next one takes them over', async (t) => {
    const { ovs, redirect, vms, ports } = await bench(t);
    await redirect.apply(vms, ports);
    const { bridge, runDir } = ovs;
    const next = new OpenFlowSteering({ bridge, runDir, port: 7470, ipVisibility: 'off' }, quiet);
    t.strictSame(await next.apply(vms.slice(1), ports), []);
    const rules = await ownRules(ovs);
    t.equal(rules.length, 3);
    t.notMatch(rules.join(), /10\.9\.0\.1,|NXM/);
    // This one begins before it knows the ports: VMs stay off them, until it does.
    const third = new OpenFlowSteering({ bridge, runDir, port: 7470, ipVisibility: 'off' }, quiet);
    t.strictSame(await third.apply([], []), []);
    t.equal((await ownRules(ovs)).filter((rule) => rule.includes('actions=drop')).length, 2);
    t.strictSame(await third.apply([], ports.slice(1)), [], 'none of them is foreign');
    const [only, ...more] = await ownRules(ovs);
    t.match(only, new RegExp(`in_port=${ports[1]!.ofport}.*actions=drop`));
    t.strictSame(more, []);
  });

  t.test('ovs-vswitchd restarts with an empty table: all rules come back', async (t) => {
    const { ovs, redirect, vms, ports } = await bench(t);
    await redirect.apply(vms, ports);
    await ovs.stopVswitchd();
    await t.rejects(redirect.apply(vms, ports), { code: 'apply', message: /not complete: .*br0\.mgmt/ });
    await ovs.startVswitchd();
    await until('the bridge is back', () => existsSync(`${ovs.runDir}/${ovs.bridge}.mgmt`));
    await ovs.host('ip', 'link', 'set', ovs.bridge, 'up');
    const mended = await redirect.apply(vms, ports);
    t.equal(mended.filter((line) => line.includes('missing OpenFlow rule')).length, 5);
    t.equal((await ownRules(ovs)).length, 5);
  });

  t.test('no visibility rule where it would change what the bridge forwards', async (t) => {
    const { ovs, redirect, vms, ports, warnings } = await bench(t);
    await ovs.ofctl('del-flows');
    await ovs.ofctl('add-flow', 'priority=5,arp,actions=NORMAL');
    await redirect.apply(vms, ports);
    await redirect.apply(vms, ports);
    t.notMatch((await ownRules(ovs)).join(), /NXM/);
    t.match(warnings, [/br0 does not forward with priority=0,actions=NORMAL.*ipVisibility: off/], 'said once');
    t.equal(warnings.length, 1);
    await ovs.ofctl('add-flow', 'priority=0,actions=NORMAL');
    await ovs.ofctl('add-flow', 'cookie=0x77,priority=1,ip,actions=NORMAL');
    await redirect.apply(vms, ports);
    t.match(
      await ovs.ofctl('dump-flows'),
      /cookie=0x77[^\n]*priority=1,ip actions=NORMAL/,
      'nor in the place of a rule',
    );
    await ovs.ofctl('del-flows', 'cookie=0x77/-1');
    await ovs.host('ip', 'link', 'set', ovs.bridge, 'down');
    await redirect.apply(vms, ports);
    t.match((await ownRules(ovs)).join(), /NXM/);
    t.match(warnings.at(-1), /br0 is down.*ip link set br0 up/);
    t.match(redirect.warnings(), [/br0 is down/], 'status tells it as long as it holds');
    await ovs.host('ip', 'link', 'set', ovs.bridge, 'up');
    await redirect.apply(vms, ports);
    t.same(redirect.warnings(), []);
  });

  t.test("the host's address is not on the bridge", async (t) => {
    const { ovs, redirect, guests, vms, ports } = await bench(t, { host: '192.168.77.1' });
    const peer = guests[2];
    await ovs.host('ip', 'link', 'add', 'mgmt', 'type', 'veth', 'peer', 'mgmt', 'netns', peer.namespace);
    for (const [run, address] of [
      [(...command: string[]) => ovs.host('ip', ...command), '192.168.77.1/24'],
      [(...command: string[]) => ovs.guestRun(peer, 'ip', ...command), '192.168.77.3/24'],
    ] as const) {
      await run('address', 'add', address, 'dev', 'mgmt');
      await run('link', 'set', 'mgmt', 'up');
    }
    await ovs.host('ip', 'route', 'add', '10.9.0.0/24', 'via', '192.168.77.3');
    await startEcho(ovs, '192.168.77.1');
    await redirect.apply(vms, ports);
    const filter = async (value: number) => {
      const settings = ['all', ovs.bridge].map((name) => `net.ipv4.conf.${name}.rp_filter=${value}`);
      await ovs.host('sysctl', '-qw', ...settings);
    };
    const asked = () => ask(ovs, peer, ['10.9.0.1', '10.9.0.2'], { from: '10.9.0.3' });
    await filter(0);
    t.strictSame(await asked(), ['re:10.9.0.1 192.168.77.1', 're:10.9.0.2 192.168.77.1']);
    // The two settings that receive-path.ts warns of, as the kernel sees them.
    await filter(1);
    t.strictSame(await asked(), [], 'strict reverse path filtering drops them');
    await filter(2);
    t.strictSame(await asked(), [], 'so does loose, when the bridge has no address');
    await ovs.host('ip', 'address', 'add', '10.200.0.1/32', 'dev', ovs.bridge);
    t.equal((await asked()).length, 2, 'with any address on the bridge, loose lets them in');
  });
}
