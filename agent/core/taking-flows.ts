// Takes a poll of the datapath into the core, a bounded part of it at each step: first what it says of addresses in use
// elsewhere, then of local VMs' addresses, then the traffic. A poll of 100,000 flows in one step would stop the agent
// for tens of milliseconds.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { FlowSample } from './drivers.js';
import { FlowCounters } from './flow-counters.js';
import type { FlowTable } from './flows/flow-table.js';
import type { TrafficAccounts } from './flows/traffic-accounts.js';
import type { LocalVms } from './local-vms.js';
import type { Plausible } from './rules/plausible.js';

/** Flows looked at in one step: a few milliseconds of work. */
const flowsPerStep = 16_384;

export interface FlowSinks {
  readonly local: LocalVms;
  readonly table: FlowTable;
  readonly accounts: TrafficAccounts;
  readonly plausible: Plausible;
  /** Address of a machine by its MAC, for flows that show none. */
  addressOf(mac: string): Ipv4 | undefined;
}

export class TakingFlows {
  readonly #sinks: FlowSinks;
  readonly #counters = new FlowCounters();
  readonly #key = { src: 0 as Ipv4, dst: 0 as Ipv4, protocol: 0, srcPort: 0, dstPort: 0 };
  #rest: Generator<void, void, void> | undefined;

  constructor(sinks: FlowSinks) {
    this.#sinks = sinks;
  }

  /** A part of a poll waits for `goOn`. */
  get isUnderWay(): boolean {
    return this.#rest !== undefined;
  }

  /** Takes a new poll's first part; of an older poll all that is left. */
  take(samples: readonly FlowSample[], nowMs: number): void {
    while (this.#rest) this.goOn();
    this.#rest = this.#parts(samples, nowMs);
    this.goOn();
  }

  /** Takes the next part. */
  goOn(): void {
    if (this.#rest?.next().done) this.#rest = undefined;
  }

  *#parts(samples: readonly FlowSample[], nowMs: number): Generator<void, void, void> {
    const { local, table, accounts, plausible } = this.#sinks;
    const whole = samples.length <= flowsPerStep;
    const steps = [
      ...(plausible.isLooking ? [(from: number, to: number) => plausible.look(samples, from, to)] : []),
      (from: number, to: number) => local.learnOutside(samples, from, to),
      (from: number, to: number) => local.learnOwn(samples, from, to),
      (from: number, to: number) => this.#count(samples, from, to, nowMs),
    ];
    for (const step of steps) {
      for (let from = 0; from < samples.length; from += flowsPerStep) {
        step(from, Math.min(samples.length, from + flowsPerStep));
        if (!whole) yield;
      }
    }
    this.#counters.end();
    table.advance(nowMs);
    plausible.tookFlows();
    accounts.keep(new Set(local.list().map((vm) => vm.address)));
  }

  #count(samples: readonly FlowSample[], start: number, end: number, nowMs: number): void {
    const { local, table, accounts } = this.#sinks;
    const key = this.#key;
    for (let at = start; at < end; at++) {
      const sample = samples[at]!;
      const bytes = this.#counters.count(sample);
      if (bytes === undefined) continue;
      const src = sample.src ?? this.#addressOf(sample.srcMac);
      const dst = sample.dst ?? this.#addressOf(sample.dstMac);
      if (src === undefined || dst === undefined) {
        accounts.unresolved += 1;
        continue;
      }
      const [from, to] = [local.get(src), local.get(dst)];
      if (!from && !to) continue; // Traffic that merely passes through: no decision here needs it.
      key.src = src;
      key.dst = dst;
      key.protocol = sample.protocol;
      key.srcPort = sample.srcPort;
      key.dstPort = sample.dstPort;
      table.add(key, bytes, nowMs);
      accounts.add(from?.address, to?.address, bytes);
    }
  }

  #addressOf(mac: string | undefined): Ipv4 | undefined {
    return mac === undefined ? undefined : this.#sinks.addressOf(mac);
  }
}
