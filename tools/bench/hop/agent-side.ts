// A token between two real transports: received whole, decoded, acknowledged, the next holder found, encoded, and sent
// on whole. No decision in between, since that is another benchmark's.
import { nextSlot } from '../../../agent/core/policy/index.js';
import type { Token } from '../../../agent/core/token.js';
import { UdpTransport } from '../../../agent/transport/endpoint.js';
import { FRAGMENT_HEADER_BYTES } from '../../../agent/transport/frame.js';
import type { ClusterKey } from '../../../agent/transport/key.js';
import { Keyring } from '../../../agent/transport/keyring.js';
import { maxPlaintextBytes } from '../../../agent/transport/packet.js';
import type { Peer } from '../../../agent/transport/transport.js';
import { decodeMessage, encodeMessage } from '../../../proto/codec.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { Bounces, type Side } from './side.js';

export interface AgentSideOptions {
  readonly key: ClusterKey;
  readonly mtu: number;
  /** An echo has none of its own. */
  readonly token?: Token;
}

const address: Ipv4 = ipv4('127.0.0.1');

export class AgentSide implements Side {
  readonly #transport: UdpTransport;
  readonly #token: Token | undefined;
  readonly #bounces: Bounces;
  #peer: Peer = { address, port: 0 };
  #failure: unknown;
  /** What a fragment carries of a message, bytes. */
  readonly fragmentBytes: number;
  /** Bytes of the latest token message. */
  messageBytes = 0;

  private constructor({ key, mtu, token }: AgentSideOptions) {
    this.#transport = new UdpTransport({ address, port: 0, mtu, keyring: new Keyring(key) });
    this.#token = token;
    this.fragmentBytes = maxPlaintextBytes(mtu) - FRAGMENT_HEADER_BYTES;
    this.#bounces = new Bounces(token === undefined);
    this.#transport.onPayload((payload, from) => this.#receive(payload, from));
  }

  static async open(options: AgentSideOptions): Promise<AgentSide> {
    const side = new AgentSide(options);
    await side.#transport.start();
    return side;
  }

  get port(): number {
    return this.#transport.local.port;
  }

  /** Datagrams sent so far. */
  get sentDatagrams(): number {
    return this.#transport.statistics().sentDatagrams;
  }

  get retransmitted(): number {
    return this.#transport.statistics().retransmittedFragments;
  }

  meet(port: number): void {
    this.#peer = { address, port };
  }

  async bounce(times: number): Promise<void> {
    const done = this.#bounces.start(times);
    this.#forward(this.#token!);
    await done;
    if (this.#failure) throw this.#failure;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #receive(payload: Uint8Array, from: Peer): void {
    const message = decodeMessage(payload);
    if (message.type !== 'token') return;
    const { header } = message.token;
    const hop = { tokenId: header.id, generation: header.generation, sequence: header.sequence };
    const ack = { type: 'token-ack', ...hop, host: address, accepted: true, reason: '', vms: [] } as const;
    this.#send(from, encodeMessage(ack));
    if (this.#bounces.goesOn()) this.#forward(message.token);
  }

  #forward(token: Token): void {
    const { header } = token;
    let index = nextSlot(token);
    if (index === undefined) {
      token.startRound();
      index = nextSlot(token)!;
    }
    header.holder = token.idAt(index);
    header.sequence += 1;
    token.markVisited(index);
    const bytes = encodeMessage({ type: 'token', token });
    this.messageBytes = bytes.length;
    this.#send(this.#peer, bytes);
  }

  #send(to: Peer, bytes: Uint8Array): void {
    this.#transport.send(to, bytes).catch((error: unknown) => {
      this.#failure = error;
    });
  }
}
