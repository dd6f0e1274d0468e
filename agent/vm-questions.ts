// What operators ask and say of single VMs, and of what this host has done: explain, history, label. Answered from the
// history on disk, from other hosts through the core, and from the hypervisor.
import type { CostMap } from '../topology/cost-map.js';
import { formatIpv4, type Ipv4, maskOf, type Prefix, parseIpv4, prefixHas } from '../topology/ipv4.js';
import { nearest } from '../topology/nearest.js';
import type { VmMarks } from '../topology/vm-marks.js';
import { ControlError } from './control/errors.js';
import { changedMarks } from './control/marks.js';
import type { ExplainRequest, HistoryRequest, LabelRequest, VmReference } from './control/protocol.js';
import type { Agent } from './core/agent.js';
import type { Hypervisor } from './core/drivers.js';
import type { LocalVm } from './core/local-vms.js';
import { type HistoryResponse, MAX_TOLD_BYTES, MAX_TOLD_RECORDS } from './core/messages.js';
import { marksOfVm, type VmHistory } from './core/rules/marks.js';
import type { Effect, ExplainResult } from './core/steps.js';
import type { CoreLoop } from './core-loop.js';
import { readEntry } from './history/entry.js';
import { type History, type HistoryAnswer, HistoryBusy, type HistoryQuery } from './history/history.js';
import type { Logger } from './log.js';
import { Replies } from './replies.js';
import type { ExplainReport, HistoryEntry, HistoryReport, LabelReport, MarksReport } from './report/history.js';

export interface VmQuestionsOptions {
  readonly host: Ipv4;
  readonly agent: Agent;
  readonly loop: CoreLoop;
  readonly history: History;
  readonly hypervisor: Hypervisor;
  readonly log: Logger;
  /** The one in force. */
  readonly map: () => CostMap;
  /** Reads the domains again: one has changed. */
  readonly readDomains: () => Promise<void>;
}

interface Told {
  readonly host: Ipv4;
  readonly entries: readonly HistoryEntry[];
}

export class VmQuestions {
  readonly #options: VmQuestionsOptions;
  readonly #explaining = new Replies<ExplainResult>();
  /** Changes of marks come one after the other, for each reads what the one before has written. */
  #labelling: Promise<unknown> = Promise.resolve();

  constructor(options: VmQuestionsOptions) {
    this.#options = options;
  }

  /** The core's answer to a question. */
  explained({ reply, result }: Effect & { type: 'explained' }): void {
    this.#explaining.answered(reply, result);
  }

