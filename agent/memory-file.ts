// The agent's memory on disk: what it must not forget when it restarts, in <stateDir>/memory.json. Written whole, in
// one step, before the effects that rely on it are carried out; checked strictly when it is read back. What is worth
// remembering is the core's business (agent/core/remembered.ts).
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatIpv4, type Ipv4 } from '../topology/ipv4.js';
import { afterDamage, type Remembered } from './core/remembered.js';
import type { Logger } from './log.js';
import { overwriteFile, removed, replaceFile } from './memory-disk.js';
import { MEMORY_FILE, parseMemory, writtenMemory } from './memory-format.js';

/** The largest memory, 10,000 promises of 64 MAC addresses and 16 groups each, has some 24 MB. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** After a failed write the next try, and the next line in the log, ms. */
const RETRY_MS = 60_000;

/** `folder`: it cannot be used; `unreadable`: the file is there and cannot be read; `other-host`: another agent's. */
export type MemoryErrorCode = 'folder' | 'unreadable' | 'other-host';

/** Why the agent must not start. The message names the path and says what to do. */
export class MemoryError extends Error {
  override readonly name = 'MemoryError';
  readonly code: MemoryErrorCode;

  constructor(code: MemoryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface MemoryFileOptions {
  readonly stateDir: string;
  /** Whose memory it is. */
  readonly host: Ipv4;
  readonly log: Logger;
  /** Called when a write has failed, with the reason, and when it works again, without. */
  readonly onState?: (away: string | undefined) => void;
  /** Time after a failed write until the next try, ms. Default a minute; for tests. */
  readonly retryMs?: number;
}

/** That memory is not on disk: since when, why, and what a start before the next write would begin with. */
export interface NotWritten {
  readonly sinceMs: number;
  readonly reason: string;
  /**
   * `no-promises`: all but promises, and perhaps not the latest tokens; `stale`: the older file could neither be changed nor
   * removed, and a start would take it for the latest.
   */
  readonly left: 'no-promises' | 'none' | 'stale';
}

export class MemoryFile {
  readonly file: string;
  /** What the agent knew when it last ran; undefined when it has no memory of that. */
  readonly remembered: Remembered | undefined;
  readonly #options: MemoryFileOptions;
  readonly #retryMs: number;
  #unwritten: Remembered | undefined;
  /** What the file was last cut to. */
  #cut: Remembered | undefined;
  #notWritten: NotWritten | undefined;
  #retry: NodeJS.Timeout | undefined;

  /** Makes the folder when it is missing. Throws MemoryError. A damaged file is set aside. */
  constructor(options: MemoryFileOptions) {
    this.#options = options;
    this.#retryMs = options.retryMs ?? RETRY_MS;
    this.file = path.join(options.stateDir, MEMORY_FILE);
    // A name of its own: another agent that uses the folder by mistake must not lose what it is writing.
    checkFolder(options.stateDir, `${this.file}.probe`);
    this.remembered = this.#read();
  }

  /** Undefined while what is to be remembered is on disk. `sinceMs` is the process's monotonic time. */
  get notWritten(): NotWritten | undefined {
    return this.#notWritten;
  }

  /**
   * Writes synchronously: an answer that rests on this must not leave before it is on disk. Never throws. A failure is
   * logged and told by `onState`, and tried again once a minute; the agent goes on meanwhile, for one that ended because
   * of a full disk would lose the token and the promises that it still knows. The older file does not stay, because a
   * start with stale promises could give room away twice, whereas one that knows to have lost them waits for them to
   * expire. What the operator has ordered is kept in place of it.
   */
  write(remembered: Remembered): void {
    this.#unwritten = remembered;
    // While the disk refuses, each further try would keep the agent from its work, and the log would tell it each time.
    if (this.#retry) return this.#keepOrders(remembered);
    try {
      replaceFile(this.file, writtenMemory(remembered, this.#options.host));
      this.#unwritten = undefined;
      this.#cut = undefined;
      if (!this.#notWritten) return;
      this.#notWritten = undefined;
      this.#options.log.info('memory written again', { file: this.file });
      this.#options.onState?.(undefined);
    } catch (error) {
      this.#failed(remembered, (error as Error).message);
    }
  }

  #failed(remembered: Remembered, reason: string): void {
    const { log, onState } = this.#options;
    const left = this.#cutDown(remembered);
    const sinceMs = this.#notWritten?.sinceMs ?? performance.now();
    this.#notWritten = { sinceMs, reason, left };
    const consequence = 'until it can be written, no room is promised here and no VM of this host moves';
    const advice = `make room or mend the disk; ${atRestart(left)}`;
    log.error('memory not written', { file: this.file, reason, consequence, advice });
    this.#retry = setTimeout(() => this.#tryAgain(), this.#retryMs);
    this.#retry.unref();
    onState?.(reason);
  }

  /** Orders are rare, and an operator relies on them: they do not wait for the next try. */
  #keepOrders(remembered: Remembered): void {
    if (!this.#notWritten) return;
    if (remembered.order === this.#cut?.order && remembered.standing === this.#cut?.standing) return;
    this.#notWritten = { ...this.#notWritten, left: this.#cutDown(remembered) };
  }

  /** Leaves the most that the disk takes, and of promises nothing. */
  #cutDown(remembered: Remembered): NotWritten['left'] {
    const cut: Remembered = { ...remembered, promises: [], promisesLost: true };
    this.#cut = cut;
    for (const each of [cut, { ...cut, tokens: [] }]) {
      try {
        overwriteFile(this.file, writtenMemory(each, this.#options.host));
        return 'no-promises';
      } catch {
        // The write that has failed before was told with its reason; this is what is left to do.
      }
    }
    return removed(this.file) ? 'none' : 'stale';
  }

  /** Tries a last time what could not be written. */
  close(): void {
    if (this.#retry) this.#tryAgain();
    clearTimeout(this.#retry);
  }

  #tryAgain(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (this.#unwritten) this.write(this.#unwritten);
  }

  #read(): Remembered | undefined {
    const { host, log } = this.#options;
    const text = readText(this.file);
    const aside = `${this.file}.damaged`;
    if (text === undefined) {
      // Nothing was written since it was set aside: that agent ended too early, or the disk refused.
      return existsSync(aside) ? this.#damaged('it is missing, and the one before was damaged', aside) : undefined;
    }
    const read = parseMemory(text);
    if (read.ok && read.host === host) {
      const consequence = 'this host promises no room until those that it may have promised have expired';
      if (read.remembered.promisesLost) log.warn('memory lacks promises', { file: this.file, consequence });
      return read.remembered;
    }
    if (read.ok) {
      const whose = formatIpv4(read.host);
      const advice = `give each agent a stateDir of its own, or remove the file if ${whose} was this host's address`;
      throw new MemoryError(
        'other-host',
        `${this.file} is the memory of ${whose}, not of ${formatIpv4(host)}; ${advice}`,
      );
    }
    renameSync(this.file, aside);
    return this.#damaged(read.problem, aside);
  }

  #damaged(reason: string, setAside: string): Remembered {
    const consequence =
      'nobody knows whether this host was under maintenance, its breaker open or the cluster paused: it only recommends, ' +
      'and promises no room until its old promises have expired';
    const advice = 'order again what is missing, then say `score-token rearm`';
    this.#options.log.error('memory damaged', { file: this.file, reason, setAside, consequence, advice });
    return afterDamage(Date.now());
  }
}

/** The file's text; undefined when there is none. Bytes that are no UTF-8 become text that is no JSON. */
function readText(file: string): string | undefined {
  try {
    const { size } = statSync(file);
    return size > MAX_FILE_BYTES ? `${size} bytes` : readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const advice = 'let the agent read it, or move it away to start without memory';
    throw new MemoryError('unreadable', `cannot read ${file}: ${(error as Error).message}; ${advice}`, {
      cause: error,
    });
  }
}

/** Writes and removes a file: rights, a read-only mount and a full disk all show in the same way. */
function checkFolder(folder: string, probe: string): void {
  try {
    // Only the folder itself: a missing parent is a mistake in the path.
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw unusable(folder, error);
  }
  try {
    writeFileSync(probe, '\n', { mode: 0o600 });
    rmSync(probe);
  } catch (error) {
    throw unusable(folder, error);
  }
}

function unusable(folder: string, error: unknown): MemoryError {
  const { message } = error as Error;
  const advice = 'make the folder for the user that the agent runs as, or set stateDir to one that it can write to';
  return new MemoryError('folder', `the agent cannot keep its memory in ${folder}: ${message}; ${advice}`, {
    cause: error,
  });
}

/** What the operator has to know of a restart that comes before the next write. */
export function atRestart(left: NotWritten['left']): string {
  const restart = 'should the agent restart before it can write, it starts';
  if (left === 'none') return `${restart} without memory`;
  if (left === 'no-promises')
    return `${restart} with orders, maintenance and breaker as they are, and without promises`;
  return `${restart} with what was written last, for the old file could not be removed: remove it before you restart`;
}
