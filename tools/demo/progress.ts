// The line that shows how far a round has come. Pure; progress-writer.ts decides when and how it is written.
import type { RoundState } from '../../agent/report/status.js';
import { bar, change, scaled } from '../format.js';

export interface Progress {
  /** The token as the host knows it that saw it last; undefined before anybody has. */
  readonly round: RoundState | undefined;
  /** Name of that host. */
  readonly host: string;
  readonly initialCost: number;
  readonly cost: number;
  readonly migrations: number;
}

const barWidth = 20;

/** The newest of what the hosts know of a token, with its host's index: the highest hop number wins. */
export function newestRound(
  rounds: readonly (RoundState | undefined)[],
  tokenId: string,
): { readonly round: RoundState; readonly index: number } | undefined {
  let newest: { round: RoundState; index: number } | undefined;
  for (const [index, round] of rounds.entries()) {
    if (round?.tokenId !== tokenId) continue;
    if (newest === undefined || round.sequence > newest.round.sequence) newest = { round, index };
  }
  return newest;
}

export function progressLine({ round, host, initialCost, cost, migrations }: Progress): string {
  const costText = `cost ${scaled(cost)} (${change(initialCost, cost)})  migrations ${migrations}`;
  if (round === undefined) return `token on its way  ${costText}`;
  const visited = `${bar(round.visited / Math.max(round.slots, 1), barWidth).padEnd(barWidth, '░')} ${round.visited}/${round.slots}`;
  const where = round.holderVm === undefined ? host : `${round.holderVm} on ${host}`;
  return `round ${round.round}  ${visited}  hop ${round.sequence}  ${costText}  ${where}`;
}
