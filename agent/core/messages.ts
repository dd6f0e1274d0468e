// The messages that agents exchange, as the core sees them. proto/codec.ts turns them into bytes and checks
// what arrives; nothing here knows how they are encoded.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Token, TokenId } from './token.js';
import type { TokenChange } from './token-change.js';

/** Where a message came from or goes to: an agent's socket, or a VM's address that is redirected to one. */
export interface Address {
  readonly address: Ipv4;
  readonly port: number;
}

export interface TokenMessage {
  readonly type: 'token';
  readonly token: Token;
  /** The sender keeps this version and takes changes against it. */
  readonly kept?: boolean;
}

/** The token, told as changes against a version that the receiver keeps. */
export interface TokenChangeMessage {
  readonly type: 'token-change';
  readonly change: TokenChange;
  readonly kept?: boolean;
}

export interface TokenAck {
  readonly type: 'token-ack';
  readonly tokenId: TokenId;
  readonly generation: number;
  readonly sequence: number;
  readonly host: Ipv4;
  readonly accepted: boolean;
  readonly reason: string;
  /** The receiver keeps this version and takes changes against it. */
  readonly kept?: boolean;
  /** Not accepted, because the changes are against a version that is not here: send the token whole. */
  readonly baseUnknown?: boolean;
}

/** Who hosts this VM? Sent to the VM's address, which its hypervisor redirects to itself (thesis 4.2.4). */
export interface LocationRequest {
  readonly type: 'location-request';
  readonly request: number;
  readonly vm: Ipv4;
}

export interface LocationResponse {
  readonly type: 'location-response';
  readonly request: number;
  readonly vm: Ipv4;
  readonly host: Ipv4;
  readonly hosted: boolean;
  /** Other VMs of the host, MAX_OTHERS at most: neighbours of one VM are often together. */
  readonly others: readonly Ipv4[];
}

/** Other VMs named in one answer: as many as fit into a datagram with it. */
export const MAX_OTHERS = 256;

/** Is there room for this VM? With `reserve`, the answer is a promise that holds until it expires. */
export interface CapacityRequest {
  readonly type: 'capacity-request';
  readonly request: number;
  readonly vm: Ipv4;
  readonly domainUuid: string;
  readonly macs: readonly string[];
  readonly memoryMiB: number;
  readonly reserve: boolean;
}

export interface CapacityResponse {
  readonly type: 'capacity-response';
  readonly request: number;
  readonly host: Ipv4;
  readonly granted: boolean;
  readonly reason: string;
  readonly freeSlots: number;
  readonly freeMemoryMiB: number;
  readonly expiresInMs: number;
}

export interface ReservationRelease {
  readonly type: 'reservation-release';
  readonly vm: Ipv4;
  readonly domainUuid: string;
}

export interface InventoryRequest {
  readonly type: 'inventory-request';
  readonly request: number;
}

export interface InventoryResponse {
  readonly type: 'inventory-response';
  readonly request: number;
  readonly host: Ipv4;
  readonly vms: readonly Ipv4[];
  readonly knownHosts: readonly Ipv4[];
}

/** One tried migration. */
export interface MigrationRecord {
  readonly vm: Ipv4;
  readonly from: Ipv4;
  readonly to: Ipv4;
  readonly ok: boolean;
  /** The rule that decided, or the hypervisor's own text of the failure. */
  readonly reason: string;
  /** Left side of Eq. 3.2, bytes per second x weight. */
  readonly gain: number;
  readonly bytes: number;
  readonly ms: number;
  readonly downtimeMs: number;
  /** The target's own hypervisor says that the VM runs there. */
  readonly verified: boolean;
}

/** Tells the host that injected the token of one tried migration. */
export interface MigrationReport extends MigrationRecord {
  readonly type: 'migration-report';
  readonly request: number;
  readonly tokenId: TokenId;
  readonly round: number;
}

export interface RoundEnd {
  readonly type: 'round-end';
  readonly request: number;
  readonly tokenId: TokenId;
  readonly rounds: number;
  readonly hops: number;
  readonly migrations: number;
  readonly failures: number;
  readonly slots: number;
  readonly reason: string;
  readonly stays: Readonly<Record<string, number>>;
}

export interface ReportAck {
  readonly type: 'report-ack';
  readonly request: number;
}

export type Message =
  | TokenMessage
  | TokenChangeMessage
  | TokenAck
  | LocationRequest
  | LocationResponse
  | CapacityRequest
  | CapacityResponse
  | ReservationRelease
  | InventoryRequest
  | InventoryResponse
  | MigrationReport
  | RoundEnd
  | ReportAck;

/** Messages that expect an answer bearing the same request number. */
export type Request = LocationRequest | CapacityRequest | InventoryRequest | MigrationReport | RoundEnd;
export type Response = LocationResponse | CapacityResponse | InventoryResponse | ReportAck;
