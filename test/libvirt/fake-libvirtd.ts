// A stand-in for libvirtd: a server on a unix socket that speaks the real framing and the few procedures that the driver
// uses, with scripted failures. For what a real daemon does not do on demand; real ones are in the lab tests.
import { rmSync } from 'node:fs';
import net from 'node:net';
import { encodePacket, messageStatus, messageType, type Packet, PacketReader } from '../../agent/libvirt/frame.js';
import { formatUuid } from '../../agent/libvirt/uuid.js';
import { XdrDecoder, XdrEncoder } from '../../agent/libvirt/xdr.js';
import {
  decodeSent,
  encodeError,
  encodeProgress,
  encodeRef,
  encodeStats,
  type FakeDomain,
  inNamespace,
  type SentParams,
  xmlOf,
} from './fake-domain.js';

/** What to do with calls of a procedure instead of answering them. */
export type Fault =
  | { readonly kind: 'hang' }
  | { readonly kind: 'close' }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  | { readonly kind: 'raw'; readonly bytes: (call: Packet) => Buffer };

type Write = (packet: Omit<Packet, 'program' | 'version'>) => void;

const program = 0x20008086;

export class FakeLibvirtd {
  readonly domains = new Map<string, FakeDomain>();
  /** By procedure number. */
  readonly faults = new Map<number, Fault>();
  /** Procedure numbers in the order of their calls. */
  readonly calls: number[] = [];
  /** Answers to keepalive pings. */
  pongs = 0;
  /** What AUTH_LIST answers; 0 none, 1 SASL, 2 polkit. */
  authTypes: number[] = [0];
  /** Flags, URI and parameters of migrations that were asked for. */
  readonly migrations: { readonly uri: string; readonly flags: number; readonly params: SentParams }[] = [];
  /** Downtimes that were allowed to migrations, ms. */
  readonly downtimes: number[] = [];
  /** Flags of changes of metadata. */
  readonly metadataFlags: number[] = [];
  /** Of a job under way, beside what is always said of it. */
  progress: () => Record<string, number> = () => ({});
  /** Domains whose dirty rate was asked for. */
  readonly measured: string[] = [];
  /** What is measured, MiB/s. */
  dirtyRate = 3;
  /** Where domains go to. */
  target: FakeLibvirtd | undefined;
  /** Whether migrations end without a word although the domain has gone. */
  dropOnMigration = false;
  readonly arrived = new Set<string>();
  readonly #path: string;
  readonly #sockets = new Set<net.Socket>();
  #server: net.Server | undefined;
  #frozen = false;

  constructor(socketPath: string) {
    this.#path = socketPath;
  }

