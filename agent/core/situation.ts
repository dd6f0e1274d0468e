// Gathers what the rules look at when a VM of this host decides. What follows from it is rules/vm-rules.ts's.

import type { Ipv4 } from '../../topology/ipv4.js';
import type { Failure } from './flights.js';
import type { FlowTable } from './flows/flow-table.js';
import { isTalking, type Rates, ratesOf } from './flows/rates.js';
import type { LocalVm } from './local-vms.js';
import type { Surroundings } from './locating.js';
import type { VmHistory } from './rules/marks.js';
import type { Ruling } from './rules/ruling.js';
import { type Companion, rulingOn, type Situation } from './rules/vm-rules.js';

/** What is known of VMs and of this host besides their surroundings. */
export interface Known {
  readonly table: FlowTable;
  /** Why the hypervisor or the datapath cannot be used now, or nobody may move. */
  readonly away: () => Ruling | undefined;
  /** The domain's latest failed migration. */
  readonly failure: (uuid: string) => Failure | undefined;
  /** Where the domain has been. */
  readonly history: (uuid: string) => VmHistory;
  /** Whether the domain is on its way to another host. */
  readonly isInFlight: (uuid: string) => boolean;
}

/** `flows`: neighbours that the VM had traffic with. */
export function situationOf(around: Surroundings, known: Known, vm: LocalVm, flows: number): Situation {
  const { local, standings } = around;
  const { settings, wallMs } = around.context;
  const { uuid } = vm.domain;
  const marks = local.marksOf(vm.domain);
  return {
    away: known.away(),
    mode: standings.effectiveMode(),
    drains: standings.maintenance() === 'drains',
    implausible: standings.implausible(),
    blackout: standings.blackout(),
    rules: settings.rules,
    stability: settings.stability,
    addresses: local.shownBy(vm.domain.macs),
    marks,
    obstacle: vm.obstacle,
    companions: marks.affinity ? companionsOf(around, known, uuid) : [],
    history: known.history(uuid),
    failure: known.failure(uuid),
    wallMs,
    measuredMs: known.table.coveredUntilMs - vm.sinceMs,
    neededMs: Math.max(settings.pollIntervalMs, settings.stability.measureMs),
    flows,
  };
}

/** Why the VM would stay, whatever it could save, if a token came to it now. */
export function heldNow(around: Surroundings, known: Known, vm: LocalVm): Ruling | undefined {
  // The rules ask whether there is a neighbour, not how many: a look at all takes long where there are 100,000.
  return rulingOn(situationOf(around, known, vm, isTalking(known.table, vm.addresses) ? 1 : 0));
}

/** Also those that have not talked, and so have no address yet. */
function companionsOf({ local }: Surroundings, { isInFlight }: Known, own: string): Companion[] {
  const others = local.domains().filter(({ uuid, running }) => running && uuid !== own && !isInFlight(uuid));
  return others.map((domain) => ({
    ...{ name: domain.name, marks: local.marksOf(domain) },
    ...(local.isUnheard(domain) ? { isUnheard: true as const } : {}),
  }));
}

/** What the VM exchanges with each neighbour. */
export function measure({ context }: Surroundings, table: FlowTable, vm: LocalVm): Rates {
  const { pollIntervalMs } = context.settings;
  const rates = new Map<Ipv4, number>();
  for (const address of vm.addresses) {
    for (const [peer, rate] of ratesOf(table, address, vm.sinceMs, pollIntervalMs)) {
      // What its own interfaces say to each other moves with it.
      if (!vm.addresses.includes(peer)) rates.set(peer, (rates.get(peer) ?? 0) + rate);
    }
  }
  return rates;
}