  /**
   * What this host tells another one of a VM. Never rejects: a disk that cannot be read has nothing to tell, but where the
   * VM was before is known all the same.
   */
  async answer({ message, formerHosts }: Effect & { type: 'tell-history' }): Promise<HistoryResponse> {
    const { host, log } = this.#options;
    const { request, vm, limit } = message;
    const records = await this.#recordsOf(vm, limit).catch((error: Error) => {
      log.warn('the history was not read for another host', { vm: formatIpv4(vm), reason: error.message });
      return [];
    });
    return { type: 'history-response', request, host, records, formerHosts };
  }

  /** The latest entries as JSON text, oldest first, within the bounds of a message. */
  async #recordsOf(vm: Ipv4, limit: number): Promise<string[]> {
    const most = Math.min(Math.max(1, limit), MAX_TOLD_RECORDS);
    const { entries } = await this.#options.history.read({ vm: formatIpv4(vm), limit: most });
    const records = entries.map((entry) => JSON.stringify(entry));
    let left = MAX_TOLD_BYTES;
    const first = records.findLastIndex((record) => {
      left -= Buffer.byteLength(record);
      return left < 0;
    });
    return records.slice(first + 1);
  }

  async explain({ vm, limit }: ExplainRequest): Promise<ExplainReport> {
    const address = await this.#addressOf(vm);
    const { host, told, silentHosts } = await this.#ask(address, limit);
    const own = await this.#read({ vm: formatIpv4(address), limit });
    const local = this.#options.agent.local.get(address);
    const held = local && this.#options.agent.heldNow(local);
    return {
      vm: formatIpv4(address),
      host: formatIpv4(host),
      ...(held ? { held } : {}),
      ...(local ? movesReport(this.#options.agent.flights.history(local.domain.uuid)) : {}),
      // The core names this host where it belongs among the others, and cannot read disks.
      told: told
        .map((each) => (each.host === this.#options.host ? { ...each, ...own } : readTold(each, address)))
        .map(toldReport),
      silentHosts: silentHosts.map(formatIpv4),
    };
  }

  async history({ vm, ...query }: HistoryRequest): Promise<HistoryReport> {
    const { host } = this.#options;
    const address = vm === undefined ? {} : { vm: formatIpv4(await this.#addressOf(vm)) };
    return { host: formatIpv4(host), ...(await this.#read({ ...query, ...address })) };
  }

  /** Throws ControlError when too many ask at once. */
  async #read(query: HistoryQuery): Promise<HistoryAnswer> {
    try {
      return await this.#options.history.read(query);
    } catch (error) {
      if (error instanceof HistoryBusy) throw new ControlError('limit', error.message);
      throw error;
    }
  }

  async label(request: LabelRequest): Promise<LabelReport> {
    const done = this.#labelling.then(() => this.#label(request));
    this.#labelling = done.catch(() => {}); // Whoever asked is told; the next one must not wait for ever.
    return await done;
  }

  /** Throws ControlError. */
  async #ask(vm: Ipv4, limit: number): Promise<ExplainResult & { ok: true }> {
    const result = await this.#explaining.ask((reply) =>
      this.#options.loop.feed({ type: 'explain', vm, limit, reply }),
    );
    if (result.ok) return result;
    if (result.code === 'busy') throw new ControlError('limit', result.text);
    const advice = `score-token history --vm ${formatIpv4(vm)} shows what this host has kept of it`;
    throw new ControlError('unknown-vm', `${result.text}; ${advice}`);
  }

  async #label({ vm, changes }: LabelRequest): Promise<LabelReport> {
    const { hypervisor, readDomains, host, map } = this.#options;
    const local = await this.#localVm(vm);
    const { uuid, name } = local.domain;
    const away = hypervisor.unavailable();
    if (away !== undefined) throw new ControlError('not-ready', `the hypervisor is not available (${away})`);
    // As they are now: somebody else may have changed them since the agent last looked.
    const domain = (await hypervisor.domains()).find((each) => each.uuid === uuid);
    if (!domain) throw new ControlError('unknown-vm', `${name} has gone from this host`);
    const marks = changedMarks(domain.marks ?? {}, changes);
    if (Object.keys(changes).length > 0) {
      await hypervisor.writeMarks(uuid, marks);
      await readDomains();
    }
    return {
      ...{ vm: formatIpv4(local.address), name, host: formatIpv4(host) },
      ...{ metadata: marksReport(marks), inForce: marksReport(marksOfVm(marks, local.addresses, map())) },
      ...warningsOf(marks, map()),
    };
  }

  /** Throws ControlError that says where the VM runs instead. */
  async #localVm(vm: VmReference): Promise<LocalVm> {
    const { agent } = this.#options;
    const address = await this.#addressOf(vm, false);
    const local = agent.local.get(address);
    if (local) return local;
    const where = formatIpv4((await this.#ask(address, 1)).host);
    const name = 'name' in vm ? `${vm.name}, ` : '';
    throw new ControlError('elsewhere', `${name}${formatIpv4(address)} runs on ${where}; label it there`);
  }

  /**
   * A name is known of VMs that run here, and of those that have decided here. `mayGuess`: says which name may be meant; whoever
   * is about to change something must not be led to another VM. Throws ControlError.
   */
  async #addressOf(vm: VmReference, mayGuess = true): Promise<Ipv4> {
    if ('address' in vm) return vm.address;
    const list = this.#options.agent.local.list();
    const [found, other] = list.filter(({ domain }) => domain.name === vm.name);
    if (other) throw new ControlError('unknown-vm', `two VMs of this host are named ${vm.name}; give the address`);
    if (found) return found.address;
    const { entries } = await this.#read({ name: vm.name, kind: 'decision', limit: 1 });
    const left = entries.flatMap((entry) => ('vm' in entry ? (parseIpv4(entry.vm ?? '') ?? []) : []))[0];
    if (left !== undefined) return left;
    const names = list.map(({ domain }) => domain.name);
    const guess = mayGuess ? nearest(vm.name, names) : undefined;
    const advice = `${guess === undefined ? '' : `did you mean ${guess}? `}Of a VM that runs elsewhere give the address`;
    const text = `no VM that has talked on this host, or has decided here, is named ${vm.name}; ${advice}`;
    throw new ControlError('unknown-vm', text);
  }
}

/** Checks what another host tells, which is as untrusted as anything from outside: its own entries, of this VM. */
export function readTold({ host, records }: (ExplainResult & { ok: true })['told'][number], vm: Ipv4): Told {
  const [teller, asked] = [formatIpv4(host), formatIpv4(vm)];
  const entries = records.slice(0, MAX_TOLD_RECORDS).flatMap((record) => readEntry(record) ?? []);
  return { host, entries: entries.filter((entry) => entry.host === teller && 'vm' in entry && entry.vm === asked) };
}

function toldReport({ host, entries }: Told): ExplainReport['told'][number] {
  return { host: formatIpv4(host), entries };
}

function movesReport(history: VmHistory): Pick<ExplainReport, 'moves'> {
  const moves = history.map(({ atMs, from, to, gain, ok }) => {
    // Metadata is a guest's owner's to write: an instant that no calendar has must not throw.
    const at = new Date(Math.abs(atMs) <= 8.64e15 ? atMs : 0).toISOString();
    return { at, from: formatIpv4(from), to: formatIpv4(to), gain, ok };
  });
  return moves.length > 0 ? { moves } : {};
}

function marksReport({ allowedHosts, ...marks }: VmMarks): MarksReport {
  return { ...marks, ...(allowedHosts ? { allowedHosts: allowedHosts.map(prefixText) } : {}) };
}

/** A prefix without any host is a mistake of the one who typed it, and holds the VM for ever. */
function warningsOf({ allowedHosts = [] }: VmMarks, map: CostMap): Pick<LabelReport, 'warnings'> {
  const empty = allowedHosts.filter((prefix) => !hasHost(prefix, map));
  const warnings = empty.map(
    (prefix) => `no host of the cost map is in ${prefixText(prefix)}, so the VM may not move there`,
  );
  return warnings.length > 0 ? { warnings } : {};
}

function hasHost(prefix: Prefix, { hosts, hostPrefixes }: CostMap): boolean {
  if (hosts.some((host) => prefixHas(prefix, host))) return true;
  return hostPrefixes.some((other) => prefixHas(prefix, other.base) || prefixHas(other, prefix.base));
}

function prefixText({ base, length }: Prefix): string {
  return `${formatIpv4(((base & maskOf(length)) >>> 0) as Ipv4)}/${length}`;
}
