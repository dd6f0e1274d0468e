// Traffic that gives the next round something to move: after a round nothing is left to gain, so guests that are
// apart begin to talk, and those that talked stop. Every guest talks to somebody, because an agent knows a VM by its
// packets.
import type { CostMap } from '../../../topology/cost-map.js';
import { RATE_WINDOW_MS } from '../agents.js';
import { pause, until } from '../exec.js';
import { setStream } from '../guest-client.js';
import { readGuests } from '../guests.js';
import { guestOf, hostNamed } from '../plan.js';

/** Payload of the pairs that should be moved, kilobytes a second; falling, so that their order is plain. */
const HEAVY_KBPS = [300, 250, 200];
/** Too little for any move to pay, and enough to be known. */
const LIGHT_KBPS = 2;
const PATIENCE_MS = 60_000;

export interface Pair {
  readonly a: string;
  readonly b: string;
  readonly kBps: number;
}

/**
 * Pairs up all guests: first those that are farthest apart, and of these those that are not on `origin`, which is to
 * have as little of the round as can be. `placement` is by guest name. Pure.
 */
export function pairUp(placement: ReadonlyMap<string, string>, origin: string, map: CostMap): Pair[] {
  const level = (a: string, b: string): number =>
    map.level(hostNamed(placement.get(a)!).address, hostNamed(placement.get(b)!).address) ?? 0;
  const atOrigin = (a: string, b: string): number => [a, b].filter((guest) => placement.get(guest) === origin).length;
  const names = [...placement.keys()].sort();
  const candidates = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const));
  candidates.sort(([a, b], [c, d]) => level(c, d) - level(a, b) || atOrigin(a, b) - atOrigin(c, d));
  const left = new Set(names);
  const pairs: Pair[] = [];
  for (const [a, b] of candidates) {
    if (!left.has(a) || !left.has(b)) continue;
    left.delete(a);
    left.delete(b);
    const heavy = level(a, b) > 0 ? HEAVY_KBPS[pairs.length] : undefined;
    pairs.push({ a, b, kBps: heavy ?? LIGHT_KBPS });
  }
  return pairs;
}

/** Ends all streams of the guests in `placement`, starts those of `pairs`, and waits until rates show nothing else. */
export async function setPairs(pairs: readonly Pair[]): Promise<void> {
  const guests = await readGuests(PATIENCE_MS);
  const stops = [...guests].flatMap(([from, state]) =>
    Object.entries(state?.streams ?? {})
      .filter(([, { kBps }]) => kBps > 0)
      .map(([address]) => [from, guestOf(address)?.name] as const)
      .filter((stream): stream is readonly [string, string] => stream[1] !== undefined)
      .filter(([from, to]) => !pairs.some(({ a, b }) => a === from && b === to)),
  );
  await Promise.all(stops.map(([from, to]) => set(from, to, 0)));
  await Promise.all(pairs.map(({ a, b, kBps }) => set(a, b, kBps)));
  // Rates look back over up to two windows.
  await pause(2 * RATE_WINDOW_MS + 1000);
}

/** Guests of a busy machine are slow, and just after a fault some cannot be reached yet. */
async function set(from: string, to: string, kBps: number): Promise<void> {
  const attempt = async (): Promise<true> => {
    await setStream(from, to, kBps);
    return true;
  };
  await until(`stream ${from} to ${to}`, PATIENCE_MS, attempt, 1000);
}

export const pairText = ({ a, b, kBps }: Pair): string => `${a}-${b} ${kBps} kB/s`;

/** The VM's name for the address in an agent's report. */
export const guestName = (address: string): string => guestOf(address)?.name ?? address;
