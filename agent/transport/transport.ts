// What the daemon needs of the network: authenticated, encrypted messages of any size between agents over
// UDP. An interface only; endpoint.ts implements it.
import type { Ipv4 } from '../../topology/ipv4.js';

export interface Peer {
  readonly address: Ipv4;
  readonly port: number;
}

/** Received payload, already authenticated, decrypted and reassembled. `from` is where an answer reaches its sender. */
export type PayloadListener = (payload: Uint8Array, from: Peer) => void;

/** Why a datagram was dropped, each one counted. */
export type DropReason =
  | 'truncated'
  | 'oversized'
  | 'unknown-version'
  | 'unknown-key'
  | 'not-authentic'
  | 'malformed'
  | 'duplicate-fragment'
  | 'unexpected-piece'
  | 'message-too-large'
  | 'sender-limit'
  | 'reassembly-limit'
  | 'pieces-limit'
  | 'replayed'
  | 'stale'
  | 'unproven'
  | 'untimed'
  | 'unexpected-proof'
  | 'own';

export interface TransportStatistics {
  readonly sentDatagrams: number;
  readonly receivedDatagrams: number;
  readonly retransmittedFragments: number;
  /** Messages in fragments that are on their way out, and that have come in part. */
  readonly sendingMessages: number;
  readonly receivingMessages: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

export interface Transport {
  /** Binds the socket. Rejects with an Error that names address and port when it cannot. */
  start(): Promise<void>;
  /**
   * Sends one message. One that fits a datagram is sent once and resolves when the kernel took it (delivery
   * is then the caller's business: acknowledge and retry). A larger one travels in fragments and resolves
   * when the receiver has acknowledged all of them; rejects with TransportError('unacknowledged') otherwise.
   */
  send(to: Peer, payload: Uint8Array): Promise<void>;
  onPayload(listener: PayloadListener): void;
  statistics(): TransportStatistics;
  close(): Promise<void>;
}
