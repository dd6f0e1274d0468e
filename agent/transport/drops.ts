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
  'message-too-large': { level: 'warn', text: 'a fragment of a message that is longer than any agent sends' },
  'sender-limit': { level: 'warn', text: 'its sender has more unfinished messages here than one may have' },
  'reassembly-limit': { level: 'warn', text: 'no room for another fragmented message of anybody' },
  'pieces-limit': {
    level: 'warn',
    text: 'too many unfinished packets; one of the sender with most of them was given up',
  },
  replayed: { level: 'info', text: 'it was here before: doubled by the network, or played back' },
  stale: {
    level: 'info',
    text: 'sent long ago: kept back on the way, or played back; its sender is asked to prove itself',
  },
  unproven: { level: 'debug', text: 'the first one of an agent that was just started, or played back; it is asked' },
  untimed: {
    level: 'warn',
    text: 'from an agent of an old version, under a key that only newer ones may use; upgrade it',
  },
  'unexpected-proof': { level: 'info', text: 'a question or an answer that this agent has no part in; played back?' },
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
