// Tells the service manager how the agent fares (sd_notify(3)). Node has no unix datagram sockets, so systemd-notify(1)
// does the sending, which costs a process: a few milliseconds, three times a minute. What is told, and when, is the
// caller's business.
//
// What was found out of systemd 252 and later:
// - The agent's user cannot put the agent's process id into a message's credentials, which takes CAP_SYS_ADMIN; then
//   systemd-notify sends as itself, a process that systemd did not start. So the unit needs NotifyAccess=all: with main or
//   exec its messages are refused.
// - systemd finds the unit by the sender, so the sender must still be there when it looks. systemd-notify waits for that
//   (a barrier, up to 5 s) unless told otherwise (--no-block), and so nothing is lost.
// - --pid= would also tell a new main process (MAINPID=), which nobody needs; --ready and the like are words of the message
//   as well, and --reloading is known since 253 only. So messages are given as they are.
import { execFile } from 'node:child_process';
import type { Logger } from '../log.js';

/** The barrier takes up to 5 s. */
const timeoutMs = 10_000;
/** Messages that wait for their turn. Only a manager that does not answer lets them grow in number. */
const maxWaiting = 16;
/** Longest STATUS, UTF-16 units. */
const longestStatus = 256;

export interface NotifierOptions {
  /** Default: that of the process. NOTIFY_SOCKET says whether anyone listens. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Default: systemd-notify, found by PATH. */
  readonly program?: string;
}

export class Notifier {
  readonly #log: Pick<Logger, 'warn'>;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #program: string;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #failed = '';

  constructor(log: Pick<Logger, 'warn'>, options: NotifierOptions = {}) {
    this.#log = log;
    this.#environment = options.environment ?? process.env;
    this.#program = options.program ?? 'systemd-notify';
  }

  /** Whether a service manager listens. */
  get isHeard(): boolean {
    return Boolean(this.#environment.NOTIFY_SOCKET);
  }

  /**
   * Sends `words`, such as READY=1, in one message, after those before. Resolves with whether the manager has them; never
   * rejects. Failures are logged when they are news.
   */
  send(...words: readonly string[]): Promise<boolean> {
    if (!this.isHeard || this.#waiting >= maxWaiting) return Promise.resolve(false);
    this.#waiting += 1;
    const sent = this.#last.then(() => this.#run(words));
    this.#last = sent.finally(() => {
      this.#waiting -= 1;
    });
    return sent;
  }

  #run(words: readonly string[]): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (error: Error | null, said = ''): void => {
        const reason = error ? said.trim().split('\n')[0] || error.message : '';
        if (reason !== '' && reason !== this.#failed) {
          this.#log.warn('the service manager was not told', { words: words.join(' '), reason });
        }
        this.#failed = reason;
        resolve(!error);
      };
      try {
        const settings = { timeout: timeoutMs, env: this.#environment };
        execFile(this.#program, ['--', ...words], settings, (error, _stdout, stderr) => settle(error, stderr));
      } catch (error) {
        settle(error as Error); // No more processes, or no more files.
      }
    });
  }
}

/** STATUS= with a text that systemctl shows on one line. */
export function statusWord(text: string): string {
  return `STATUS=${text.replace(/\s+/g, ' ').slice(0, longestStatus)}`;
}

/** RELOADING=1 with the time that belongs to it (sd_notify(3)): microseconds of CLOCK_MONOTONIC, which hrtime reads. */
export function reloadingWords(nowNs = process.hrtime.bigint()): readonly string[] {
  return ['RELOADING=1', `MONOTONIC_USEC=${nowNs / 1000n}`];
}
