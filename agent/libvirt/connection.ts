// One connection to libvirtd over a unix socket: calls and their replies by serial, a deadline on each call,
// events, keepalive. It does not reconnect and knows no domains: link.ts and driver.ts do.
import net from 'node:net';
import { ConnectionError, textOf } from './errors.js';
import { encodePacket, FrameError, messageStatus, messageType, type Packet, PacketReader } from './frame.js';
import { type DomainEvent, decodeError, decodeEvent } from './messages.js';
import { type Procedure, remoteProgram, remoteVersion } from './procedures.js';
import { XdrDecoder, XdrEncoder, XdrError } from './xdr.js';

/** "keep": the program of ping (1) and pong (2), both sent as events. */
const keepalive = { program: 0x6b656570, version: 1, ping: 1, pong: 2 } as const;

/** Calls under way on one connection. libvirtd itself reads 5 at a time (`max_client_requests`). */
const maxCalls = 256;

interface PendingCall {
  readonly what: string;
  readonly timer: NodeJS.Timeout | undefined;
  succeed(body: Buffer): void;
  fail(error: Error): void;
}

export interface ConnectionOptions {
  /** Path of libvirtd's unix socket. */
  readonly socket: string;
  /** Deadline of connecting and of each call, ms. */
  readonly callTimeoutMs: number;
  readonly onEvent?: (event: DomainEvent) => void;
}

export class Connection {
  readonly #path: string;
  readonly #callTimeoutMs: number;
  readonly #onEvent: ((event: DomainEvent) => void) | undefined;
  readonly #socket: net.Socket;
  readonly #reader = new PacketReader();
  readonly #calls = new Map<number, PendingCall>();
  readonly #closeListeners: ((reason: ConnectionError) => void)[] = [];
  #serial = 0;
  #failure: ConnectionError | undefined;

  private constructor(socket: net.Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#path = options.socket;
    this.#callTimeoutMs = options.callTimeoutMs;
    this.#onEvent = options.onEvent;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(new ConnectionError('closed', `${this.#path}: ${error.message}`, error)));
    socket.on('close', () =>
      this.#fail(new ConnectionError('closed', `${this.#path}: libvirtd closed the connection`)),
    );
  }

