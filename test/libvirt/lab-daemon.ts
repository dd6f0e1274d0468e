// Keeps one daemon of a lab host running, as systemd does with Restart=on-failure in libvirtd.service: started again when
// it dies by itself, not when the test ended it. Knows nothing of libvirt.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Pause before a restart, ms: the default of RestartSec in systemd.service(5). */
const restartMs = 100;

/** After so many crashes it stays down, so that a daemon that can never start fails the test. */
const maxCrashes = 8;

/** Child processes, from the kernel (needs no ps). */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

export class LabDaemon {
  readonly #command: () => readonly string[];
  readonly #onCrash: (how: string) => void;
  #process: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #restart: NodeJS.Timeout | undefined;
  #wanted = false;
  #crashes = 0;

  /** `command` is nsenter with its arguments, whose only child is the daemon. */
  constructor(command: () => readonly string[], onCrash: (how: string) => void) {
    this.#command = command;
    this.#onCrash = onCrash;
  }

  /** How often it died by itself. */
  get crashes(): number {
    return this.#crashes;
  }

  start(): void {
    this.#wanted = true;
    const [program, ...args] = this.#command();
    const process = spawn(program!, args, { stdio: 'ignore' });
    this.#process = process;
    this.#ended = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        if (this.#wanted && code !== 0) this.#crashed(signal ?? `exit status ${code}`);
        resolve();
      });
    });
  }

  /** Ends it on purpose; resolves when it has ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.release();
    this.#kill(signal);
    await this.#ended;
  }

  /** From now on it is not started again. */
  release(): void {
    this.#wanted = false;
    clearTimeout(this.#restart);
  }

  stop(): void {
    this.#kill('SIGSTOP');
  }

  go(): void {
    // nsenter stops together with its child, and then cannot report the child's end.
    if (this.#running()) process.kill(this.#process!.pid!, 'SIGCONT');
    this.#kill('SIGCONT');
  }

  /** Makes it die as if by itself; resolves when it has. */
  async crash(): Promise<void> {
    const before = this.#ended;
    this.#kill('SIGSEGV');
    await before;
  }

  #running(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** To the daemon itself, which may have died already without this process having heard of it. */
  #kill(signal: NodeJS.Signals): void {
    if (!this.#running()) return;
    try {
      for (const pid of childrenOf(this.#process!.pid!)) process.kill(pid, signal);
    } catch (error) {
      if (!['ESRCH', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }

  #crashed(how: string): void {
    this.#crashes++;
    this.#onCrash(how);
    if (this.#crashes <= maxCrashes) this.#restart = setTimeout(() => this.start(), restartMs);
  }
}
