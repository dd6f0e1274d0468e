// Further sockets of one transport, on other addresses of this machine. Opens and closes them; what they receive
// goes the same way as what the main socket receives, and nothing is sent from them.
import type { Socket } from 'node:dgram';
import type { Ipv4 } from '../../topology/ipv4.js';
import { closeSocket } from './sockets.js';

export class Aliases {
  readonly #open: (address: Ipv4) => Promise<Socket>;
  readonly #sockets = new Map<Ipv4, Socket>();
  /** Binding and unbinding happen one after the other, so that quick changes of mind cannot leave a socket behind. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(open: (address: Ipv4) => Promise<Socket>) {
    this.#open = open;
  }

  has(address: Ipv4): boolean {
    return this.#sockets.has(address);
  }

  /** Rejects with TransportError('bind-failed'). */
  bind(address: Ipv4): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#sockets.has(address)) this.#sockets.set(address, await this.#open(address));
    });
  }

  /** Resolves when the address can be bound again. */
  unbind(address: Ipv4): Promise<void> {
    return this.#inTurn(async () => {
      const socket = this.#sockets.get(address);
      this.#sockets.delete(address);
      if (socket) await closeSocket(socket);
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await Promise.all([...this.#sockets.values()].map(closeSocket));
      this.#sockets.clear();
    });
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const result = this.#last.then(task);
    // The caller of this task gets its error; the next task does not.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
