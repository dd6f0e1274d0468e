// The transport of an agent: authenticated, encrypted messages of any size over UDP sockets. This file binds,
// limits, and joins the layers: datagrams (packet.ts), what is in them (frame.ts), what becomes of received ones
// (receiver.ts), and what is being sent (outgoing.ts). It does not know what the messages say.
//
// What callers must know:
// - A message that fits a datagram may be lost. None is delivered twice: replay.ts says within which bounds.
// - Nothing but the key says to which agent a message is addressed: who can record datagrams can have one delivered, once,
//   to another agent than it was meant for, within about a minute (replay.ts). Messages for which that matters name their
//   addressee.
// - `from` is where an answer reaches the sender: its port may not be the cluster's after NAT, and its address is not
//   authenticated, so it decides where answers go and never whom to believe.
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { Aliases } from './aliases.js';
import { DropCounter, type Log } from './drops.js';
import { TransportError } from './errors.js';
import { DEFAULT_REASSEMBLY_LIMITS, type ReassemblyLimits } from './fragments-receive.js';
import {
  type Acknowledgement,
  ANSWER_HEADER_BYTES,
  type Challenge,
  encodeAcknowledgement,
  encodeAnswer,
  encodeChallenge,
  encodeFragment,
  encodeRun,
  encodeWhole,
  FRAGMENT_HEADER_BYTES,
  MAX_FRAGMENTS,
  MAX_RUN_FRAGMENTS,
  type Run,
  WHOLE_HEADER_BYTES,
} from './frame.js';
import type { Keyring } from './keyring.js';
import { OutgoingTransfers } from './outgoing.js';
import { MAX_MTU, MIN_MTU, maxPlaintextBytes, PacketCodec, piecesBytes } from './packet.js';
import { Receiver } from './receiver.js';
import { RecentlySent } from './recent.js';
import type { ReplayLimits } from './replay.js';
import { closeSocket, formatPeer, mtuProblem, openSocket, sendDatagram } from './sockets.js';
import type { PayloadListener, Peer, Transport, TransportStatistics } from './transport.js';

export interface UdpTransportOptions {
  /** The host's fixed address. */
  readonly address: Ipv4;
  /** UDP port; 0 takes a free one (see `local`). */
  readonly port: number;
  /** Largest IP packet to send, bytes, 576..9216. */
  readonly mtu: number;
  readonly keyring: Keyring;
  /** A fragmented message fails after this long without a new acknowledgement, ms. Default 10000. */
  readonly giveUpMs?: number;
  /** Fragmented messages that may be on their way out at once. Default 256. */
  readonly maxOutgoing?: number;
  readonly reassembly?: Partial<ReassemblyLimits>;
  readonly replay?: Partial<ReplayLimits>;
  /** Monotonic time, ms. Default performance.now. */
  readonly clock?: () => number;
  /** A cryptographic generator. Default crypto.randomBytes. */
  readonly random?: (bytes: number) => Uint8Array;
  /** Default: warnings and errors to standard error. */
  readonly log?: Log;
}

const DEFAULT_GIVE_UP_MS = 10_000;
const DEFAULT_MAX_OUTGOING = 256;
/** A whole message may be longer than a fragment by the difference of their headers. */
const TAIL_BYTES = FRAGMENT_HEADER_BYTES;
const EMPTY = Buffer.alloc(0);
/** Probes whose datagrams were lost, at most; those beyond are never answered. */
const MAX_PROBES = 16;

function logToStandardError(level: string, message: string): void {
  if (level === 'warn' || level === 'error') process.stderr.write(`transport: ${message}\n`);
}

