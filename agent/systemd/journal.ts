// Hands records of events to journald as entries with fields. Node has no unix datagram sockets, which journald's own
// protocol needs, so each entry goes through `logger --journald` (util-linux), which sends one and ends. What comes while
// one is under way waits and shares the next entry with its like: a burst of decisions costs about ten processes a second
// at most. A record that cannot be handed over is written as a line to stderr, as all others are: none is lost without a
// word, and none is written twice.
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRecord } from '../log.js';
import { belongTogether, entryText } from './entry.js';

/**
 * journald looks up the unit of an entry by the process that sent it, after it was sent: of a process that is gone it finds
 * none, and `journalctl --unit` would not show the entry. (Seen: a third of them.) So the shell leaves logger a zombie,
 * which still has its control group, until its own input ends. A signal to all of the service is not for them.
 */
const script = `trap '' HUP INT TERM; logger --journald <&3 3<&- & read -r _; wait $!`;
/** For how long, ms, for journald may be slow; and when the agent is about to end. */
const holdMs = 1_000;
const lastHoldMs = 100;
/** From one entry to the next, ms. What comes meanwhile shares an entry; and they arrive in order. */
const paceMs = 100;
/** A logger that has not ended by then hangs, ms: journald is stopped, and its socket full. */
const patienceMs = 5_000;
/** After a failure records are lines for this long, ms. */
const pauseMs = 60_000;
/** Waiting records, and their JSON in UTF-16 units; more go to stderr. */
const maxWaiting = 4_000;
const maxWaitingText = 8 * 1024 * 1024;
/** JSON in one entry, UTF-16 units, unless a single record is longer: journalctl cuts what is longer than 64 KiB. */
const maxEntryText = 48 * 1024;

export interface JournalOptions {
  /** Writes a record as a line. */
  readonly line: (record: EventRecord) => void;
  /** Tells why records are lines from now on. */
  readonly onFailure: (reason: string) => void;
  /** Environment of the shell, for PATH. Default: the agent's own. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Monotonic time, ms. */
  readonly clock?: () => number;
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #clock: () => number;
  #waiting: EventRecord[] = [];
  #waitingText = 0;
  #pumping = false;
  /** Entries that are being handed over; no more than hold time and pace allow. */
  readonly #underWay = new Set<Promise<void>>();
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** See `EventTaker`. */
  take(record: EventRecord): boolean {
    if (this.#closed || this.#clock() < this.#pausedUntilMs) return false;
    if (this.#waiting.length >= maxWaiting || this.#waitingText + record.json.length > maxWaitingText) return false;
    this.#waiting.push(record);
    this.#waitingText += record.json.length;
    if (!this.#pumping) void this.#pump();
    return true;
  }

  /** Resolves when all that was taken is handed over or written; what comes later is not taken. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#pumping || this.#underWay.size > 0) await Promise.race([sleep(paceMs), ...this.#underWay]);
  }

  /** Writes what waits, at once: for a process that ends without `close`. */
  spill(): void {
    this.#closed = true;
    const left = this.#waiting;
    this.#waiting = [];
    this.#waitingText = 0;
    for (const record of left) this.#options.line(record);
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    // In a turn of its own, so that records of one step share an entry.
    await sleep(0);
    for (let batch = this.#next(); batch; batch = this.#next()) {
      const handing = this.#hand(batch).finally(() => this.#underWay.delete(handing));
      this.#underWay.add(handing);
      await sleep(paceMs);
    }
    this.#pumping = false;
  }

  async #hand(batch: readonly [EventRecord, ...EventRecord[]]): Promise<void> {
    const failure = await handOver(entryText(batch), () => this.#closed, this.#options.environment);
    if (failure === undefined) return;
    for (const record of [...batch, ...this.#waiting.splice(0)]) this.#options.line(record);
    this.#waitingText = 0;
    const isNews = this.#clock() >= this.#pausedUntilMs;
    this.#pausedUntilMs = this.#clock() + pauseMs;
    if (isNews) this.#options.onFailure(failure);
  }

  /** The oldest records that belong together, in order. */
  #next(): [EventRecord, ...EventRecord[]] | undefined {
    const [first] = this.#waiting;
    if (!first) return undefined;
    let count = 1;
    let text = first.json.length;
    for (const record of this.#waiting.slice(1)) {
      text += record.json.length;
      if (text > maxEntryText || !belongTogether(first, record)) break;
      count += 1;
    }
    const [, ...others] = this.#waiting.splice(0, count);
    this.#waitingText -= [first, ...others].reduce((sum, { json }) => sum + json.length, 0);
    return [first, ...others];
  }
}

/** Resolves with why the entry was not sent, or undefined. */
function handOver(
  text: string,
  isEnding: () => boolean,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let child: ChildProcess;
    try {
      // A process group of its own, so that giving up ends both programs.
      const settings = { env: environment, detached: true };
      child = spawn('/bin/sh', ['-c', script], { ...settings, stdio: ['pipe', 'ignore', 'ignore', 'pipe'] });
    } catch (error) {
      return resolve((error as Error).message); // No more processes, or no more files.
    }
    const sinceMs = performance.now();
    const release = setInterval(() => {
      if (isEnding() || performance.now() - sinceMs >= holdMs) child.stdin?.end();
    }, lastHoldMs);
    let isGivenUp = false;
    const giveUp = setTimeout(() => {
      isGivenUp = true;
      endGroup(child);
    }, patienceMs);
    const end = (failure: string | undefined): void => {
      clearInterval(release);
      clearTimeout(giveUp);
      resolve(failure);
    };
    const input = child.stdio[3] as NodeJS.WritableStream | undefined;
    for (const stream of [child.stdin, input]) stream?.on('error', () => {}); // The exit code says why.
    input?.end(text);
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => {
      if (code === 0) return end(undefined);
      if (isGivenUp) return end(`logger has not ended after ${patienceMs} ms; is systemd-journald stopped?`);
      if (signal) return end(`logger was ended by ${signal}`);
      end(code === 127 ? 'logger is not installed (package bsdutils)' : `logger ended with code ${code}`);
    });
  });
}

/** An entry is one datagram: a logger that is ended has sent all of it or nothing. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Its end was on the way already.
  }
}
