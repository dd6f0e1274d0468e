// The settings that decide how far rounds are trusted on this host, and what is told of them: tables as those of keys.ts.
import { MAX_HISTORY } from '../core/rules/marks.js';
import type { HistoryConfig, HttpConfig, RulesConfig, StabilityConfig, WebConfig } from './config.js';
import { dayMs, decimal, hourMs, integer, type KeysOf } from './key.js';

const halfHourMs = 1_800_000;
const gainUnit = 'bytes/s x weight';

export const rulesKeys = {
  neverMove: {
    kind: 'prefixes',
    minItems: 0,
    maxItems: 1000,
    default: [],
    orAddress: true,
    doc: 'VMs with an address in one of these never move from this host, whatever would be gained. Too wide: rounds do nothing here. A mark in the VM itself (score-token label) or in the cost map holds on every host; this one only here.',
  },
  blackout: {
    kind: 'windows',
    maxItems: 100,
    default: [],
    doc: 'Times at which no migration starts or comes in, in UTC: days and hours such as Mon-Fri 08:00-18:00, Sat,Sun 00:00-24:00, or daily 22:00-02:00, which ends the day after. A migration under way goes on. Too many: rounds seldom find a time when both source and target may.',
  },
  headroomPercent: integer({
    ...{ min: 0, max: 90, unit: '%', default: 10 },
    doc: 'Share of slots, memory and virtual CPUs that VMs which rounds bring may not use. 0: rounds may fill the host to the brim, and a VM that you start or that grows finds no room. Large: VMs that should be together do not fit on one host.',
  }),
  vcpusPerCpu: decimal({
    ...{ min: 0.1, max: 1000, unit: 'virtual CPUs for each CPU', default: 4, orWord: 'unlimited' },
    doc: 'Virtual CPUs for each CPU of the host, up to which rounds bring VMs. unlimited: they are not counted. Small: VMs that would fit stay away; large: VMs wait for CPUs, which no network traffic shows.',
  }),
} satisfies KeysOf<RulesConfig>;

export const stabilityKeys = {
  minGain: decimal({
    ...{ min: 0, max: 1e15, unit: gainUnit, default: 0 },
    doc: 'What a move must save on top of the migration cost c_m of the round. 0: no more than c_m. Large: only moves of VMs with very much traffic are worth it.',
  }),
  minGainPercent: decimal({
    ...{ min: 0, max: 100, unit: '%', default: 5 },
    doc: "The same as a share of what the VM's traffic costs now; the greater of the two counts. 0: VMs move for next to nothing, and a small change of traffic moves them back. Large: a VM with many partners never moves, for each of them is a small share.",
  }),
  holdMs: integer({
    ...{ min: 0, max: 30 * dayMs, unit: 'ms', default: halfHourMs },
    doc: 'How long a VM stays after it has moved. 0: until the next round. Short: VMs follow bursts. Long: placements lag behind the traffic.',
  }),
  failureCooldownMs: integer({
    ...{ min: 0, max: 30 * dayMs, unit: 'ms', default: halfHourMs },
    doc: 'How long a VM stays after its migration has failed. 0 or short: the same migration fails in each round, and its copy is paid for each time. Long: a VM stays although the fault is mended.',
  }),
  movesPerDay: integer({
    ...{ min: 0, max: MAX_HISTORY, unit: 'moves', default: 4 },
    doc: 'Moves of one VM in 24 hours, failed ones too. 0: no limit. Small: a VM may be stuck in a bad place until the next day.',
  }),
  returnFactor: decimal({
    ...{ min: 0, max: 1000, unit: 'times', default: 2 },
    doc: 'A host that the VM has left in the last 24 hours must save this many times what leaving it saved. 0: once is enough. Below 1: a VM may swing between two hosts. Large: it does not return that day.',
  }),
  measureMs: integer({
    ...{ min: 0, max: hourMs, unit: 'ms', default: 'auto', orWord: 'auto' },
    doc: 'How long the traffic of a VM must have been counted on this host before it decides: after it has started or arrived here, and after the agent has started. auto: flows.windowMs, so that rates are averages. Shorter: a burst at its start moves a VM. Long: new VMs stay where they were started.',
  }),
  breakerFailures: integer({
    ...{ min: 0, max: 1000, unit: 'migrations', default: 3 },
    doc: 'Failed migrations from this host in a row after which it only recommends, until score-token rearm. Refusals do not count. 0: never. 1: a single failure stops the host. Large: a broken host tries, and copies, in vain for long.',
  }),
} satisfies KeysOf<StabilityConfig>;

export const historyKeys = {
  maxMiB: integer({
    ...{ min: 1, max: 1024, unit: 'MiB', default: 16 },
    doc: 'Disk below stateDir that decisions and migrations may take; the oldest go first. Small: score-token explain knows less of the past. A decision takes about 1 KiB.',
  }),
} satisfies KeysOf<HistoryConfig>;

export const metricsKeys = {
  listen: {
    kind: 'listen',
    default: 'off',
    doc: 'Where Prometheus may ask, ADDRESS:PORT such as 127.0.0.1:9470; off: nowhere. There is no login: whoever reaches the address reads counts and times of this host. Name the address of a management network.',
  },
} satisfies KeysOf<HttpConfig>;

export const webKeys = {
  listen: {
    kind: 'listen',
    default: 'off',
    doc: 'Where the page is served, ADDRESS:PORT such as 127.0.0.1:7471; off: nowhere. There is no login, and it shows which VMs talk to each other, so an address other than loopback needs allowRemote as well. From elsewhere, forward the port with ssh -L.',
  },
  allowRemote: {
    kind: 'boolean',
    default: false,
    doc: 'true: listen may be an address that others reach. Whoever reaches it sees the VMs of this host, their partners and rates, without a login.',
  },
} satisfies KeysOf<WebConfig>;
