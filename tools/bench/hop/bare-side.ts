// The baseline of a hop: the same number of datagrams of the same sizes, and as many acknowledgements, over plain
// node:dgram. Nothing is encrypted, put together, or looked at; nothing is sent again, and loopback loses nothing as
// long as the window fits the socket's buffer.
import { createSocket, type Socket } from 'node:dgram';
import { Bounces, type Side } from './side.js';

export interface Load {
  /** Datagrams of a hop, and bytes of each. */
  readonly datagrams: number;
  readonly datagramBytes: number;
  /** One acknowledgement for so many of them. */
  readonly every: number;
  readonly acknowledgementBytes: number;
}

const HOST = '127.0.0.1';
/** As many as the transport has under way at most. */
const WINDOW = 256;
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const [DATA, ACKNOWLEDGEMENT] = [1, 2];

export class BareSide implements Side {
  readonly #socket: Socket;
  readonly #load: Load;
  readonly #bounces: Bounces;
  readonly #message: Buffer;
  readonly #acknowledgement: Buffer;
  #peer = 0;
  #received = 0;
  #sent = 0;
  #acknowledged = 0;

  private constructor(load: Load, isEcho: boolean) {
    // The same shortcut past the resolver that the transport takes.
    this.#socket = createSocket({ type: 'udp4', lookup: (host, _options, callback) => callback(null, host, 4) });
    this.#load = load;
    this.#bounces = new Bounces(isEcho);
    this.#message = Buffer.alloc(load.datagrams * load.datagramBytes, DATA);
    this.#acknowledgement = Buffer.alloc(load.acknowledgementBytes, ACKNOWLEDGEMENT);
    this.#socket.on('message', (datagram) => this.#receive(datagram));
  }

  static async open(load: Load, isEcho: boolean): Promise<BareSide> {
    const side = new BareSide(load, isEcho);
    await new Promise<void>((resolve) => side.#socket.bind(0, HOST, resolve));
    side.#socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    return side;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  meet(port: number): void {
    this.#peer = port;
  }

  bounce(times: number): Promise<void> {
    const done = this.#bounces.start(times);
    this.#forward();
    return done;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #forward(): void {
    this.#sent = 0;
    this.#acknowledged = 0;
    this.#pump();
  }

  #pump(): void {
    const { datagrams, datagramBytes } = this.#load;
    while (this.#sent < datagrams && this.#sent - this.#acknowledged < WINDOW) {
      this.#socket.send(this.#message, this.#sent * datagramBytes, datagramBytes, this.#peer, HOST);
      this.#sent += 1;
    }
  }

  #receive(datagram: Buffer): void {
    const { datagrams, every } = this.#load;
    if (datagram[0] === ACKNOWLEDGEMENT) {
      this.#acknowledged = datagram.readUInt32BE(1);
      this.#pump();
      return;
    }
    this.#received += 1;
    if (this.#received % every === 0 || this.#received === datagrams) {
      this.#acknowledgement.writeUInt32BE(this.#received, 1);
      this.#socket.send(this.#acknowledgement, 0, this.#acknowledgement.length, this.#peer, HOST);
    }
    if (this.#received < datagrams) return;
    this.#received = 0;
    if (this.#bounces.goesOn()) this.#forward();
  }
}
