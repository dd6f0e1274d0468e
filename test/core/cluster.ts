// A virtual data centre for tests of the core: real agent cores, a network with virtual time, VMs with steady
// traffic, migrations that take time. Every message goes through the codec, so its limits are met as well.
import { Agent } from '../../agent/core/agent.js';
import { communicationCost, type PairRate } from '../../agent/core/cost.js';
import type { FlowSample, MigrationResult, Obstacle } from '../../agent/core/drivers.js';
import type { MigrationRecord } from '../../agent/core/messages.js';
import { NOTHING, type Remembered } from '../../agent/core/remembered.js';
import type { VmHistory } from '../../agent/core/rules/marks.js';
import type { CopyForecast } from '../../agent/core/rules/price.js';
import type { CoreSettings } from '../../agent/core/settings.js';
import type {
  DecisionRecord,
  Effect,
  ExplainResult,
  InjectOrder,
  InjectResult,
  Input,
  OrderResult,
  RoundReport,
} from '../../agent/core/steps.js';
import { decodeMessage, encodeMessage } from '../../proto/codec.js';
import type { CostMap } from '../../topology/cost-map.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import { settingsOf } from './settings.js';

export interface VirtualVm {
  readonly vm: Ipv4;
  host: Ipv4;
  readonly memoryMiB: number;
  obstacle?: Obstacle;
  /** What its metadata says. */
  marks?: VmMarks;
  history?: VmHistory;
  copy?: CopyForecast;
}

export interface ClusterOptions {
  readonly map: CostMap;
  readonly hosts: readonly { readonly host: Ipv4; readonly slots: number }[];
  readonly vms: readonly VirtualVm[];
  readonly pairs: readonly PairRate[];
  readonly seed?: number;
  readonly settings?: Partial<CoreSettings>;
  /** Settings of one host that differ from the others'. */
  readonly settingsOf?: (host: Ipv4) => Partial<CoreSettings>;
  /** Loses a message when it returns true. */
  readonly lose?: (from: Ipv4, to: Ipv4, type: string, random: () => number) => boolean;
  /** A message arrives twice when it returns true, the second time somewhat later. */
  readonly duplicate?: (random: () => number) => boolean;
  /** How long a message takes, ms. Default 1. */
  readonly latencyMs?: number;
  /** A message takes up to this much longer, ms, which reorders. */
  readonly jitterMs?: number;
  /** What the network makes of a message's bytes; undefined: it does not arrive. For agents of another version. */
  readonly translate?: (bytes: Uint8Array, from: Ipv4, to: Ipv4) => Uint8Array | undefined;
  /** How long a migration takes, ms. Default 50. */
  readonly migrationMs?: number;
  /** Result of a migration; default: it works. */
  readonly migrate?: (vm: Ipv4, target: Ipv4) => MigrationResult;
}

const LATENCY_MS = 1;
const MIGRATION_MS = 50;

