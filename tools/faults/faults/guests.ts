// What other people do: they create, destroy and move VMs, and VMs change whom they talk to. They ask no agent, but they
// leave a host the room that it has promised: an agent cannot keep a promise that somebody else breaks.
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { vmAddress } from '../world/names.js';
import { memoryOf, roomAt, talk } from '../world/populate.js';
import type { FaultTable, Striking } from './faults.js';

/** Addresses that new VMs are given, beyond those of the start. */
const freshVms = 40;

export const guestFaults: FaultTable = { create, destroy, move, rates };

export function create({ sim, chance }: Pick<Striking, 'sim' | 'chance'>): void {
  const { world, plan } = sim;
  // Mostly a new address, now and then one that another VM had before.
  const vm = vmAddress(chance.integer(0, plan.vms + freshVms));
  const memoryMiB = memoryOf(chance);
  const host = chance.pick(sim.members.filter((each) => hasRoomToSpare(sim, each, memoryMiB)));
  if (world.guests.has(vm) || host === undefined) return;
  world.create(vm, host, memoryMiB, false);
  talk(world, chance, vm, [...world.guests.keys()]);
  sim.note(`${formatIpv4(vm)} is created on ${formatIpv4(host)}`);
  announce(sim, host);
}

function destroy({ sim, chance }: Striking): void {
  const guest = chance.pick([...sim.world.guests.values()]);
  if (!guest || sim.world.guests.size < 3) return;
  sim.note(`${formatIpv4(guest.vm)} on ${formatIpv4(guest.host)} is destroyed`);
  sim.hypervisors.destroy(guest);
}

/** By hand, with the hypervisor's own tool. */
function move({ sim, chance }: Striking): void {
  const guest = chance.pick([...sim.world.guests.values()].filter(({ job }) => !job));
  const to =
    guest &&
    chance.pick(sim.members.filter((each) => each !== guest.host && hasRoomToSpare(sim, each, guest.memoryMiB)));
  if (!guest || to === undefined || !sim.world.machines.get(guest.host)?.isUp) return;
  sim.note(`${formatIpv4(guest.vm)} is moved by hand from ${formatIpv4(guest.host)} to ${formatIpv4(to)}`);
  sim.hypervisors.migrateNow(guest, to);
  announce(sim, to);
}

function rates({ sim, chance }: Striking): void {
  const { world } = sim;
  const stream = chance.pick(world.streams);
  if (!stream) return;
  world.changeRate(stream, chance.hits(0.2) ? 0 : Math.round(chance.logUniform(1e3, 2e6)));
}

/** Room for this VM beside what is there, on its way, and promised. */
function hasRoomToSpare(sim: Striking['sim'], host: Ipv4, memoryMiB: number): boolean {
  if (!sim.world.machines.get(host)?.isUp) return false;
  const room = roomAt(sim.world, host);
  const promised = sim.promises.of(host);
  const promisedMiB = promised.reduce((sum, promise) => sum + promise.memoryMiB, 0);
  return room.slots > promised.length && room.memoryMiB - promisedMiB >= memoryMiB;
}

/** The host's agent is told at once: room that it gave away meanwhile would be nobody's fault. */
function announce(sim: Striking['sim'], host: Ipv4): void {
  sim.observers.changed(host);
  sim.hosts.get(host)?.tell();
}
