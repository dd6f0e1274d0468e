// The agent's loops as they prove that they come round: the core's steps, the polls of datapath and hypervisor, and, asked
// for a sign because they may be idle for long, the UDP socket and the control socket. What follows from silence is
// agent/systemd/health.ts's.
import { AgentUnreachableError, ControlClient } from './control/client.js';
import type { CoreLoop } from './core-loop.js';
import { JsonRpcError } from './jsonrpc/connection.js';
import type { Evidence } from './systemd/health.js';
import type { UdpTransport } from './transport/endpoint.js';
import { TransportError } from './transport/errors.js';
import { RESYNC_MS, type Watch } from './watch.js';

/** Asked for three times in systemd's patience of a minute, so two signs may be lost. */
export const askedMs = 60_000;
/** How long a poll may take that is not stuck, ms: the slowest call of a driver gives up after 15 s, and a poll makes a few. */
const SLOW_MS = 60_000;
const ANSWER_MS = 10_000;

export interface PulseOptions {
  readonly loop: CoreLoop;
  readonly watch: Watch;
  readonly transport: UdpTransport;
  readonly controlSocket: string;
  readonly pollIntervalMs: number;
}

export class Pulse {
  readonly #options: PulseOptions;
  #transportMs = performance.now();
  #controlMs = performance.now();
  #received = 0;
  #asking = false;

  constructor(options: PulseOptions) {
    this.#options = options;
  }

  evidence(): Evidence[] {
    const { loop, watch, pollIntervalMs } = this.#options;
    // Each reading of the hypervisor feeds the core, whether or not the hypervisor is there.
    const readMs = RESYNC_MS + SLOW_MS;
    return [
      { loop: 'core', atMs: loop.lastStepMs, withinMs: readMs },
      { loop: 'datapath', atMs: watch.lastPollAtMs, withinMs: pollIntervalMs * 2 + SLOW_MS },
      { loop: 'hypervisor', atMs: watch.lastReadAtMs, withinMs: readMs },
      { loop: 'transport', atMs: this.#transportMs, withinMs: askedMs },
      { loop: 'control socket', atMs: this.#controlMs, withinMs: askedMs },
    ];
  }

  /** Asks the sockets for a sign. */
  probe(): void {
    void this.#askTransport();
    void this.#askControl();
  }

  /** What others send is a sign too; in a flood the agent's own datagram may be lost. */
  async #askTransport(): Promise<void> {
    const { transport } = this.#options;
    const { receivedDatagrams } = transport.statistics();
    if (receivedDatagrams !== this.#received) this.#transportMs = performance.now();
    this.#received = receivedDatagrams;
    try {
      await transport.probe();
    } catch (error) {
      // That the kernel refuses it, because the host's address is gone for instance, is a state and no hang.
      if (error instanceof TransportError && error.code === 'closed') return;
    }
    this.#transportMs = performance.now();
  }

  async #askControl(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const client = await ControlClient.connect(this.#options.controlSocket, ANSWER_MS);
      await client.status().finally(() => client.close());
      this.#controlMs = performance.now();
    } catch (error) {
      if (isAnswer(error)) this.#controlMs = performance.now();
    } finally {
      this.#asking = false;
    }
  }
}

/** A refusal, because of too many clients for example, is an answer; silence, or a socket that is gone, is none. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof AgentUnreachableError)) return true;
  return !(error.cause instanceof JsonRpcError && ['connect', 'timeout'].includes(error.cause.code));
}
