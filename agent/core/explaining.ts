// Collects what is known of one VM's decisions: finds the host that it runs on now, and asks that host and those that it
// was on before for their history. Histories are on disks, so this host's own is added by whoever carries out the effect.
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { isGuestAddress } from './guest-address.js';
import type { Surroundings } from './locating.js';
import { type HistoryResponse, MAX_TOLD_RECORDS } from './messages.js';
import type { ExplainResult } from './steps.js';

/** Former hosts asked, the latest. */
const MAX_FORMER = 4;
/** Explanations under way at once: an operator asks for one at a time. */
const MAX_UNDER_WAY = 16;
/** After so long what has come is all there is, ms. An operator waits for it. */
const MAX_MS = 10_000;

interface Explanation {
  readonly vm: Ipv4;
  readonly limit: number;
  readonly deadlineMs: number;
  readonly done: (result: ExplainResult) => void;
  /** Undefined: not found yet. */
  host: Ipv4 | undefined;
  /** Whose history is wanted, in the order of the result; this host is among them. */
  order: readonly Ipv4[];
  readonly told: Map<Ipv4, readonly string[]>;
  readonly open: Map<Ipv4, () => void>;
}

export class Explaining {
  readonly #around: Surroundings;
  readonly #formerHosts: (vm: Ipv4) => readonly Ipv4[];
  readonly #underWay = new Set<Explanation>();

  /** `formerHosts` are those that the history of a VM of this host names, the latest last. */
  constructor(around: Surroundings, formerHosts: (vm: Ipv4) => readonly Ipv4[]) {
    this.#around = around;
    this.#formerHosts = formerHosts;
  }

  /** `done` is called once, at once or within MAX_MS. `limit` records are asked of each host, 1..MAX_TOLD_RECORDS. */
  explain(vm: Ipv4, limit: number, done: (result: ExplainResult) => void): void {
    const { context, local } = this.#around;
    const { host: self, port } = context.settings;
    if (this.#underWay.size >= MAX_UNDER_WAY) {
      return done({
        ok: false,
        code: 'busy',
        text: `${MAX_UNDER_WAY} explanations are under way: ask again in a moment`,
      });
    }
    const bounded = Math.min(Math.max(1, Math.floor(limit)), MAX_TOLD_RECORDS);
    const deadlineMs = context.nowMs + MAX_MS;
    const parts = { host: undefined, order: [], told: new Map(), open: new Map() };
    const explanation: Explanation = { vm, limit: bounded, deadlineMs, done, ...parts };
    this.#underWay.add(explanation);
    if (local.get(vm)) return this.#found(explanation, self, this.#formerHosts(vm));
    // An address that is no guest's may be anybody on the Internet: it must not be sent anything.
    if (!isGuestAddress(vm, context)) return this.#over(explanation);
    const question = { type: 'location-request', request: 0, vm } as const;
    const forget = this.#around.requests.ask({ address: vm, port }, question, (answer) => {
      explanation.open.delete(vm);
      if (answer?.type !== 'location-response' || !answer.hosted || answer.vm !== vm) return this.#over(explanation);
      if (answer.host === self) return this.#found(explanation, self, this.#formerHosts(vm));
      this.#atHost(explanation, answer.host);
    });
    explanation.open.set(vm, forget);
  }

  tick(): void {
    for (const explanation of this.#underWay) {
      if (explanation.deadlineMs <= this.#around.context.nowMs) this.#over(explanation);
    }
  }

  nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { deadlineMs } of this.#underWay) next = Math.min(next, deadlineMs);
    return next;
  }

  /** The present host knows where the VM was before. */
  #atHost(explanation: Explanation, host: Ipv4): void {
    // Until it has told, and if it never does.
    explanation.host = host;
    explanation.order = [host];
    this.#ask(explanation, host, (answer) => this.#found(explanation, host, answer?.formerHosts ?? []));
  }

  #found(explanation: Explanation, host: Ipv4, former: readonly Ipv4[]): void {
    const { context } = this.#around;
    const { host: self } = context.settings;
    explanation.host = host;
    const latest = [...new Set([...former].reverse())].filter((each) => each !== host);
    const others = latest.filter((each) => each !== self && context.map.isHost(each)).slice(0, MAX_FORMER);
    // Where this host comes among them: it may know something of a VM that was never here, so it is always named.
    const ordered = latest.filter((each) => each === self || others.includes(each));
    explanation.order = [...new Set([host, ...ordered, self])];
    for (const other of others) this.#ask(explanation, other, () => this.#close(explanation));
    this.#close(explanation);
  }

  #ask(explanation: Explanation, host: Ipv4, then: (answer: HistoryResponse | undefined) => void): void {
    const { requests, context } = this.#around;
    const { vm, limit } = explanation;
    const question = { type: 'history-request', request: 0, vm, limit } as const;
    const forget = requests.ask({ address: host, port: context.settings.port }, question, (response) => {
      const answer = response?.type === 'history-response' ? response : undefined;
      explanation.open.delete(host);
      if (answer) explanation.told.set(host, answer.records.slice(-limit));
      then(answer);
    });
    explanation.open.set(host, forget);
  }

  #close(explanation: Explanation): void {
    if (explanation.open.size === 0) this.#over(explanation);
  }

  #over(explanation: Explanation): void {
    if (!this.#underWay.delete(explanation)) return;
    for (const forget of explanation.open.values()) forget();
    explanation.done(this.#result(explanation));
  }

  #result({ vm, host, order, told }: Explanation): ExplainResult {
    const { host: self } = this.#around.context.settings;
    if (host === undefined) {
      const text = `no host answers for ${formatIpv4(vm)}: it is gone, stopped or cut off, or was never a VM here`;
      return { ok: false, code: 'unknown-vm', text };
    }
    const answered = order.filter((each) => each === self || told.has(each));
    const silentHosts = order.filter((each) => !answered.includes(each));
    return {
      ok: true,
      host,
      told: answered.map((each) => ({ host: each, records: told.get(each) ?? [] })),
      silentHosts,
    };
  }
}
