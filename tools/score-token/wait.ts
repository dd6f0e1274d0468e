// Waiting for the end of a round, with a line of progress whenever something has changed.
import type { ControlClient } from '../../agent/control/client.js';
import { ControlError } from '../../agent/control/errors.js';
import type { RoundReport } from '../../agent/report/status.js';
import type { Terminal } from './exit.js';
import { showProgress, showRound } from './show-round.js';

/** How often the agent is asked how far the round is, ms. */
const progressIntervalMs = 1000;

export interface WaitOptions {
  readonly tokenId: string;
  /** Undefined: without end. */
  readonly timeoutMs?: number;
  readonly json: boolean;
}

/** Each wait is for one interval, so that progress can be asked for between two of them on one connection. */
async function waitStep(client: ControlClient, tokenId: string, timeoutMs: number): Promise<RoundReport | undefined> {
  try {
    return await client.wait({ tokenId, timeoutMs });
  } catch (error) {
    if (error instanceof ControlError && error.code === 'timeout') return undefined;
    throw error;
  }
}

/**
 * Waits and prints the report: a table, or with `json` one line. Rejects with ControlError('timeout') when the
 * round has not ended in time; the round itself goes on.
 */
export async function waitForRound(client: ControlClient, terminal: Terminal, options: WaitOptions): Promise<void> {
  const { tokenId, timeoutMs = Number.POSITIVE_INFINITY } = options;
  const end = performance.now() + timeoutMs;
  let told = '';
  for (;;) {
    const stepMs = Math.max(0, Math.min(progressIntervalMs, Math.ceil(end - performance.now())));
    const report = await waitStep(client, tokenId, stepMs);
    if (report) {
      for (const line of options.json ? [JSON.stringify(report)] : showRound(report)) terminal.print(line);
      return;
    }
    if (performance.now() >= end) {
      const seconds = timeoutMs / 1000;
      const again = `it goes on; ask again with score-token wait ${tokenId}`;
      throw new ControlError('timeout', `round ${tokenId} has not ended within ${seconds} s; ${again}`);
    }
    const { round } = await client.status();
    // The time since the token was seen changes all the time and says nothing new by itself.
    const progress =
      round?.tokenId === tokenId ? `${round.round} ${round.sequence} ${round.visited} ${round.state}` : '';
    if (round && progress !== '' && progress !== told) terminal.tell(showProgress(round));
    told = progress;
  }
}
