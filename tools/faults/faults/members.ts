// Hosts join and leave the data centre: a new cost map reaches the agents at different times; an agent that leaves is
// told so, and its machine is emptied first or not.
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { costMapOf, hostAddress } from '../world/names.js';
import { addMachine } from '../world/populate.js';
import type { FaultTable, Striking } from './faults.js';

/** Until every agent has read the new cost map, ms. */
const spreadMs = 20_000;
/** How long an agent that leaves has to hand over, ms. */
const leaveMs = 15_000;
const fewestHosts = 3;
const mostMore = 4;

export const memberFaults: FaultTable = { 'add-host': addHost, 'remove-host': removeHost };

function addHost(striking: Striking): void {
  const { sim } = striking;
  if (sim.members.length >= sim.plan.hosts + mostMore) return;
  let index = 0;
  while (sim.world.machines.has(hostAddress(index))) index += 1;
  const address = hostAddress(index);
  addMachine(sim.world, sim.plan, address);
  sim.everyMember.push(address);
  sim.world.map = costMapOf(sim.everyMember);
  list(striking, [...sim.members, address]);
  sim.addHost(address).start();
  sim.note(`${formatIpv4(address)} is added`);
}

/** First the agent leaves, then the machine is switched off with what still runs there. */
function removeHost(striking: Striking): void {
  const { sim, chance } = striking;
  if (sim.members.length <= fewestHosts) return;
  const host = chance.pick(sim.running().filter(({ address }) => sim.members.includes(address)));
  if (!host) return;
  const { address } = host;
  sim.note(`${formatIpv4(address)} leaves`);
  host.feed({ type: 'leave' });
  list(
    striking,
    sim.members.filter((each) => each !== address),
  );
  striking.lasting(leaveMs, () => {
    sim.note(`${formatIpv4(address)} is switched off`);
    sim.world.machines.get(address)!.isUp = false;
    host.crash();
    host.redirected = new Set();
    sim.observers.lostPower(host);
    sim.hypervisors.crash(address);
    sim.hosts.delete(address);
    sim.network.hosts.delete(address);
  });
}

/** The new list reaches each agent when its operator gets to it. */
function list({ sim, chance, lasting }: Striking, members: Ipv4[]): void {
  sim.members = members;
  sim.map = costMapOf(members);
  for (const host of sim.hosts.values()) {
    if (!members.includes(host.address)) continue;
    lasting(chance.between(0, spreadMs), () => {
      host.map = sim.map;
      host.feed({ type: 'reload', settings: host.settings, map: sim.map });
    });
  }
}
