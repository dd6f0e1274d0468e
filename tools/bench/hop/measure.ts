// Time and CPU of hops between this process and an echo in another one.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EchoOrder } from './echo.js';
import type { Side } from './side.js';

export interface Cost {
  readonly wallMs: number;
  /** User and system time of both ends. */
  readonly cpuMs: number;
}

/** Hops between a side of this process and its echo. */
export class Pair {
  readonly #side: Side;
  readonly #echo: ChildProcess;

  private constructor(side: Side, echo: ChildProcess) {
    this.#side = side;
    this.#echo = echo;
  }

  static async open(side: Side, order: EchoOrder): Promise<Pair> {
    const echo = fork(fileURLToPath(new URL('./echo.js', import.meta.url)), { stdio: ['ignore', 2, 2, 'ipc'] });
    echo.send(order);
    const [port] = await once(echo, 'message');
    side.meet(port as number);
    return new Pair(side, echo);
  }

  /** Cost of one of `hops` hops, an even number. */
  async measure(hops: number): Promise<Cost> {
    const cpuBefore = await this.#cpuMs();
    const startMs = performance.now();
    await this.#side.bounce(hops / 2);
    const wallMs = performance.now() - startMs;
    return { wallMs: wallMs / hops, cpuMs: ((await this.#cpuMs()) - cpuBefore) / hops };
  }

  async close(): Promise<void> {
    await this.#side.close();
    this.#echo.disconnect();
    await once(this.#echo, 'exit');
  }

  async #cpuMs(): Promise<number> {
    this.#echo.send({});
    const [there] = await once(this.#echo, 'message');
    const { user, system } = process.cpuUsage();
    return ((there as number) + user + system) / 1000;
  }
}
