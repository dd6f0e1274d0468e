// The datapath contract against real Open vSwitch in namespaces of its own.
import t from 'tap';
import { datapathContract } from './contract.js';
import { type Guest, labObstacle, RealOvs } from './real-ovs.js';

const visibility =
  'priority=1,ip,actions=move:NXM_OF_IP_SRC[]->NXM_NX_REG14[],move:NXM_OF_IP_DST[]->NXM_NX_REG15[],NORMAL';

// The machine may be busy with other tests; node alone, without tap's settings, would stop after 30 s.
t.setTimeout(180_000);

const obstacle = labObstacle(['ping']);
if (obstacle) t.plan(0, obstacle);
else {
  datapathContract(t, async (t) => {
    const ovs = await RealOvs.start(t);
    const guests = new Map<number, Guest>();
    return Object.assign(ovs, {
      plug: async (index: number) => {
        guests.set(index, await ovs.addGuest(index, { vm: true }));
      },
      unplug: async (index: number) => {
        await ovs.vsctl('del-port', ovs.bridge, guests.get(index)!.interface);
      },
      talk: async () => {
        await ovs.ofctl('add-flow', visibility);
        const ping = ['-c', '8', '-i', '0.1', guests.get(2)!.address];
        await ovs.guestRun(guests.get(1)!, 'ping', ...ping);
      },
    });
  });
}
