// Simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983) with the moves and swaps of the local
// search: accepts a dearer placement now and then, and so gets whole groups of VMs over the hill that a search
// one VM at a time stops at. Its end is no local optimum: run local-search.ts afterwards.
import { setImmediate } from 'node:timers/promises';
import type { Random } from '../../random.js';
import { none } from './placement.js';
import type { SearchState } from './search-state.js';

export interface AnnealOptions {
  readonly random: Random;
  /** Moves and swaps tried. */
  readonly steps: number;
  /** Temperature at the start, as a part of what the pair of an average byte costs across the whole tree: 0.6 lets clusters wander. */
  readonly fromHeat: number;
  /** Temperature at the end, as a part of what the same pair costs between hosts of a rack: 0.5 holds heavy pairs. */
  readonly toHeat: number;
  /** On the clock of performance.now(), ms: cooling goes faster so as to be through by then. */
  readonly deadlineMs?: number;
  /** Ends it: it rejects with the signal's reason, and the state is as it then was. */
  readonly signal?: AbortSignal | undefined;
  /** `share` goes from 0 to 1. */
  readonly onProgress?: (share: number, bestCost: number) => void;
}

/** Temperatures that it goes through at least, and steps at one temperature at most, which is between two looks at the clock. */
const leastTemperatures = 500;
const mostStepsAtOnce = 65_536;

/** Anneals the state; keeps capacity if it was kept before. The state ends at the cheapest placement that was met at the end of a temperature. */
export async function anneal(state: SearchState, options: AnnealOptions): Promise<void> {
  const { random, steps, fromHeat, toHeat, deadlineMs = Number.POSITIVE_INFINITY } = options;
  const busy = busyVms(state);
  if (busy.length === 0) return;
  const { pathWeights } = state.instance;
  const typical = 2 * rateOfAverageByte(state);
  const hottest = fromHeat * typical * pathWeights.at(-1)!;
  const coldest = toHeat * typical * (pathWeights.find((weight) => weight > 0) ?? 1);
  let best = Uint32Array.from(state.placement.hostOf);
  let bestCost = state.cost;
  const stepsAtOnce = Math.min(mostStepsAtOnce, Math.ceil(steps / leastTemperatures));
  const startMs = performance.now();
  let share = 0;
  for (let done = 0; share < 1; done += stepsAtOnce) {
    const temperature = hottest * (coldest / hottest) ** share;
    for (let step = 0; step < Math.min(stepsAtOnce, steps - done); step++) {
      tryStep(state, busy[Math.floor(random.next() * busy.length)]!, temperature, random);
    }
    if (state.cost < bestCost) {
      bestCost = state.cost;
      best = Uint32Array.from(state.placement.hostOf);
    }
    const clockShare = (performance.now() - startMs) / Math.max(deadlineMs - startMs, 1);
    share = Math.max((done + stepsAtOnce) / steps, clockShare);
    options.onProgress?.(Math.min(share, 1), bestCost);
    // Lets a signal through.
    await setImmediate();
    options.signal?.throwIfAborted();
  }
  state.load(best);
}

function tryStep(state: SearchState, vm: number, temperature: number, random: Random): void {
  const { placement } = state;
  const host = targetFor(state, vm, random);
  if (host === none || host === placement.hostOf[vm]) return;
  // Metropolis' rule, turned round: what this step may cost is drawn before it is known what it does cost.
  const limit = -temperature * Math.log(1 - random.next());
  const moved = state.moveDelta(vm, host);
  if (placement.hasRoom(host, vm)) {
    if (moved <= limit) state.move(vm, host);
    return;
  }
  const other = randomVmOn(state, host, random);
  // At best the other VM's whole cost goes away, which is known without looking at its neighbours.
  if (other === none || moved - 2 * state.costOf[other]! > limit || !placement.canSwap(vm, other)) return;
  if (state.swapDelta(vm, other) <= limit) state.swap(vm, other);
}

/** The host of a neighbour, heavy ones first, or a host in its rack. */
function targetFor(state: SearchState, vm: number, random: Random): number {
  const { traffic, vms, hosts, groups, hostsOfGroup, maxLevel } = state.instance;
  const begin = traffic.offsets[vm]!;
  const count = traffic.offsets[vm + 1]! - begin;
  // Of two neighbours the heavier, so that the few heavy ones are tried more often than the many light ones.
  let at = begin + Math.floor(random.next() * count);
  const rival = begin + Math.floor(random.next() * count);
  if (traffic.rates[rival]! > traffic.rates[at]!) at = rival;
  const peer = traffic.peers[at]!;
  const place = peer < vms ? state.placement.hostOf[peer]! : peer - vms + hosts;
  if (maxLevel === 1 || (place < hosts && random.next() < 0.75)) return place < hosts ? place : none;
  const members = hostsOfGroup[0]![groups[place * (maxLevel - 1)]!]!;
  return members.length === 0 ? none : members[Math.floor(random.next() * members.length)]!;
}

function randomVmOn({ placement }: SearchState, host: number, random: Random): number {
  let vm = placement.first[host]!;
  for (let left = Math.floor(random.next() * placement.used[host]!); left > 0; left--) vm = placement.next[vm]!;
  return vm;
}

function busyVms({ instance }: SearchState): Uint32Array {
  const { offsets } = instance.traffic;
  const vms: number[] = [];
  for (let vm = 0; vm < instance.vms; vm++) if (offsets[vm + 1]! > offsets[vm]!) vms.push(vm);
  return Uint32Array.from(vms);
}

/** Bytes per second of the pair that a byte taken at random belongs to. */
function rateOfAverageByte({ instance }: SearchState): number {
  const { rates } = instance.traffic;
  let sum = 0;
  let squares = 0;
  for (const rate of rates) {
    sum += rate;
    squares += rate * rate;
  }
  return sum === 0 ? 0 : squares / sum;
}
