// What a holder makes of VMs that it cannot reach: their host is dead, the VM is gone, or this host itself is cut off.
// The difference matters, because a host that is cut off must not take the whole data centre for dead.
import type { Ipv4 } from '../../topology/ipv4.js';
import { countStay } from './accounting.js';
import { NOT_HERE } from './handover/handover.js';
import type { PassResult } from './handover/passing.js';
import type { Surroundings } from './locating.js';
import { MAX_LOST_HOSTS, MAX_SILENT_VMS, type Token } from './token.js';

/** Rounds in a row in which a VM may be silent: an agent that restarts is back by then. */
const MAX_SILENT_ROUNDS = 3;

export class Lost {
  readonly #around: Surroundings;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #askingSinceMs = 0;
  /** Since when nothing was heard though VMs elsewhere were offered the token; undefined: not alone. */
  #aloneSinceMs: number | undefined;
  /** VMs were left out of the present round while this host was alone. */
  #hasSkippedAlone = false;
  /** What the last host of the VM that is offered the token says of it; undefined: it was not asked, or is silent. */
  #hostSays: 'hosted' | 'gone' | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Something came from another host. */
  heard(): void {
    this.#heardAtMs = this.#around.context.nowMs;
    this.#aloneSinceMs = undefined;
  }

  /** An offer goes out. */
  asking(): void {
    this.#askingSinceMs = this.#around.context.nowMs;
    this.#hostSays = undefined;
  }

  /** The offer stays unanswered. Asks the VM's last host, if one is known, at its own address. */
  askHost({ header: { holder: vm } }: Token): void {
    const { context, locations, requests } = this.#around;
    const address = locations.lastHost(vm);
    if (address === undefined) return;
    const sinceMs = this.#askingSinceMs;
    const question = { type: 'location-request', request: 0, vm } as const;
    requests.ask({ address, port: context.settings.port }, question, (answer) => {
      if (answer?.type !== 'location-response' || sinceMs !== this.#askingSinceMs) return;
      this.#hostSays = answer.hosted ? 'hosted' : 'gone';
    });
  }

  /** Whether this host is cut off, and not yet for `longestMs`. */
  isAlone(longestMs: number): boolean {
    return this.#aloneSinceMs !== undefined && this.#around.context.nowMs - this.#aloneSinceMs < longestMs;
  }

  /** Whether VMs were left out of the present round because this host was cut off, and is not any more. Says so once. */
  wasAlone(): boolean {
    const was = this.#hasSkippedAlone && this.#aloneSinceMs === undefined;
    this.#hasSkippedAlone = false;
    return was;
  }

  /** The token's next VM could not be given the token. */
  unreachable(token: Token, { end, why }: PassResult & { readonly end: 'refused' | 'silent' }): void {
    const { context, locations } = this.#around;
    const { holder: vm } = token.header;
    const fields = { vm, why };
    if (end === 'silent' && this.#heardAtMs < this.#askingSinceMs) {
      this.#aloneSinceMs ??= this.#askingSinceMs;
      this.#hasSkippedAlone = true;
      this.#pass(token, 'unreachable');
      return context.emit({ type: 'log', level: 'warn', message: 'VM skipped: no host is heard', fields });
    }
    const host = end === 'silent' ? locations.lastHost(vm) : undefined;
    if (host !== undefined && this.#hostSays === undefined) {
      this.giveUp(token, host, []);
      const message = 'VM skipped, and the others of its host in this round';
      return context.emit({ type: 'log', level: 'warn', message, fields: { ...fields, host } });
    }
    const isThere = this.#hostSays === 'hosted' || (end === 'refused' && why !== NOT_HERE);
    if (token.header.fixedList || isThere) {
      this.#pass(token, 'unreachable');
      return context.emit({ type: 'log', level: 'warn', message: 'VM skipped in this round', fields });
    }
    if (end === 'silent' && isSparedFor(token, vm)) {
      this.#pass(token, 'unreachable');
      return context.emit({ type: 'log', level: 'warn', message: 'VM skipped in this round', fields });
    }
    token.drop([vm]);
    countStay(token, 'unreachable');
    context.emit({ type: 'log', level: 'warn', message: 'VM skipped and dropped from the token', fields });
  }

  /** Leaves the host's VMs out of this round: the token's present one, and `vms`; others as the policy comes to them. */
  giveUp(token: Token, host: Ipv4, vms: readonly Ipv4[]): void {
    const { lostHosts } = token.header;
    const { context, directory } = this.#around;
    if (!lostHosts.includes(host) && lostHosts.length < MAX_LOST_HOSTS) lostHosts.push(host);
    directory.silent(host, context.nowMs);
    this.#around.locations.sawThere(vms, host);
    this.#pass(token, 'host-lost');
  }

  /** Whether the VM was last seen on a host that was found dead in this round. */
  isLost(token: Token, vm: Ipv4): boolean {
    const { lostHosts } = token.header;
    if (lostHosts.length === 0) return false;
    const host = this.#around.locations.lastHost(vm);
    return host !== undefined && lostHosts.includes(host);
  }

  #pass(token: Token, reason: string): void {
    const index = token.indexOf(token.header.holder);
    if (index >= 0) token.markVisited(index);
    countStay(token, reason);
  }
}

/** Takes note that the VM was silent in this round too; false when it has been for long enough. */
function isSparedFor({ header }: Token, vm: Ipv4): boolean {
  const rounds = header.silentVms.filter((each) => each === vm).length + 1;
  const isSpared = rounds < MAX_SILENT_ROUNDS && header.silentVms.length < MAX_SILENT_VMS;
  if (isSpared) header.silentVms.push(vm);
  else header.silentVms = header.silentVms.filter((each) => each !== vm);
  return isSpared;
}