/** mulberry32: small, seeded, good enough for tests. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function macOf(vm: Ipv4): string {
  return `52:54:${[24, 16, 8, 0].map((shift) => ((vm >>> shift) & 255).toString(16).padStart(2, '0')).join(':')}`;
}

function uuidOf(vm: Ipv4): string {
  return `00000000-0000-0000-0000-${vm.toString(16).padStart(12, '0')}`;
}

export class Cluster {
  nowMs = 0;
  readonly agents = new Map<Ipv4, Agent>();
  readonly transcript: string[] = [];
  readonly decisions: DecisionRecord[] = [];
  readonly ended: RoundReport[] = [];
  readonly injected: InjectResult[] = [];
  readonly ordered: OrderResult[] = [];
  readonly migrated: MigrationRecord[] = [];
  readonly alarms: (Effect & { type: 'alarm' })[] = [];
  readonly explained: ExplainResult[] = [];
  readonly disks = new Map<Ipv4, Remembered>();
  readonly vms: Map<Ipv4, VirtualVm>;
  readonly options: ClusterOptions;
  readonly #random: () => number;
  readonly #redirects = new Map<Ipv4, ReadonlySet<Ipv4>>();
  readonly #flowStart = new Map<string, number>();
  #events: { atMs: number; order: number; run: () => void }[] = [];
  #order = 0;

  constructor(options: ClusterOptions) {
    this.options = options;
    this.#random = seeded(options.seed ?? 1);
    this.vms = new Map(options.vms.map((vm) => [vm.vm, { ...vm }]));
    for (const { host, slots } of options.hosts) this.#addHost(host, slots);
    this.run(5_000);
    this.transcript.length = 0;
  }

  /** Runs the virtual clock for so long. */
  run(forMs: number, until?: () => boolean): void {
    const endMs = this.nowMs + forMs;
    while (!until?.()) {
      this.#wakeAgents();
      const next = this.#events.sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
      if (!next || next.atMs > endMs) break;
      this.#events.shift();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    if (!until?.()) this.nowMs = endMs;
  }

  /** Starts a round and runs until its report is there. */
  round(at: Ipv4, order: Partial<InjectOrder>): RoundReport {
    const before = this.ended.length;
    const whole = { policy: 'round-robin', migrationCost: 0, rounds: 0, force: false, ...order } as const;
    this.feed(at, { type: 'inject', order: whole, reply: 1 });
    this.run(600_000, () => this.ended.length > before);
    const report = this.ended[before];
    if (!report) throw new Error(`the round did not end:\n${this.transcript.slice(-40).join('\n')}`);
    return report;
  }

  /** Eq. 3.1 of the true placement and traffic. */
  cost(): number {
    return communicationCost(this.options.pairs, (vm) => this.vms.get(vm)?.host ?? vm, this.options.map);
  }

  on(host: Ipv4): VirtualVm[] {
    return [...this.vms.values()].filter((vm) => vm.host === host);
  }

  destroy(vm: Ipv4): void {
    const host = this.vms.get(vm)!.host;
    this.vms.delete(vm);
    this.tellDomains(host);
  }

  create(vm: VirtualVm): void {
    this.vms.set(vm.vm, vm);
    this.tellDomains(vm.host);
  }

  /** A host whose agent is dead takes nothing. */
  feed(host: Ipv4, input: Input): void {
    for (const effect of this.agents.get(host)?.step(this.nowMs, input) ?? []) this.#perform(host, effect);
  }

  /** The host's agent dies at once. Its VMs run on, and packets to them are still steered to where it was. */
  kill(host: Ipv4): void {
    this.agents.delete(host);
    this.#note(`${formatIpv4(host)} dies`);
  }

  /** The agent starts again, with its memory unless `isBlank`. */
  start(host: Ipv4, isBlank = false): void {
    const { slots } = this.options.hosts.find((each) => each.host === host)!;
    this.#startAgent(host, slots, isBlank ? undefined : (this.disks.get(host) ?? NOTHING));
    this.#note(`${formatIpv4(host)} starts`);
  }

  /** Hosts that hold a token, or wait with one. */
  holders(): Ipv4[] {
    return [...this.agents].filter(([, agent]) => agent.holder.state !== 'idle').map(([host]) => host);
  }

  at(delayMs: number, run: () => void): void {
    this.#order += 1;
    this.#events.push({ atMs: this.nowMs + delayMs, order: this.#order, run });
  }

  #addHost(host: Ipv4, slots: number): void {
    const { pollIntervalMs } = this.#startAgent(host, slots, NOTHING);
    this.#poll(host, pollIntervalMs);
  }

  #startAgent(host: Ipv4, slots: number, remembered: Remembered | undefined): CoreSettings {
    const { settings: common, settingsOf: own } = this.options;
    const settings = settingsOf({ host, slots, memoryMiB: 1_000_000, ...common, ...own?.(host) });
    this.agents.set(host, new Agent(settings, this.options.map, this.#random, this.nowMs, remembered));
    this.feed(host, { type: 'driver', driver: 'hypervisor' });
    this.feed(host, { type: 'driver', driver: 'datapath' });
    this.tellDomains(host);
    return settings;
  }

  #poll(host: Ipv4, everyMs: number): void {
    this.feed(host, { type: 'flows', samples: this.#samples(host) });
    this.at(everyMs, () => this.#poll(host, everyMs));
  }

  /** What the host's datapath shows: each direction of each pair with a VM there, counted since it began there. */
  #samples(host: Ipv4): FlowSample[] {
    const samples: FlowSample[] = [];
    for (const { a, b, bytesPerSecond } of this.options.pairs) {
      for (const [src, dst] of [
        [a, b],
        [b, a],
      ] as const) {
        const isSeen = this.vms.get(src)?.host === host || this.vms.get(dst)?.host === host;
        const isAlive = (this.vms.has(src) || !this.#isGuest(src)) && (this.vms.has(dst) || !this.#isGuest(dst));
        const ufid = `${host}/${src}/${dst}`;
        if (!isSeen || !isAlive) {
          this.#flowStart.delete(ufid);
          continue;
        }
        const startMs = this.#flowStart.get(ufid) ?? this.nowMs;
        this.#flowStart.set(ufid, startMs);
        const bytes = Math.round((bytesPerSecond / 2) * ((this.nowMs - startMs) / 1000));
        const ends = { src, dst, srcMac: macOf(src), dstMac: macOf(dst), inPort: formatIpv4(src) };
        samples.push({ ufid, ...ends, protocol: 0, srcPort: 0, dstPort: 0, packets: 1, bytes });
      }
    }
    return samples;
  }

  #isGuest(address: Ipv4): boolean {
    return address >>> 16 === ipv4('10.1.0.0') >>> 16;
  }

  tellDomains(host: Ipv4): void {
    const here = this.on(host);
    const ports = here.map(({ vm }, index) => ({ name: formatIpv4(vm), ofport: index + 1, mac: macOf(vm) }));
    const domains = here.map(({ vm, host: _, ...rest }) => {
      const uuid = uuidOf(vm);
      return { uuid, name: `vm-${vm & 255}`, macs: [macOf(vm)], running: true, ...rest };
    });
    this.feed(host, { type: 'ports', ports });
    this.feed(host, { type: 'domains', domains });
  }

  #perform(host: Ipv4, effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return this.#send(host, effect);
      case 'write-history':
        return this.#writeHistory(effect.uuid, effect.history);
      case 'migrate':
        this.#writeHistory(effect.uuid, effect.history);
        return this.at(this.options.migrationMs ?? MIGRATION_MS, () => this.#migrate(host, effect.vm, effect.target));
      case 'redirect':
        this.#redirects.set(host, new Set(effect.vms.map((vm) => vm.address)));
        return;
      case 'decided':
        this.decisions.push(effect.record);
        return this.#note(`${formatIpv4(host)} decides: ${describe(effect.record)}`);
      case 'migrated':
        this.migrated.push(effect.record);
        return this.#note(`${formatIpv4(host)} migrated: ${formatIpv4(effect.record.vm)} ${effect.record.ok}`);
      case 'alarm':
        this.alarms.push(effect);
        return this.#note(`${formatIpv4(host)} alarms: ${effect.code}`);
      case 'explained':
        this.explained.push(effect.result);
        return;
      case 'tell-history': {
        // Each host's disk knows one thing of every VM.
        const { to, message, formerHosts } = effect;
        const records = [`{"host":"${formatIpv4(host)}","vm":"${formatIpv4(message.vm)}"}`];
        const answer = { type: 'history-response', request: message.request, host, records, formerHosts } as const;
        return this.#send(host, { type: 'send', to, message: answer });
      }
      case 'injected':
        this.injected.push(effect.result);
        return;
      case 'ordered':
        this.ordered.push(effect.result);
        return;
      case 'remember':
        this.disks.set(host, effect.remembered);
        return;
      case 'round-ended':
        this.ended.push(effect.report);
        return this.#note(`${formatIpv4(host)} round ended: ${effect.report.endReason}`);
      case 'log':
        return this.#note(`${formatIpv4(host)} logs: ${effect.message}`);
    }
  }

  #writeHistory(uuid: string, history: VmHistory): void {
    const found = [...this.vms.values()].find(({ vm }) => uuidOf(vm) === uuid);
    if (found) found.history = history;
  }

  #send(from: Ipv4, { to, message, delivery }: Effect & { type: 'send' }): void {
    const bytes = encodeMessage(message);
    if (delivery !== undefined) this.at(0, () => this.feed(from, { type: 'sent', delivery }));
    const lost = this.options.lose?.(from, to.address, message.type, this.#random) ?? false;
    this.#note(`${formatIpv4(from)} -> ${formatIpv4(to.address)} ${summary(message)}${lost ? ' (lost)' : ''}`);
    if (lost) return;
    this.#arrive(from, to.address, bytes);
    if (this.options.duplicate?.(this.#random)) this.#arrive(from, to.address, bytes);
  }

  #arrive(from: Ipv4, to: Ipv4, bytes: Uint8Array): void {
    const { jitterMs } = this.options;
    const jitter = jitterMs === undefined ? 0 : jitterMs * this.#random();
    this.at((this.options.latencyMs ?? LATENCY_MS) + jitter, () => {
      const target = this.agents.has(to) ? to : this.#redirectedTo(to);
      const arriving = target === undefined ? undefined : this.#translated(bytes, from, target);
      if (target === undefined || arriving === undefined) return;
      this.feed(target, { type: 'message', message: decodeMessage(arriving), from: { address: from, port: 7470 } });
    });
  }

  #translated(bytes: Uint8Array, from: Ipv4, to: Ipv4): Uint8Array | undefined {
    return this.options.translate ? this.options.translate(bytes, from, to) : bytes;
  }

  #redirectedTo(vm: Ipv4): Ipv4 | undefined {
    const host = this.vms.get(vm)?.host;
    return host !== undefined && this.#redirects.get(host)?.has(vm) ? host : undefined;
  }

  #migrate(from: Ipv4, vm: Ipv4, target: Ipv4): void {
    const result = this.options.migrate?.(vm, target) ?? { ok: true, bytes: 1e6, ms: MIGRATION_MS, downtimeMs: 5 };
    const moving = this.vms.get(vm);
    if (result.ok && moving) {
      moving.host = target;
      this.tellDomains(from);
      this.tellDomains(target);
    }
    this.feed(from, { type: 'migration-ended', vm, result });
  }

  #wakeAgents(): void {
    for (const [host, agent] of this.agents) {
      const dueMs = agent.nextDeadlineMs();
      const next = this.#events.reduce((earliest, event) => Math.min(earliest, event.atMs), Number.POSITIVE_INFINITY);
      if (dueMs < next) this.at(Math.max(0, dueMs - this.nowMs), () => this.feed(host, { type: 'tick' }));
    }
  }

  #note(line: string): void {
    this.transcript.push(`${this.nowMs.toFixed(0).padStart(6)} ${line}`);
  }
}

