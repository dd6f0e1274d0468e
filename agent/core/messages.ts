// The messages that agents exchange, as the core sees them. proto/codec.ts turns them into bytes and checks
// what arrives; nothing here knows how they are encoded.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { TokenChange } from './handover/token-change.js';
import type { Order } from './remembered.js';
import type { Token, TokenId } from './token.js';

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
  /** The receiver acts only when the hop is granted to it. Agents from before grants do not say so. */
  readonly offer?: boolean;
}

/** The token, told as changes against a version that the receiver keeps. */
export interface TokenChangeMessage {
  readonly type: 'token-change';
  readonly change: TokenChange;
  readonly kept?: boolean;
  readonly offer?: boolean;
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
  /** Of the receiver; absent when it acts without a grant, as agents from before grants do. */
  readonly incarnation?: number;
  /** VMs that run there, MAX_OTHERS at most. */
  readonly vms: readonly Ipv4[];
}

/** You, in this incarnation, hold this hop from now on. Repeated as a probe while the sender has custody. */
export interface TokenGrant {
  readonly type: 'token-grant';
  readonly tokenId: TokenId;
  readonly generation: number;
  readonly sequence: number;
  readonly incarnation: number;
}

/**
 * What a host knows of a hop: `holding`: it was granted to it and nobody after it holds yet; `moved`: somebody does;
 * `withdrawn`: the offer that you accepted is not for you any more; `superseded`: it has seen the generation named.
 */
export type HopState = 'holding' | 'moved' | 'ended' | 'withdrawn' | 'unknown' | 'superseded';

/** Answers grants, and acceptances that lead nowhere. Sequence is that of the message answered. */
export interface TokenState {
  readonly type: 'token-state';
  readonly tokenId: TokenId;
  readonly generation: number;
  readonly sequence: number;
  readonly state: HopState;
  readonly host: Ipv4;
}

/** Where is this token? The asker, `host`, has not seen it for long. */
export interface TokenInquiry {
  readonly type: 'token-inquiry';
  readonly request: number;
  readonly tokenId: TokenId;
  /** Of the asker's newest copy. */
  readonly generation: number;
  readonly sequence: number;
  readonly host: Ipv4;
}

/** `here`: held, offered, or awaiting a grant; `custody`: handed on, and the successor is watched. */
export type Sight = 'unknown' | 'here' | 'custody' | 'seen' | 'ended';

export interface TokenSighting {
  readonly type: 'token-sighting';
  readonly request: number;
  readonly host: Ipv4;
  readonly sight: Sight;
  /** Highest generation known; 0: none. */
  readonly generation: number;
  /** Of the copy here; 0: there is none. */
  readonly copyGeneration: number;
  readonly sequence: number;
  /** Since it was here, ms. */
  readonly ageMs: number;
  /** This host looks for it too. */
  readonly inquiring: boolean;
}

/** Your copy is the newest: make the next generation from it. */
export interface TokenRevival {
  readonly type: 'token-revival';
  readonly tokenId: TokenId;
  readonly generation: number;
  readonly sequence: number;
}

/** How did the migration of this VM go? Asked of the host that ordered it. */
export interface FlightRequest {
  readonly type: 'flight-request';
  readonly request: number;
  readonly vm: Ipv4;
  readonly tokenId: TokenId;
}

export type FlightState = 'unknown' | 'under-way' | 'arrived' | 'failed';

export interface FlightResponse {
  readonly type: 'flight-response';
  readonly request: number;
  readonly host: Ipv4;
  readonly state: FlightState;
}

/** The standing order that the sender knows. */
export interface OrderRequest extends Order {
  readonly type: 'order-request';
  readonly request: number;
}

export interface OrderResponse extends Order {
  readonly type: 'order-response';
  readonly request: number;
  readonly host: Ipv4;
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
  /** The room was promised before, to a migration that is under way. */
  readonly renewal?: boolean;
  /** With `reserve`: names the promise, so that a late release takes no newer one back. Agents from before grants give none. */
  readonly promise?: number;
  /** Virtual CPUs; absent: not known. */
  readonly vcpus?: number;
  /** Groups of which no other VM may run there. */
  readonly antiAffinity?: readonly string[];
}

/** Which of the target's rules refused; `room`: slots, memory or CPUs. Agents from before rules say only why, in words. */
export type Refusal = 'room' | 'mode' | 'maintenance' | 'blackout' | 'anti-affinity' | 'implausible-data' | 'away';

export interface CapacityResponse {
  readonly type: 'capacity-response';
  readonly request: number;
  readonly host: Ipv4;
  readonly granted: boolean;
  readonly reason: string;
  readonly freeSlots: number;
  readonly freeMemoryMiB: number;
  readonly expiresInMs: number;
  /** With a refusal. */
  readonly rule?: Refusal;
}

/** What does your history say of this VM? */
export interface HistoryRequest {
  readonly type: 'history-request';
  readonly request: number;
  readonly vm: Ipv4;
  /** Records wanted, the latest; 1..MAX_TOLD_RECORDS. */
  readonly limit: number;
}

/** Records in one answer. */
export const MAX_TOLD_RECORDS = 100;
/** Bytes of all of them: an answer of a few fragments. */
export const MAX_TOLD_BYTES = 60_000;

export interface HistoryResponse {
  readonly type: 'history-response';
  readonly request: number;
  readonly host: Ipv4;
  /** Records as JSON text (agent/report/history.ts), oldest first. Not to be trusted: they come from another host's disk. */
  readonly records: readonly string[];
  /** Where the VM was before, the latest last, as its own history says: those hosts know more. MAX_HISTORY at most. */
  readonly formerHosts: readonly Ipv4[];
}

export interface ReservationRelease {
  readonly type: 'reservation-release';
  readonly vm: Ipv4;
  readonly domainUuid: string;
  /** The promise that is given back; absent: whichever there is. */
  readonly promise?: number;
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
  /** Absent when the last holder is an agent from before grants. */
  readonly generation?: number;
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
  | TokenGrant
  | TokenState
  | TokenInquiry
  | TokenSighting
  | TokenRevival
  | FlightRequest
  | FlightResponse
  | OrderRequest
  | OrderResponse
  | LocationRequest
  | LocationResponse
  | CapacityRequest
  | CapacityResponse
  | HistoryRequest
  | HistoryResponse
  | ReservationRelease
  | InventoryRequest
  | InventoryResponse
  | MigrationReport
  | RoundEnd
  | ReportAck;

/** Messages that expect an answer bearing the same request number. */
export type Request =
  | LocationRequest
  | CapacityRequest
  | HistoryRequest
  | InventoryRequest
  | MigrationReport
  | RoundEnd
  | TokenInquiry
  | FlightRequest
  | OrderRequest;
export type Response =
  | LocationResponse
  | CapacityResponse
  | HistoryResponse
  | InventoryResponse
  | ReportAck
  | TokenSighting
  | FlightResponse
  | OrderResponse;
