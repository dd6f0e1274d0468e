// Waiting for the end of a round, with a line of progress whenever something has changed.
import { AgentUnreachableError, type ControlClient } from '../../agent/control/client.js';
import { ControlError } from '../../agent/control/errors.js';
import { maxHistory } from '../../agent/control/protocol.js';
import type { RoundReport } from '../../agent/report/status.js';
import { type Terminal, UnreachedError } from './exit.js';
import { showProgress, showRound } from './show-round.js';
import { formatCost, safe, table } from './table.js';

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
    if (!(error instanceof AgentUnreachableError)) throw error;
    // The agent may have stopped, and has handed the token on then.
    const where = 'score-token status on other hosts shows it, and score-token retire ends it';
    throw new AgentUnreachableError(error.socket, `${error.message}; the round may go on without it: ${where}`);
  }
}

/**
 * Waits and prints the report: a table, or with `json` one line. Rejects with ControlError('timeout') when the
 * round has not ended in time; the round itself goes on. Rejects with UnreachedError when it has reached no VM.
 */
export async function waitForRound(client: ControlClient, terminal: Terminal, options: WaitOptions): Promise<void> {
  const report = await roundEnd(client, terminal, options);
  const lines = options.json ? [JSON.stringify(report)] : [...showRound(report), ...(await plan(client, report))];
  for (const line of lines) terminal.print(line);
  if (!isUnreached(report)) return;
  const advice = 'do agents run on their hosts, with the same key, and is the redirect in place there?';
  throw new UnreachedError(`no VM of the round could be reached: ${advice}`);
}

/** What this host would have moved. Other hosts keep theirs in their own histories. */
async function plan(client: ControlClient, { tokenId, startedAt }: RoundReport): Promise<string[]> {
  // The clock may have been set a little since.
  const sinceMs = Date.parse(startedAt) - 60_000;
  const { entries } = await client.history({ kind: 'decision', sinceMs, limit: maxHistory });
  const planned = entries.flatMap((entry) => {
    if (entry.kind !== 'decision' || entry.tokenId !== tokenId || entry.verdict !== 'recommend') return [];
    return [[entry.vm, safe(entry.name), entry.target?.host ?? '', formatCost(entry.target?.gain ?? 0)]];
  });
  if (planned.length === 0) return [];
  const lines = table([['VM', 'NAME', 'TO', 'GAIN'], ...planned], [3]).map((line) => `  ${line}`);
  return ['', 'Would move from this host (score-token history --kind decision on each host has the others):', ...lines];
}

/** Whether nothing is known of any VM but that nobody answered for it. */
function isUnreached({ migrations, failures, stays }: RoundReport): boolean {
  const reasons = Object.keys(stays);
  const isSilent = reasons.length > 0 && reasons.every((reason) => reason === 'unreachable');
  return isSilent && migrations.length === 0 && failures.length === 0;
}

/** Waits for the end of the round, with progress on stderr. Rejects with ControlError('timeout'). */
export async function roundEnd(
  client: ControlClient,
  terminal: Terminal,
  options: Omit<WaitOptions, 'json'>,
): Promise<RoundReport> {
  const { tokenId, timeoutMs = Number.POSITIVE_INFINITY } = options;
  const end = performance.now() + timeoutMs;
  let told = '';
  for (;;) {
    const stepMs = Math.max(0, Math.min(progressIntervalMs, Math.ceil(end - performance.now())));
    const report = await waitStep(client, tokenId, stepMs);
    if (report) return report;
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
