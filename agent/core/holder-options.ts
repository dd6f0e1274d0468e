// What the holder and a VM's turn are given: the other machines of the core, and questions to the agent.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { StayReason } from './decision.js';
import type { Flights } from './flights.js';
import type { FlowTable } from './flows/flow-table.js';
import type { Surroundings } from './locating.js';
import type { Memory } from './memory.js';
import type { Orders } from './orders.js';
import type { Origin } from './origin.js';
import type { Sightings } from './search/sightings.js';

export interface HolderOptions {
  readonly around: Surroundings;
  readonly memory: Memory;
  readonly orders: Orders;
  readonly origin: Origin;
  readonly flights: Flights;
  readonly sightings: Sightings;
  readonly table: FlowTable;
  readonly away: () => { reason: StayReason; detail: string } | undefined;
  /** VMs that ran here and are gone without having been migrated by this agent; those that `isDue` are told once. */
  readonly takeGone: (isDue: (vm: Ipv4) => boolean) => Ipv4[];
}
