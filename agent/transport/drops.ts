// Counts dropped datagrams by reason and tells the log now and then. Not the decision to drop.
import { formatIpv4 } from '../../topology/ipv4.js';
import type { DropReason, Peer } from './transport.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string) => void;

/** A flood of bad datagrams must not become a flood of log lines. */
const LOG_INTERVAL_MS = 60_000;

const MEANING: Record<DropReason, { readonly level: LogLevel; readonly text: string }> = {
  truncated: { level: 'warn', text: 'too short' },
  oversized: { level: 'warn', text: 'longer than any agent sends' },
  'unknown-version': { level: 'warn', text: 'another protocol version; are all agents upgraded?' },
  'unknown-key': { level: 'warn', text: 'sealed with a key that this host does not have; compare the key files' },
  'not-authentic': { level: 'warn', text: 'forged, or damaged on the way' },
  malformed: { level: 'warn', text: 'not of this protocol' },
  'unexpected-piece': { level: 'debug', text: 'a piece of no message that is under way' },
  'duplicate-fragment': { level: 'debug', text: 'a fragment that was here already' },
  'reassembly-limit': { level: 'warn', text: 'no room for another fragmented message' },
  own: { level: 'warn', text: 'sent by this agent itself; is a VM address of this host redirected back to it?' },
};

export class DropCounter {
  readonly #counts = Object.fromEntries(Object.keys(MEANING).map((reason) => [reason, 0])) as Record<
    DropReason,
    number
  >;
  readonly #loggedAtMs = new Map<DropReason, number>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  count(reason: DropReason, from: Peer, nowMs: number): void {
    const count = ++this.#counts[reason];
    const loggedAtMs = this.#loggedAtMs.get(reason);
    if (loggedAtMs !== undefined && nowMs < loggedAtMs + LOG_INTERVAL_MS) return;
    this.#loggedAtMs.set(reason, nowMs);
    const { level, text } = MEANING[reason];
    this.#log(
      level,
      `dropped a datagram from ${formatIpv4(from.address)}:${from.port}: ${reason} (${text}); ${count} so far`,
    );
  }

  /** A copy. */
  counts(): Record<DropReason, number> {
    return { ...this.#counts };
  }
}
