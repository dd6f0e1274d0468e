// Faults of what an agent works with: libvirtd goes away and loses its jobs, events of it are lost, Open vSwitch goes
// away.
import { formatIpv4 } from '../../../topology/ipv4.js';
import type { FaultTable, Striking } from './faults.js';

export const driverFaults: FaultTable = { hypervisor, datapath };

function hypervisor({ sim, chance, lasting }: Striking): void {
  const host = chance.pick(sim.running());
  if (!host) return;
  const where = formatIpv4(host.address);
  if (chance.hits(0.3)) {
    host.lostEvents = chance.between(0.2, 1);
    sim.note(`${where}: events of the hypervisor are lost`);
    lasting(chance.between(5_000, 60_000), () => {
      host.lostEvents = 0;
    });
    return;
  }
  sim.note(`${where}: the hypervisor's daemon is away`);
  host.setAway('hypervisor', 'cannot connect to the daemon');
  if (chance.hits(0.5)) sim.hypervisors.abortJobsFrom(host.address);
  lasting(chance.logUniform(200, 60_000), () => {
    sim.note(`${where}: the hypervisor's daemon is back`);
    host.setAway('hypervisor', undefined);
  });
}

function datapath({ sim, chance, lasting }: Striking): void {
  const host = chance.pick(sim.running());
  if (!host) return;
  const where = formatIpv4(host.address);
  sim.note(`${where}: the switch is away`);
  host.setAway('datapath', 'cannot connect to the switch');
  lasting(chance.logUniform(200, 60_000), () => {
    sim.note(`${where}: the switch is back, its flows are new`);
    sim.world.machines.get(host.address)!.datapath.clear();
    host.setAway('datapath', undefined);
  });
}
