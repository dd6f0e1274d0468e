// What no decision can go below on this machine: as many datagrams as there are neighbours, each to an address of its own
// and back, without a core, a codec or a cipher. Same addresses, same sizes, as many under way at once.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';

/** Of a sealed request for a location, bytes. */
const datagramBytes = 53;
const maxInFlight = 256;
const receiveBufferBytes = 4 * 1024 * 1024;

async function open(address: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', lookup: (name, _options, callback) => callback(null, name, 4) });
  // Before the bind: with this look-up it may be over before bind returns.
  const listening = once(socket, 'listening');
  socket.bind({ address, port, exclusive: true });
  await listening;
  return socket;
}

/** Sends back what comes to the addresses. */
export async function startEcho(addresses: readonly Ipv4[], port: number): Promise<void> {
  for (const address of addresses) {
    const socket = await open(formatIpv4(address), port);
    socket.on('message', (datagram, from) => socket.send(datagram, from.port, from.address));
  }
}

export class BareSender {
  readonly #socket: Socket;
  readonly #port: number;
  readonly #datagram = Buffer.alloc(datagramBytes);

  private constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.#port = port;
  }

  static async open(address: Ipv4, port: number): Promise<BareSender> {
    const socket = await open(formatIpv4(address), port);
    socket.setRecvBufferSize(receiveBufferBytes);
    return new BareSender(socket, port);
  }

  /** From the first send to the last echo, ms. Rejects when an echo is lost. */
  async fanOut(addresses: readonly Ipv4[]): Promise<number> {
    const texts = addresses.map(formatIpv4);
    const start = performance.now();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('an echo was lost on loopback')), 5_000);
      let [sent, back] = [0, 0];
      const fill = (): void => {
        for (; sent < texts.length && sent - back < maxInFlight; sent += 1) {
          this.#socket.send(this.#datagram, this.#port, texts[sent]!);
        }
      };
      this.#socket.removeAllListeners('message').on('message', () => {
        back += 1;
        if (back < texts.length) return fill();
        clearTimeout(timer);
        resolve();
      });
      fill();
    });
    return performance.now() - start;
  }

  close(): void {
    this.#socket.close();
  }
}
