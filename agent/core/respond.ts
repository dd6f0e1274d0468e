// Answers what other agents ask of this host: location, capacity, inventory, and the reports of rounds that
// started here. Nothing but reservations and reports changes by being asked.
import type { StayReason } from './decision.js';
import type { Flights } from './flights.js';
import type { LocalVms } from './local-vms.js';
import type { Locations } from './locations.js';
import {
  type Address,
  type CapacityRequest,
  type FlightRequest,
  type HistoryRequest,
  type InventoryRequest,
  type LocationRequest,
  MAX_OTHERS,
  type Message,
  type MigrationReport,
  type OrderRequest,
  type ReservationRelease,
  type RoundEnd,
  type TokenInquiry,
} from './messages.js';
import type { Orders } from './orders.js';
import type { Origin } from './origin.js';
import type { Oversight } from './oversight.js';
import type { Reservations, RoomAnswer } from './reservations.js';
import type { Standings } from './rules/standing.js';
import { refusalOf } from './rules/taking-in.js';
import type { Searching } from './search/searching.js';
import type { Context } from './steps.js';

/** VMs named in one inventory: more than any host can hold. */
const MAX_INVENTORY = 10_000;
/** Characters of a refusal that travel; a driver's text may be longer. */
const MAX_REASON = 500;

export interface Host {
  readonly local: LocalVms;
  readonly locations: Locations;
  readonly reservations: Reservations;
  readonly origin: Origin;
  readonly flights: Flights;
  readonly orders: Orders;
  readonly searching: Searching;
  readonly standings: Standings;
  readonly oversight: Oversight;
  /** Why the hypervisor or the datapath cannot be used now. */
  whyAway(): { readonly reason: StayReason; readonly detail: string } | undefined;
}

type Asked =
  | LocationRequest
  | CapacityRequest
  | InventoryRequest
  | ReservationRelease
  | MigrationReport
  | RoundEnd
  | TokenInquiry
  | FlightRequest
  | HistoryRequest
  | OrderRequest;

/** Emits the answer to one request, or has it given from outside. */
export function answerRequest(context: Context, host: Host, message: Asked, from: Address): void {
  const answer = answerOf(context, host, message, from);
  if (answer) context.emit({ type: 'send', to: from, message: answer });
}

function answerOf(context: Context, host: Host, message: Asked, from: Address): Message | undefined {
  const self = context.settings.host;
  switch (message.type) {
    case 'location-request':
      return locationAnswer(context, host, message);
    case 'capacity-request':
      return capacityAnswer(context, host, message);
    case 'inventory-request': {
      const vms = host.local.list().map((vm) => vm.address);
      const knownHosts = host.locations.knownHosts().slice(0, MAX_INVENTORY);
      return { type: 'inventory-response', request: message.request, host: self, vms, knownHosts };
    }
    case 'reservation-release':
      host.reservations.release(message.domainUuid, message.promise);
      return undefined;
    case 'migration-report':
    case 'round-end':
      host.origin.receive(message, from.address);
      return { type: 'report-ack', request: message.request };
    case 'token-inquiry':
      return host.searching.answer(message);
    case 'flight-request': {
      const { request, tokenId, vm } = message;
      return { type: 'flight-response', request, host: self, state: host.flights.state(tokenId, vm) };
    }
    case 'history-request':
      host.oversight.telling.asked(message, from);
      return undefined;
    case 'order-request':
      host.orders.heard(message, from.address);
      return { type: 'order-response', request: message.request, ...host.orders.current(), host: self };
  }
}

/** A VM in flight counts where it is going. The others named are on this host for certain. */
function locationAnswer({ settings }: Context, { local, flights }: Host, { request, vm }: LocationRequest): Message {
  const going = flights.destination(local.get(vm)?.address ?? vm);
  if (going !== undefined) return { type: 'location-response', request, vm, host: going, hosted: true, others: [] };
  const others = local
    .list()
    .map(({ address }) => address)
    .filter((address) => address !== vm && !flights.has(address));
  const hosted = local.get(vm) !== undefined;
  return { type: 'location-response', request, vm, host: settings.host, hosted, others: others.slice(0, MAX_OTHERS) };
}

function capacityAnswer(context: Context, host: Host, message: CapacityRequest): Message {
  const { granted, reason, rule } = roomAnswer(context, host, message);
  const { slots, memoryMiB } = host.reservations.free();
  return {
    type: 'capacity-response',
    request: message.request,
    host: context.settings.host,
    granted,
    reason: reason.slice(0, MAX_REASON),
    freeSlots: Math.max(0, slots),
    freeMemoryMiB: Math.max(0, Math.floor(memoryMiB)),
    expiresInMs: message.reserve && granted ? context.settings.reservationTtlMs : 0,
    ...(rule ? { rule } : {}),
  };
}

/**
 * What is promised is kept, whatever has become of the host since. A host that cannot see what it holds, or could not
 * connect a VM, promises nothing new, not even to a migration that it has forgotten; the operator's rules are for VMs
 * that have not set out.
 */
function roomAnswer(context: Context, host: Host, message: CapacityRequest): RoomAnswer {
  const { reservations } = host;
  reservations.expire();
  const held = reservations.entries().get(message.domainUuid);
  const isAskedAgain = message.renewal === true || message.promise === held?.promise;
  if (held && isAskedAgain) return reservations.request(message);
  const away = host.whyAway();
  if (away && away.reason !== 'implausible-data') {
    return { granted: false, reason: `${away.reason}: ${away.detail}`, rule: 'away' };
  }
  const refused = message.renewal ? undefined : refusalOf(context, host, message);
  return refused ? { granted: false, ...refused } : reservations.request(message);
}