  /** Opens the socket. Rejects with ConnectionError('connect') that names the path and says what to look at. */
  static open(options: ConnectionOptions): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = net.createConnection(options.socket);
      const refuse = (error: Error): void => {
        clearTimeout(timer);
        socket.destroy();
        reject(new ConnectionError('connect', connectText(options.socket, error), error));
      };
      const timer = setTimeout(
        () => refuse(new Error(`no connection after ${options.callTimeoutMs} ms`)),
        options.callTimeoutMs,
      );
      socket.once('error', refuse);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('error', refuse);
        resolve(new Connection(socket, options));
      });
    });
  }

  /** Why the connection is of no use any more, or undefined while it is. */
  get failure(): ConnectionError | undefined {
    return this.#failure;
  }

  onClose(listener: (reason: ConnectionError) => void): void {
    this.#closeListeners.push(listener);
  }

  /**
   * Calls a procedure. Rejects with LibvirtError when libvirt refuses, with ConnectionError when there is no
   * answer. An answer that does not come within `timeoutMs` (default: the connection's; 0: wait for as long as the
   * connection lives) closes the connection: a daemon that is stopped answers nothing else either.
   */
  call<A, R>(procedure: Procedure<A, R>, args: A, timeoutMs: number = this.#callTimeoutMs): Promise<R> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#calls.size >= maxCalls) {
      return Promise.reject(new ConnectionError('busy', `${this.#path}: ${maxCalls} calls are under way already`));
    }
    return new Promise((resolve, reject) => {
      const xdr = new XdrEncoder();
      procedure.encode(xdr, args);
      this.#serial = (this.#serial % 0xffffffff) + 1;
      const serial = this.#serial;
      this.#calls.set(serial, {
        what: procedure.name,
        timer: timeoutMs > 0 ? setTimeout(() => this.#expire(procedure.name, timeoutMs), timeoutMs) : undefined,
        succeed: (body) => resolve(decodeAll(procedure, body)),
        fail: reject,
      });
      this.#send(procedure.number, messageType.call, serial, xdr.finish());
    });
  }

  /** Closes at once; calls under way reject with ConnectionError('closed'). */
  close(): void {
    this.#fail(new ConnectionError('closed', `${this.#path}: the connection was closed by this agent`));
  }

  #send(procedure: number, type: number, serial: number, body: Buffer): void {
    const header = {
      program: remoteProgram,
      version: remoteVersion,
      procedure,
      type,
      serial,
      status: messageStatus.ok,
    };
    this.#socket.write(encodePacket({ ...header, body }));
  }

  #expire(what: string, timeoutMs: number): void {
    this.#fail(
      new ConnectionError(
        'deadline',
        `${this.#path}: no answer to ${what} within ${timeoutMs} ms; is libvirtd stopped or overloaded?`,
      ),
    );
  }

  #receive(chunk: Buffer): void {
    try {
      for (const packet of this.#reader.push(chunk)) {
        if (this.#failure) return;
        this.#dispatch(packet);
      }
    } catch (error) {
      if (!(error instanceof FrameError || error instanceof XdrError)) throw error;
      this.#fail(new ConnectionError('protocol', `${this.#path}: not libvirt's protocol: ${error.message}`, error));
    }
  }

  #dispatch(packet: Packet): void {
    if (packet.program === keepalive.program) {
      this.#answerPing(packet);
    } else if (packet.program !== remoteProgram || packet.version !== remoteVersion) {
      this.#violate(`a packet of program ${packet.program} version ${packet.version}`);
    } else if (packet.type === messageType.event) {
      this.#onEvent?.(decodeEvent(packet.procedure, packet.body));
    } else if (packet.type === messageType.reply) {
      this.#settle(packet);
    } else {
      this.#violate(`a packet of type ${packet.type}`);
    }
  }

  #settle(packet: Packet): void {
    const call = this.#calls.get(packet.serial);
    if (!call) {
      this.#violate(`a reply to a call that was never made (serial ${packet.serial})`);
      return;
    }
    // Decode before the call is forgotten: when that fails, the call fails together with the connection.
    if (packet.status === messageStatus.ok) call.succeed(packet.body);
    else call.fail(decodeError(packet.body));
    clearTimeout(call.timer);
    this.#calls.delete(packet.serial);
  }

  #answerPing(packet: Packet): void {
    if (packet.procedure !== keepalive.ping) return;
    const pong = { ...packet, procedure: keepalive.pong, type: messageType.event, body: Buffer.alloc(0) };
    this.#socket.write(encodePacket(pong));
  }

  #violate(what: string): void {
    this.#fail(new ConnectionError('protocol', `${this.#path}: not libvirt's protocol: ${what}`));
  }

  #fail(failure: ConnectionError): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#socket.destroy();
    for (const call of this.#calls.values()) {
      clearTimeout(call.timer);
      call.fail(failure);
    }
    this.#calls.clear();
    for (const listener of this.#closeListeners) listener(failure);
  }
}

function decodeAll<A, R>(procedure: Procedure<A, R>, body: Buffer): R {
  const xdr = new XdrDecoder(body);
  const result = procedure.decode(xdr);
  xdr.end();
  return result;
}

function connectText(path: string, error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  const hints: Record<string, string> = {
    ENOENT: 'the socket does not exist; is libvirtd running?',
    ECONNREFUSED: 'nobody listens on the socket; is libvirtd running?',
    EACCES: "permission denied; add the agent's user to the group of the socket (usually libvirt)",
  };
  return `cannot connect to ${path}: ${(code && hints[code]) ?? textOf(error)}`;
}