export class UdpTransport implements Transport {
  readonly #mtu: number;
  readonly #maxPlaintext: number;
  readonly #maxMessage: number;
  readonly #codec: PacketCodec;
  readonly #receiver: Receiver;
  readonly #outgoing: OutgoingTransfers;
  readonly #drops: DropCounter;
  readonly #clock: () => number;
  readonly #log: Log;
  readonly #listeners: PayloadListener[] = [];
  /** A plaintext in the making: sealed before the next one is begun. */
  readonly #scratch: Buffer;
  /** Buffers for sealed runs that the kernel has taken; never more than it may hold at once (outgoing.ts). */
  readonly #sealed: Buffer[] = [];
  readonly #recent = new RecentlySent();
  readonly #aliases = new Aliases((address) => this.#open({ address, port: this.#local.port }));
  #local: Peer;
  #socket: Socket | undefined;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #sentDatagrams = 0;
  #receivedDatagrams = 0;
  /** Who waits for a sign that datagrams come in. */
  #probing: (() => void)[] = [];

  /** Throws RangeError when the MTU is out of range. */
  constructor(options: UdpTransportOptions) {
    const { mtu, random = randomBytes, giveUpMs = DEFAULT_GIVE_UP_MS } = options;
    if (!(mtu >= MIN_MTU && mtu <= MAX_MTU)) throw new RangeError(`mtu ${mtu}: must be ${MIN_MTU}..${MAX_MTU}`);
    this.#local = { address: options.address, port: options.port };
    this.#mtu = mtu;
    this.#maxPlaintext = maxPlaintextBytes(mtu);
    const fragmentBytes = this.#maxPlaintext - FRAGMENT_HEADER_BYTES;
    // A sender that waits longer than receivers remember what they have could never finish.
    const limits = { ...DEFAULT_REASSEMBLY_LIMITS, idleMs: giveUpMs * 1.5, ...options.reassembly };
    this.#maxMessage = Math.min(limits.maxMessageBytes, fragmentBytes * MAX_FRAGMENTS);
    this.#scratch = Buffer.allocUnsafeSlow(FRAGMENT_HEADER_BYTES + MAX_RUN_FRAGMENTS * fragmentBytes + TAIL_BYTES);
    const clock = options.clock ?? (() => performance.now());
    this.#clock = clock;
    this.#codec = new PacketCodec(options.keyring, random, { clock });
    this.#log = options.log ?? logToStandardError;
    this.#drops = new DropCounter(this.#log);
    const receiving = {
      codec: this.#codec,
      drops: this.#drops,
      random,
      reassembly: limits,
      replay: options.replay ?? {},
    };
    this.#receiver = new Receiver(receiving, {
      deliver: (message, from) => this.#deliver(message, from),
      acknowledged: (acknowledgement) => this.#outgoing.onAcknowledgement(acknowledgement, this.#clock),
      sendAcknowledgement: (to, acknowledgement) => this.#sendAcknowledgement(to, acknowledgement),
      sendChallenge: (to, challenge) => this.#sendProof(to, encodeChallenge(this.#scratch, challenge)),
      answer: (to, challenge) => this.#answer(to, challenge),
    });
    this.#outgoing = new OutgoingTransfers({
      fragmentBytes,
      giveUpMs,
      maxTransfers: options.maxOutgoing ?? DEFAULT_MAX_OUTGOING,
      drawId: () => Buffer.from(random(8)).readBigUInt64BE(),
      sendRun: (to, run, done) => this.#sendRun(to, run, done),
    });
  }

  /** Own address and port; the port is the real one once `start` has resolved. */
  get local(): Peer {
    return this.#local;
  }

  async start(): Promise<void> {
    if (this.#socket || this.#closed) throw new TransportError('closed', 'a transport starts only once');
    const problem = mtuProblem(this.#local.address, this.#mtu);
    if (problem) this.#log('warn', problem);
    const socket = await this.#open(this.#local);
    if (this.#closed) {
      await closeSocket(socket);
      throw this.#notOpen();
    }
    this.#socket = socket;
    this.#local = { address: this.#local.address, port: socket.address().port };
  }

  #open(local: Peer): Promise<Socket> {
    return openSocket(local, {
      onDatagram: (datagram, from) => this.#onDatagram(datagram, from),
      onError: (error) => this.#log('warn', `UDP socket ${formatPeer(local)}: ${error.message}`),
    });
  }

  /**
   * Also receives what is sent to another local address, on the same port: where no NAT redirect stands before the
   * agent, a bound socket takes its place. Answers leave from the main address all the same. Does nothing when the
   * address is bound already. Rejects with TransportError('bind-failed').
   */
  async bindAlias(address: Ipv4): Promise<void> {
    if (!this.#socket || this.#closed) throw this.#notOpen();
    return this.#aliases.bind(address);
  }

  /** Undoes `bindAlias`; resolves when another process can bind the address. */
  unbindAlias(address: Ipv4): Promise<void> {
    return this.#aliases.unbind(address);
  }

  onPayload(listener: PayloadListener): void {
    this.#listeners.push(listener);
  }

  /** As in `Transport`; the payload must not be changed before the promise is settled. */
  async send(to: Peer, payload: Uint8Array): Promise<void> {
    if (!this.#socket || this.#closed) throw this.#notOpen();
    if (payload.length > this.#maxMessage) {
      const message = `a message of ${payload.length} bytes to ${formatPeer(to)} is over the limit of ${this.#maxMessage}`;
      throw new TransportError('too-large', message);
    }
    if (this.#isOwn(to)) return this.#deliverLocally(payload);
    if (payload.length + WHOLE_HEADER_BYTES <= this.#maxPlaintext) return this.#sendWhole(to, payload);
    const sent = this.#outgoing.send(to, payload, this.#clock);
    this.#armTimer();
    return sent;
  }

  /**
   * Resolves when an empty datagram to this agent's own address has come in; it may be lost, and then the next one counts
   * for it. Rejects with TransportError when the kernel refuses it, or the transport is not open.
   */
  probe(): Promise<void> {
    if (!this.#socket || this.#closed) return Promise.reject(this.#notOpen());
    return new Promise((resolve, reject) => {
      if (this.#probing.length < MAX_PROBES) this.#probing.push(resolve);
      sendDatagram(this.#socket!, EMPTY, this.#local, this.#mtu, (error) => error && reject(error));
    });
  }

  #notOpen(): TransportError {
    return new TransportError('closed', `the transport of ${formatIpv4(this.#local.address)} is not open`);
  }

  #isOwn(to: Peer): boolean {
    return to.port === this.#local.port && (to.address === this.#local.address || this.#aliases.has(to.address));
  }

  /** To oneself no datagram is needed, and one that came back would be dropped as `own`. */
  #deliverLocally(payload: Uint8Array): void {
    const copy = Buffer.from(payload);
    setImmediate(() => {
      if (!this.#closed) this.#deliver(copy, this.#local);
    });
  }

  #sendWhole(to: Peer, payload: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#transmitKept(to, encodeWhole(this.#scratch, payload), (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The first and the last datagram of a run speak for those between them: the kernel takes them in order. */
  #sendRun(to: Peer, run: Run, done: (error?: Error) => void): void {
    if (run.count === 1) return this.#transmit(to, encodeFragment(this.#scratch, run), done);
    const target = this.#sealed.pop() ?? Buffer.allocUnsafeSlow(piecesBytes(this.#scratch.length, MAX_RUN_FRAGMENTS));
    const datagrams = this.#codec.sealInPieces(encodeRun(this.#scratch, run), run.count, target);
    this.#sentDatagrams += datagrams.length;
    let refused: Error | undefined;
    for (const [index, datagram] of datagrams.entries()) {
      const isLast = index === datagrams.length - 1;
      const note = (error?: Error): void => {
        refused ??= error;
        if (!isLast) return;
        this.#sealed.push(target);
        done(refused);
      };
      sendDatagram(this.#socket!, datagram, to, this.#mtu, index === 0 || isLast ? note : undefined);
    }
  }

  #sendAcknowledgement(to: Peer, acknowledgement: Acknowledgement): void {
    this.#transmitKept(to, encodeAcknowledgement(this.#scratch, acknowledgement), (error) => {
      if (error) this.#log('debug', `acknowledgement lost: ${error.message}`);
    });
  }

  /** Proves to a receiver that this agent is alive, and tells it once more what it did not take without. */
  #answer(to: Peer, { cookie, counter }: Challenge): void {
    this.#sendProof(to, encodeAnswer(this.#scratch, cookie, this.#recent.take(counter, this.#clock())));
    this.#outgoing.restart(this.#clock);
  }

  #sendProof(to: Peer, plaintext: Buffer): void {
    this.#transmit(to, plaintext, (error) => {
      if (error) this.#log('debug', `challenge or answer lost: ${error.message}`);
    });
  }

  /** What is sent again when a receiver asks who this is, unless it is so long that it does not fit an answer. */
  #transmitKept(to: Peer, plaintext: Buffer, done: (error?: Error) => void): void {
    this.#transmit(to, plaintext, done);
    if (plaintext.length + ANSWER_HEADER_BYTES > this.#maxPlaintext) return;
    this.#recent.add(this.#codec.latestCounter, plaintext, this.#clock());
  }

  #transmit(to: Peer, plaintext: Buffer, done: (error?: Error) => void): void {
    this.#sentDatagrams++;
    sendDatagram(this.#socket!, this.#codec.seal(plaintext), to, this.#mtu, done);
  }

  #onDatagram(datagram: Buffer, from: Peer): void {
    if (this.#closed) return;
    // Whoever else sends as the agent itself only proves what was asked: that the socket is heard.
    if (datagram.length === 0 && this.#isOwn(from)) {
      for (const resolve of this.#probing.splice(0)) resolve();
      return;
    }
    this.#receivedDatagrams++;
    this.#receiver.onDatagram(datagram, from, this.#clock());
    this.#armTimer();
  }

  #deliver(payload: Buffer, from: Peer): void {
    for (const listener of this.#listeners) {
      try {
        listener(payload, from);
      } catch (error) {
        // What a peer sent must not end the agent, even if it finds a bug above.
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.#log('error', `a message from ${formatPeer(from)} could not be handled: ${text}`);
      }
    }
  }

  /** One timer, for whichever machine wants to be called first. */
  #armTimer(): void {
    if (this.#closed) return;
    const deadlineMs = Math.min(this.#outgoing.deadlineMs, this.#receiver.deadlineMs);
    // One that is early only finds nothing to do; moving it for every datagram would cost more.
    if (deadlineMs >= this.#timerAtMs) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = deadlineMs;
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(1, Math.ceil(deadlineMs - this.#clock())));
    // The sockets keep the process alive as long as the transport is open.
    this.#timer.unref();
  }

  #onTimer(): void {
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    const abandoned = this.#receiver.onTime(this.#clock());
    if (abandoned > 0) this.#log('info', `${abandoned} unfinished messages dropped: their senders went silent`);
    this.#outgoing.onTime(this.#clock);
    this.#armTimer();
  }

  statistics(): TransportStatistics {
    return {
      sentDatagrams: this.#sentDatagrams,
      receivedDatagrams: this.#receivedDatagrams,
      retransmittedFragments: this.#outgoing.retransmittedFragments,
      sendingMessages: this.#outgoing.size,
      receivingMessages: this.#receiver.usage.transfers,
      dropped: this.#drops.counts(),
    };
  }

  /** Frees the ports; messages on their way out are rejected with TransportError('closed'). */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#outgoing.abort(() => new TransportError('closed', 'the transport was closed before all was acknowledged'));
    await this.#aliases.close();
    if (this.#socket) await closeSocket(this.#socket);
  }
}
