// The datapath contracts (of every datapath, and of Open vSwitch) against real Open vSwitch in namespaces of its own.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { ovsContract } from './contract.js';
import { type Guest, labObstacle, RealOvs } from './real-ovs.js';

/** A rule that makes addresses visible in the datapath; what happens to the packet comes after it. */
const moves = 'priority=1,ip,actions=move:NXM_OF_IP_SRC[]->NXM_NX_REG14[],move:NXM_OF_IP_DST[]->NXM_NX_REG15[]';

const control = ({ runDir }: RealOvs): string =>
  `${runDir}/ovs-vswitchd.${readFileSync(`${runDir}/ovs-vswitchd.pid`, 'utf8').trim()}.ctl`;

// The machine may be busy with other tests; node alone, without tap's settings, would stop after 30 s.
t.setTimeout(180_000);

const obstacle = labObstacle(['ping', 'ovs-appctl']);
if (obstacle) t.plan(0, obstacle);
else {
  ovsContract(t, async (t) => {
    const ovs = await RealOvs.start(t);
    const guests = new Map<number, Guest>();
    const ping = async (address: string, count = 8) => {
      await ovs.guestRun(guests.get(1)!, 'ping', '-c', String(count), '-i', '0.1', '-W', '1', address);
    };
    let visible = false;
    return Object.assign(ovs, {
      plug: async (index: number) => {
        guests.set(index, await ovs.addGuest(index, { vm: true }));
      },
      unplug: async (index: number) => {
        await ovs.vsctl('del-port', ovs.bridge, guests.get(index)!.interface);
      },
      talk: async () => {
        if (!visible) await ovs.ofctl('add-flow', `${moves},NORMAL`);
        visible = true;
        await ping(guests.get(2)!.address);
      },
      talkInDetours: async () => {
        await ovs.ofctl('add-flow', `${moves},ct(table=1)`);
        await ovs.ofctl('add-flow', `table=1,${moves},NORMAL`);
        await ovs.ofctl('add-flow', 'priority=9,ip,nw_src=10.9.0.1,nw_dst=10.9.0.99,actions=drop');
        const neighbour = ['10.9.0.99', 'lladdr', '52:54:00:00:00:99', 'dev', 'eth0'];
        await ovs.guestRun(guests.get(1)!, 'ip', 'neighbour', 'add', ...neighbour);
        await ping(guests.get(2)!.address);
        // Nobody answers, which ping calls a failure.
        await ping('10.9.0.99', 3).catch(() => {});
      },
      printed: () => ovs.host('ovs-appctl', '-t', control(ovs), 'dpctl/dump-flows'),
    });
  });
}