  async listen(): Promise<void> {
    rmSync(this.#path, { force: true });
    const server = net.createServer((socket) => this.#serve(socket));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#path, resolve));
  }

  /** As kill -9: connections break, jobs are forgotten, domains run on. */
  async kill(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const domain of this.domains.values()) domain.endJob = undefined;
    const server = this.#server!;
    if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** As SIGSTOP: connections stay, nothing is answered, not even later. */
  freeze(frozen: boolean): void {
    this.#frozen = frozen;
  }

  /** Sends bytes to every client. */
  send(bytes: Buffer): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }

  connections(): number {
    return this.#sockets.size;
  }

  setState(uuid: string, state: number, reason: number, event: number): void {
    const domain = this.domains.get(uuid)!;
    Object.assign(domain, { state, reason });
    this.#lifecycle(domain, event, 0);
  }

  #serve(socket: net.Socket): void {
    const reader = new PacketReader();
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      for (const packet of reader.push(chunk)) if (!this.#frozen) this.#handle(socket, packet);
    });
  }

  #handle(socket: net.Socket, call: Packet): void {
    if (call.program !== program) {
      this.pongs += call.procedure === 2 ? 1 : 0;
      return;
    }
    this.calls.push(call.procedure);
    const fault = this.faults.get(call.procedure);
    const write: Write = (packet) => {
      if (!socket.destroyed && !this.#frozen) socket.write(encodePacket({ program, version: 1, ...packet }));
    };
    const reply = (body: XdrEncoder, status: number = messageStatus.ok): void => {
      const { procedure, serial } = call;
      write({ procedure, type: messageType.reply, serial, status, body: body.finish() });
    };
    const refuse = (code: number, message: string): void => reply(encodeError(code, message), messageStatus.error);
    if (fault?.kind === 'close') socket.destroy();
    else if (fault?.kind === 'raw') socket.write(fault.bytes(call));
    else if (fault?.kind === 'error') refuse(fault.code, fault.message);
    else if (!fault) this.#answer(call.procedure, new XdrDecoder(call.body), reply, refuse);
  }

  #answer(
    procedure: number,
    args: XdrDecoder,
    reply: (body: XdrEncoder) => void,
    refuse: (code: number, message: string) => void,
  ): void {
    const body = new XdrEncoder();
    switch (procedure) {
      case 66:
        return reply(body.array(this.authTypes, (type) => body.int(type)));
      case 70:
        return reply(body.int(1));
      case 1:
        return reply(body);
      case 316:
        return reply(body.int(args.int()));
      case 6:
        for (let index = 0; index < 32; index++) body.int(0);
        return reply(body.unsignedHyper(4_194_304n).int(2).int(1000).int(1).int(1).int(2).int(1));
      case 344:
        return reply(this.#stats(args));
      case 273:
        return reply(
          body.array([...this.domains.values()], (domain) => encodeRef(body, domain)).uint(this.domains.size),
        );
      case 24:
        return this.#withDomain(formatUuid(args.fixedOpaque(16)), refuse, (domain) => reply(encodeRef(body, domain)));
      default:
        args.string(4096);
        return this.#withDomain(formatUuid(args.fixedOpaque(16)), refuse, (domain) => {
          args.int();
          this.#answerAbout(procedure, domain, args, reply, refuse);
        });
    }
  }

  #answerAbout(
    procedure: number,
    domain: FakeDomain,
    args: XdrDecoder,
    reply: (body: XdrEncoder) => void,
    refuse: (code: number, message: string) => void,
  ): void {
    const body = new XdrEncoder();
    switch (procedure) {
      case 14:
        return reply(body.string(xmlOf(domain)));
      case 212:
        return reply(body.int(domain.state).int(domain.reason));
      case 151:
        return reply(body.int(domain.persistent ? 1 : 0));
      case 298:
        return reply(
          domain.endJob ? encodeProgress(body.int(2), 1000, this.progress()) : body.int(0).array([], () => {}),
        );
      case 164:
        if (!domain.endJob) return refuse(55, 'Requested operation is not valid: no job is active on the domain');
        domain.endJob(78, 'operation aborted: migration out job: canceled by client');
        return reply(body);
      case 166:
        this.downtimes.push(Number(args.unsignedHyper()));
        return reply(body);
      case 264:
        this.#setMetadata(domain, args);
        return reply(body);
      case 364:
        reply(body);
        return domain.switchOver?.();
      case 427:
        this.measured.push(domain.uuid);
        return reply(body);
      case 305:
        return this.#migrate(domain, args, reply, refuse);
      default:
        return refuse(39, `unknown procedure: ${procedure}`);
    }
  }

  #withDomain(uuid: string, refuse: (code: number, message: string) => void, then: (domain: FakeDomain) => void): void {
    const domain = this.domains.get(uuid);
    if (domain) then(domain);
    else refuse(42, `Domain not found: no domain with matching uuid '${uuid}'`);
  }

  #migrate(
    domain: FakeDomain,
    args: XdrDecoder,
    reply: (body: XdrEncoder) => void,
    refuse: (code: number, message: string) => void,
  ): void {
    const uri = args.optional(() => args.string(4096)) ?? '';
    const params = decodeSent(args);
    args.opaque(1024);
    this.migrations.push({ uri, flags: args.uint(), params });
    if (uri.includes(':1/')) return refuse(38, "unable to connect to server at '192.0.2.1:1': Connection refused");
    domain.endJob = (code, text) => {
      domain.endJob = undefined;
      refuse(code, text);
    };
    domain.switchOver = () => this.#finish(domain, reply);
    // A cap makes it endless, as a guest that writes faster than the cap would.
    if (params.bandwidth === undefined) setTimeout(() => this.#finish(domain, reply), 40);
  }

  #finish(domain: FakeDomain, reply: (body: XdrEncoder) => void): void {
    if (!domain.endJob) return;
    domain.endJob = undefined;
    this.domains.delete(domain.uuid);
    this.arrived.add(domain.uuid);
    this.target?.domains.set(domain.uuid, domain);
    if (this.dropOnMigration) {
      for (const socket of this.#sockets) socket.destroy();
      return;
    }
    this.#lifecycle(domain, 5, 3);
    this.#event(363, (body) => encodeProgress(encodeRef(body, domain), 33_105_286));
    reply(new XdrEncoder().opaque(Buffer.alloc(0)));
  }

  #setMetadata(domain: FakeDomain, args: XdrDecoder): void {
    args.int();
    const [xml, key = '', uri = ''] = [1, 2, 3].map(() => args.optional(() => args.string(65_536)));
    this.metadataFlags.push(args.uint());
    if (xml === undefined) domain.metadata.delete(uri);
    else domain.metadata.set(uri, inNamespace(xml, key, uri));
    this.#event(370, (body) =>
      encodeRef(body, domain)
        .int(2)
        .optional(uri, (text) => body.string(text)),
    );
  }

  /** The state group of all, or the dirty rate of those that were named. */
  #stats(args: XdrDecoder): XdrEncoder {
    const body = new XdrEncoder();
    const named = args.array(64, 24, () => {
      args.string(4096);
      const uuid = formatUuid(args.fixedOpaque(16));
      args.int();
      return this.domains.get(uuid);
    });
    if (named.length === 0) return encodeStats(body, [...this.domains.values()]);
    return body.array(
      named.filter((domain) => domain !== undefined),
      (domain) => {
        encodeRef(body, domain).uint(2);
        body.string('dirtyrate.calc_status').int(1).int(2);
        body.string('dirtyrate.megabytes_per_second').int(3).hyper(BigInt(this.dirtyRate));
      },
    );
  }

  #lifecycle(domain: FakeDomain, event: number, detail: number): void {
    this.#event(318, (body) => encodeRef(body, domain).int(event).int(detail));
  }

  #event(procedure: number, encode: (body: XdrEncoder) => void): void {
    const body = new XdrEncoder().int(0);
    encode(body);
    const packet = { program, version: 1, procedure, type: messageType.event, serial: 0, status: messageStatus.ok };
    if (!this.#frozen) this.send(encodePacket({ ...packet, body: body.finish() }));
  }
}
