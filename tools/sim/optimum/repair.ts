// Makes an allocation keep the slots and memory of every host: takes VMs off overfull hosts, those first that
// lose least, to the nearest hosts with room. Not a search: what it makes is for the local search to improve.
import { levelBetween } from './instance.js';
import { none } from './placement.js';
import type { SearchState } from './search-state.js';

/**
 * Moves VMs until no host is overfull, and returns how many. Hosts with most to spare come last, so that packed
 * ones stay packed. Throws RangeError when VMs are left over, which happens only where memory is so tight that
 * the VMs fit in another arrangement only.
 */
export function repairCapacity(state: SearchState): number {
  const { placement } = state;
  let moved = 0;
  for (let host = 0; host < state.instance.hosts; host++) {
    while (placement.isOverfull(host)) {
      const best = cheapestExit(state, host);
      if (best === undefined)
        throw new RangeError(`no host has room for any of the VMs that are too many on host ${host}`);
      state.move(best.vm, best.host);
      moved++;
    }
  }
  return moved;
}

interface Exit {
  readonly vm: number;
  readonly host: number;
  readonly delta: number;
}

function cheapestExit(state: SearchState, from: number): Exit | undefined {
  const { placement } = state;
  let best: Exit | undefined;
  for (let vm = placement.first[from]!; vm !== none; vm = placement.next[vm]!) {
    const exit = nearestRoom(state, vm, from);
    if (exit && (best === undefined || exit.delta < best.delta)) best = exit;
  }
  return best;
}

/** The cheapest host with room in the smallest group around `from` that has one. */
function nearestRoom(state: SearchState, vm: number, from: number): Exit | undefined {
  const { instance, placement } = state;
  for (let level = 1; level <= instance.maxLevel; level++) {
    let best: Exit | undefined;
    for (const host of hostsWithin(state, from, level)) {
      // Those of a lower level were looked at before and had no room.
      if (host === from || levelBetween(instance, host, from) !== level || !placement.hasRoom(host, vm)) continue;
      const delta = state.moveDelta(vm, host);
      if (best === undefined || delta < best.delta) best = { vm, host, delta };
    }
    if (best) return best;
  }
  return undefined;
}

function* hostsWithin({ instance }: SearchState, host: number, level: number): Iterable<number> {
  const { hosts, hostsOfGroup, groups, maxLevel } = instance;
  if (level < maxLevel) yield* hostsOfGroup[level - 1]![groups[host * (maxLevel - 1) + level - 1]!]!;
  else for (let each = 0; each < hosts; each++) yield each;
}
