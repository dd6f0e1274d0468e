// Answers what other agents ask of this host: location, capacity, inventory, and the reports of rounds that
// started here. Nothing but reservations and reports changes by being asked.
import type { StayReason } from './decision.js';
import type { LocalVms } from './local-vms.js';
import type { Locations } from './locations.js';
import {
  type Address,
  type CapacityRequest,
  type InventoryRequest,
  type LocationRequest,
  MAX_OTHERS,
  type Message,
  type MigrationReport,
  type ReservationRelease,
  type RoundEnd,
} from './messages.js';
import type { Origin } from './origin.js';
import type { Reservations, RoomAnswer } from './reservations.js';
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
  /** Why the hypervisor or the datapath cannot be used now. */
  whyAway(): { readonly reason: StayReason; readonly detail: string } | undefined;
}

type Asked = LocationRequest | CapacityRequest | InventoryRequest | ReservationRelease | MigrationReport | RoundEnd;

/** Emits the answer to one request. */
export function answerRequest(context: Context, host: Host, message: Asked, from: Address): void {
  const answer = answerOf(context, host, message, from);
  if (answer) context.emit({ type: 'send', to: from, message: answer });
}

function answerOf(context: Context, host: Host, message: Asked, from: Address): Message | undefined {
  const self = context.settings.host;
  switch (message.type) {
    case 'location-request': {
      const { request, vm } = message;
      const hosted = host.local.get(vm) !== undefined;
      const others = host.local
        .list()
        .map(({ address }) => address)
        .filter((address) => address !== vm);
      return { type: 'location-response', request, vm, host: self, hosted, others: others.slice(0, MAX_OTHERS) };
    }
    case 'capacity-request':
      return capacityAnswer(context, host, message);
    case 'inventory-request': {
      const vms = host.local.list().map((vm) => vm.address);
      const knownHosts = host.locations.knownHosts().slice(0, MAX_INVENTORY);
      return { type: 'inventory-response', request: message.request, host: self, vms, knownHosts };
    }
    case 'reservation-release':
      host.reservations.release(message.domainUuid);
      return undefined;
    case 'migration-report':
    case 'round-end':
      host.origin.receive(message, from.address);
      return { type: 'report-ack', request: message.request };
  }
}

function capacityAnswer(context: Context, host: Host, message: CapacityRequest): Message {
  const { reservations } = host;
  const { granted, reason } = roomAnswer(host, message);
  const capacity = reservations.capacity();
  const freeMiB = (capacity.memoryMiB ?? 0) - capacity.usedMemoryMiB - capacity.reservedMemoryMiB;
  return {
    type: 'capacity-response',
    request: message.request,
    host: context.settings.host,
    granted,
    reason,
    freeSlots: Math.max(0, capacity.slots - capacity.usedSlots - capacity.reservedSlots),
    freeMemoryMiB: Math.max(0, Math.floor(freeMiB)),
    expiresInMs: message.reserve && granted ? context.settings.reservationTtlMs : 0,
  };
}

/** A host that cannot see what it holds, or could not connect a VM, promises nothing new. */
function roomAnswer(host: Host, message: CapacityRequest): RoomAnswer {
  const away = host.whyAway();
  if (!away || host.reservations.entries().has(message.domainUuid)) return host.reservations.request(message);
  return { granted: false, reason: `${away.reason}: ${away.detail}`.slice(0, MAX_REASON) };
}
