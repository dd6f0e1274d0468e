// The fragmented messages that this agent is sending: runs their state machines, shares the socket between
// them, and settles the promises of those who sent them. Does not touch the socket itself.
import { TransportError } from './errors.js';
import { OutgoingTransfer } from './fragments-send.js';
import type { Acknowledgement, Run } from './frame.js';
import { formatPeer } from './sockets.js';
import type { Peer } from './transport.js';

/** Datagrams handed to the kernel and not yet taken by it. More would only wait in this process's memory. */
const MAX_IN_KERNEL = 64;

export interface OutgoingOptions {
  /** Payload of a fragment, bytes. */
  readonly fragmentBytes: number;
  readonly giveUpMs: number;
  /** Messages under way at once; each holds its payload. */
  readonly maxTransfers: number;
  readonly drawId: () => bigint;
  /**
   * Sends one run, a datagram for each fragment; `done` must be called once and later, not at once, with an error when
   * the kernel refused any of them.
   */
  readonly sendRun: (to: Peer, run: Run, done: (error?: Error) => void) => void;
}

interface Sending {
  readonly machine: OutgoingTransfer;
  readonly to: Peer;
  readonly resolve: () => void;
  readonly reject: (error: TransportError) => void;
  /** Why the kernel refused a fragment most recently: the likely cause if nothing gets through. */
  refused?: Error;
}

export class OutgoingTransfers {
  readonly #options: OutgoingOptions;
  readonly #sending = new Map<bigint, Sending>();
  #inKernel = 0;
  #retransmitted = 0;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  get retransmittedFragments(): number {
    let current = 0;
    for (const { machine } of this.#sending.values()) current += machine.retransmissions;
    return this.#retransmitted + current;
  }

  /** Messages under way. */
  get size(): number {
    return this.#sending.size;
  }

  get deadlineMs(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { machine } of this.#sending.values()) earliest = Math.min(earliest, machine.deadlineMs);
    return earliest;
  }

  send(to: Peer, message: Uint8Array, now: () => number): Promise<void> {
    const { fragmentBytes, giveUpMs, maxTransfers } = this.#options;
    if (this.#sending.size >= maxTransfers) {
      const message = `${maxTransfers} large messages are being sent already; the one to ${formatPeer(to)} was not begun`;
      return Promise.reject(new TransportError('busy', message));
    }
    const id = this.#options.drawId();
    const machine = new OutgoingTransfer({ id, message, fragmentBytes, giveUpMs }, now());
    return new Promise((resolve, reject) => {
      const sending: Sending = { machine, to, resolve, reject };
      this.#sending.set(id, sending);
      this.#pump(sending, now);
    });
  }

  /** By transfer id alone: behind NAT the answer may come from another address than the fragments went to. */
  onAcknowledgement(acknowledgement: Acknowledgement, now: () => number): void {
    const sending = this.#sending.get(acknowledgement.transfer);
    // A late one, of a transfer that has ended, is nothing unusual.
    if (!sending) return;
    sending.machine.onAcknowledgement(acknowledgement, now());
    this.#pump(sending, now);
  }

  /**
   * A receiver did not know this agent, and does now: messages of which nothing has been acknowledged are begun anew,
   * without waiting for a timeout. Which one that receiver meant cannot be told behind NAT; for the others it is a loss.
   */
  restart(now: () => number): void {
    for (const sending of this.#sending.values()) {
      if (sending.machine.restart()) this.#pump(sending, now);
    }
  }

  onTime(now: () => number): void {
    for (const sending of this.#sending.values()) {
      sending.machine.onTime(now());
      this.#pump(sending, now);
    }
  }

  #pump(sending: Sending, now: () => number): void {
    const { machine } = sending;
    while (this.#inKernel < MAX_IN_KERNEL) {
      const run = machine.nextRun(now());
      if (!run) break;
      this.#inKernel += run.count;
      this.#options.sendRun(sending.to, run, (error) => this.#taken(sending, run.count, error, now));
    }
    if (machine.state === 'done') this.#end(sending);
    if (machine.state === 'failed') this.#end(sending, this.#unacknowledged(sending));
  }

  /** The kernel took a run, or refused it: then it is as good as lost and will be sent again. */
  #taken(sending: Sending, count: number, error: Error | undefined, now: () => number): void {
    const before = this.#inKernel;
    this.#inKernel -= count;
    if (error) {
      sending.refused = error;
      // No use in trying again: every full fragment is as long.
      if (error instanceof TransportError && error.code === 'path-mtu') this.#end(sending, error);
    }
    // Half: so that the others get their turn in long runs instead of one datagram each.
    const half = MAX_IN_KERNEL / 2;
    if (before > half && this.#inKernel <= half) for (const each of this.#sending.values()) this.#pump(each, now);
  }

  #unacknowledged({ machine, to, refused }: Sending): TransportError {
    const got = `${machine.acknowledged} of ${machine.total} fragments`;
    const cause = refused ? `; the last error was: ${refused.message}` : '';
    const message = `${formatPeer(to)} acknowledged ${got} and then nothing for ${this.#options.giveUpMs} ms${cause}`;
    return new TransportError('unacknowledged', message, refused ? { cause: refused } : undefined);
  }

  #end(sending: Sending, error?: TransportError): void {
    if (!this.#sending.delete(sending.machine.id)) return;
    this.#retransmitted += sending.machine.retransmissions;
    if (error) sending.reject(error);
    else sending.resolve();
  }

  /** Ends every transfer with that error. */
  abort(error: () => TransportError): void {
    for (const sending of this.#sending.values()) this.#end(sending, error());
  }
}
