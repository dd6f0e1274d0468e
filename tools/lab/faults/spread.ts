// Moves guests by hand between scenarios: rounds gather those that talk, and on two full hosts nothing is left to move.
// To the agents these are moves by somebody else.
import { formatIpv4 } from '../../../topology/ipv4.js';
import { virsh } from '../hypervisor.js';
import { HOSTS, hostNamed } from '../plan.js';

/** Guests of a host after a spread, at least and at most. */
const LEAST = 1;
const MOST = 3;
const MIGRATION_TIMEOUT_MS = 120_000;

export interface Move {
  readonly vm: string;
  readonly from: string;
  readonly to: string;
}

/** The moves after which every host has one to three guests: always from the fullest to the emptiest. Pure. */
export function spreadingMoves(placement: ReadonlyMap<string, string>): Move[] {
  const guests = new Map(HOSTS.map(({ name }) => [name, [...placement].filter(([, host]) => host === name)]));
  const moves: Move[] = [];
  for (;;) {
    const hosts = [...guests].sort(([, a], [, b]) => b.length - a.length);
    const [[from, most], [to, least]] = [hosts[0]!, hosts.at(-1)!];
    if (most.length <= MOST && least.length >= LEAST) return moves;
    const [vm] = most.pop()!;
    least.push([vm, to]);
    moves.push({ vm, from, to });
  }
}

/** Carries the moves out, one after the other. */
export async function spread(moves: readonly Move[]): Promise<void> {
  for (const { vm, from, to } of moves) {
    const uri = `qemu+tcp://${formatIpv4(hostNamed(to).address)}/system`;
    await virsh(from, ['migrate', '--live', '--p2p', vm, uri], MIGRATION_TIMEOUT_MS);
  }
}
