// Fills the world: machines, VMs on them, and traffic between the VMs, most of it inside small groups.
import type { Ipv4 } from '../../../topology/ipv4.js';
import { Chance } from '../chance.js';
import type { Plan } from '../plan.js';
import { memoryOfSlotMiB } from '../settings.js';
import { endpoint, vmAddress } from './names.js';
import type { Guest, World } from './world.js';

const reservedMiB = 512;
/** Share of VMs that can never be moved, and of those that talk to the endpoint. */
const pinned = 0.05;
const outward = 0.1;

export function fill(world: World, plan: Plan, hosts: readonly Ipv4[]): void {
  const chance = Chance.of(plan.seed, 'world');
  for (const host of hosts) addMachine(world, plan, host);
  const vms: Ipv4[] = [];
  for (let index = 0; index < plan.vms; index += 1) {
    const memoryMiB = memoryOf(chance);
    const open = hosts.filter((host) => roomAt(world, host).slots > 0 && roomAt(world, host).memoryMiB >= memoryMiB);
    const host = chance.pick(open);
    if (host === undefined) break;
    vms.push(world.create(vmAddress(index), host, memoryMiB, chance.hits(pinned)).vm);
  }
  for (const vm of vms) talk(world, chance, vm, vms);
}

export function addMachine(world: World, plan: Plan, host: Ipv4): void {
  world.addMachine(host, plan.slots, plan.slots * memoryOfSlotMiB + reservedMiB);
}

export function memoryOf(chance: Chance): number {
  return chance.pick([512, 512, 1_024, 1_536])!;
}

/** Gives the VM somebody to talk to. Neighbours in number are often neighbours in talk. */
export function talk(world: World, chance: Chance, vm: Ipv4, vms: readonly Ipv4[]): void {
  const at = vms.indexOf(vm);
  const others = new Set<Ipv4>();
  for (let count = chance.integer(1, 3); count > 0; count -= 1) {
    const near = vms[at + chance.pick([-3, -2, -1, 1, 2, 3])!];
    const other = chance.hits(0.7) ? near : chance.pick(vms);
    if (other !== undefined && other !== vm) others.add(other);
  }
  for (const other of others) {
    if (world.streamsOf(vm).some((stream) => stream.other(vm) === other)) continue;
    world.connect(vm, other, Math.round(chance.logUniform(1e3, 1e6)));
  }
  if (chance.hits(outward)) world.connect(vm, endpoint, Math.round(chance.logUniform(1e3, 1e5)));
}

/** What a host has left, with what is on its way to it. */
export function roomAt(world: World, host: Ipv4): { slots: number; memoryMiB: number } {
  const machine = world.machines.get(host)!;
  const held: Guest[] = [...world.guestsOn(host), ...[...world.arrivingAt(host)].map(({ guest }) => guest)];
  const usedMiB = held.reduce((sum, guest) => sum + guest.memoryMiB, 0);
  return { slots: machine.slots - held.length, memoryMiB: machine.memoryMiB - reservedMiB - usedMiB };
}