function summary(message: Parameters<typeof encodeMessage>[0]): string {
  switch (message.type) {
    case 'token-change': {
      const { round, sequence, holder } = message.change.header;
      return `token-change for ${formatIpv4(holder)}: round ${round}, sequence ${sequence}`;
    }
    case 'token': {
      const { round, sequence, level, holder } = message.token.header;
      const visited = `${message.token.visitedCount}/${message.token.size}`;
      return `token for ${formatIpv4(holder)}: round ${round}, sequence ${sequence}, level ${level}, visited ${visited}`;
    }
    case 'token-grant':
      return `token-grant ${message.sequence}`;
    case 'token-state':
      return `token-state ${message.sequence} ${message.state}`;
    case 'token-ack':
      return `token-ack ${message.sequence} ${message.accepted ? 'accepted' : `refused: ${message.reason}`}`;
    case 'location-request':
      return `location-request ${formatIpv4(message.vm)}`;
    case 'location-response':
      return `location-response ${formatIpv4(message.vm)} ${message.hosted ? 'hosted' : 'not hosted'}`;
    case 'capacity-request':
      return `capacity-request ${formatIpv4(message.vm)}${message.reserve ? ' reserve' : ''}`;
    case 'capacity-response':
      return `capacity-response ${message.granted ? 'granted' : `refused: ${message.reason}`}`;
    default:
      return message.type;
  }
}

function describe({ vm, verdict, reason, level, detail }: DecisionRecord): string {
  return `${formatIpv4(vm)} ${verdict} (${reason}), level ${level}: ${detail}`;
}
