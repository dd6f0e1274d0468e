// Live progress of a round: one line, redrawn on a terminal, written now and then elsewhere. The line's text is
// made by a pure function; the class only decides when and how to write it.
import type { RoundState } from '../../agent/control/report.js';
import { bar, change, scaled } from './format.js';

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

export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Clears from the cursor to the end of the line (ECMA-48, EL). */
const clearToEnd = '\x1b[K';

export class ProgressWriter {
  readonly #output: ProgressOutput;
  readonly #plainIntervalMs: number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #drawn = false;

  /** Without a terminal at most one line is written in `plainIntervalMs`. */
  constructor(output: ProgressOutput, plainIntervalMs = 1000) {
    this.#output = output;
    this.#plainIntervalMs = plainIntervalMs;
  }

  show(line: string, nowMs: number): void {
    if (this.#output.isTTY) {
      this.#output.write(`\r${line.slice(0, (this.#output.columns ?? 80) - 1)}${clearToEnd}`);
      this.#drawn = true;
    } else if (nowMs - this.#lastMs >= this.#plainIntervalMs) {
      this.#lastMs = nowMs;
      this.#output.write(`${line}\n`);
    }
  }

  /** Leaves the last line standing, so that what follows begins on its own. */
  end(): void {
    if (this.#drawn) this.#output.write('\n');
    this.#drawn = false;
  }
}
