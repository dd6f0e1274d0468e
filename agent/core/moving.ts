// One migration from the order to its confirmed end: keeps the target's promise alive while the hypervisor
// copies, and has the target say that the VM runs there. Whether to move at all was decided before (deciding.ts).
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Candidate } from './decision.js';
import type { MigrationResult } from './drivers.js';
import type { LocalVm, LocalVms } from './local-vms.js';
import type { Surroundings } from './locating.js';
import type { CapacityRequest, MigrationRecord } from './messages.js';
import type { VmHistory } from './rules/marks.js';
import type { Context } from './steps.js';

/** How long the target may take to confirm that the VM runs there, ms. */
const VERIFY_MS = 15_000;
/** Pause before the target is asked again, ms: doubles from the first to the last. */
const VERIFY_PAUSE_MS = { first: 20, last: 500 } as const;
/** Characters of the hypervisor's text that travel to the origin; more than libvirt ever writes. */
const MAX_REASON = 2_000;
/** What is known of a migration whose figures were lost with the hypervisor's daemon. */
const NO_FIGURES = { bytes: 0, ms: 0, downtimeMs: 0 } as const;

/** Asks a host whether it has room for the VM; with the name of a promise, to keep it. */
export function capacityRequest(local: LocalVms, vm: LocalVm, promise?: number, renewal = false): CapacityRequest {
  const { uuid, memoryMiB, vcpus } = vm.domain;
  // As it is known now: it may have got into a group since it was asked for first.
  const domain = local.domains().find((each) => each.uuid === uuid) ?? vm.domain;
  const { antiAffinity } = local.marksOf(domain);
  // The interface that has the VM's id comes first: the target binds the address to it before any packet.
  const macs = [vm.mac, ...vm.domain.macs.filter((mac) => mac !== vm.mac)];
  const reserve = promise !== undefined;
  const wanted = { memoryMiB, reserve, ...(reserve ? { promise } : {}), ...(renewal ? { renewal } : {}) };
  const rules = { ...(vcpus === undefined ? {} : { vcpus }), ...(antiAffinity ? { antiAffinity } : {}) };
  return { type: 'capacity-request', request: 0, vm: vm.address, domainUuid: uuid, macs, ...wanted, ...rules };
}

/** Gives back room that the host holds for the VM, or may hold. */
export function release(
  { settings, emit }: Context,
  host: Ipv4,
  { address: vm, domain }: LocalVm,
  promise: number,
): void {
  const message = { type: 'reservation-release', vm, domainUuid: domain.uuid, promise } as const;
  emit({ type: 'send', to: { address: host, port: settings.port }, message });
}

export interface MovingOptions {
  /** The VM as it was when the target promised room. */
  readonly vm: LocalVm;
  readonly target: Candidate;
  /** The target's promise of room. */
  readonly promise: number;
  /** The rule that decided, with its figures. */
  readonly words: string;
  /** The VM's, with this move in it. */
  readonly history: VmHistory;
  readonly done: (record: MigrationRecord) => void;
}

export class Moving {
  readonly #around: Surroundings;
  readonly #options: MovingOptions;
  #phase: 'copying' | 'verifying' | 'over' = 'copying';
  #renewAtMs: number;
  #verification:
    | { result: MigrationResult & { ok: true }; askAtMs: number; pauseMs: number; deadlineMs: number }
    | undefined;

  constructor(around: Surroundings, options: MovingOptions) {
    this.#around = around;
    this.#options = options;
    this.#renewAtMs = this.#nextRenewalMs();
  }

  /** Orders the migration. */
  start(): void {
    const { vm, target, history } = this.#options;
    const { uuid } = vm.domain;
    this.#around.context.emit({ type: 'migrate', vm: vm.address, uuid, target: target.host, history });
  }

  nextDeadlineMs(): number {
    if (this.#phase === 'copying') return this.#renewAtMs;
    if (this.#verification) return Math.min(this.#verification.askAtMs, this.#verification.deadlineMs);
    return Number.POSITIVE_INFINITY;
  }

  tick(): void {
    if (this.#phase === 'copying' && this.#around.context.nowMs >= this.#renewAtMs) this.#renew();
    this.#pursueVerification();
  }

  /** The hypervisor says how it went. */
  ended(vm: Ipv4, result: MigrationResult): void {
    if (this.#phase !== 'copying' || vm !== this.#options.vm.address) return;
    this.#phase = 'verifying';
    if (result.ok) {
      const { nowMs } = this.#around.context;
      this.#verification = { result, askAtMs: nowMs, pauseMs: VERIFY_PAUSE_MS.first, deadlineMs: nowMs + VERIFY_MS };
      this.#pursueVerification();
      return;
    }
    this.#askTarget((hosted) => {
      // libvirtd may have been lost at the last moment: then only the target knows that the VM has arrived.
      if (hosted) this.#arrived({ ok: true, ...NO_FIGURES }, true);
      else this.#failed(result);
    });
  }

  #nextRenewalMs(): number {
    const { nowMs, settings } = this.#around.context;
    return nowMs + settings.reservationTtlMs / 3;
  }

  /** A migration may outlast the reservation; the target must not give the room away meanwhile. */
  #renew(): void {
    this.#renewAtMs = this.#nextRenewalMs();
    const { vm, promise } = this.#options;
    this.#around.requests.ask(this.#target(), capacityRequest(this.#around.local, vm, promise, true), () => {});
  }

  #pursueVerification(): void {
    const verification = this.#verification;
    const { nowMs } = this.#around.context;
    if (!verification) return;
    if (nowMs >= verification.deadlineMs) return this.#arrived(verification.result, false);
    if (nowMs < verification.askAtMs) return;
    verification.askAtMs = Number.POSITIVE_INFINITY;
    this.#askTarget((hosted) => {
      if (hosted) return this.#arrived(verification.result, true);
      verification.askAtMs = this.#around.context.nowMs + verification.pauseMs;
      verification.pauseMs = Math.min(2 * verification.pauseMs, VERIFY_PAUSE_MS.last);
    });
  }

  /** Asks the target itself whether the VM runs there; no answer counts as no. */
  #askTarget(done: (hosted: boolean) => void): void {
    const { address } = this.#options.vm;
    this.#around.requests.ask(this.#target(), { type: 'location-request', request: 0, vm: address }, (answer) => {
      if (this.#phase === 'verifying') done(answer?.type === 'location-response' && answer.hosted);
    });
  }

  #arrived(result: MigrationResult & { ok: true }, verified: boolean): void {
    const { vm, target, words } = this.#options;
    this.#around.locations.set(vm.address, target.host);
    this.#over({ ...result, reason: words, verified });
  }

  #failed(result: MigrationResult & { ok: false }): void {
    const { vm, target, promise } = this.#options;
    release(this.#around.context, target.host, vm, promise);
    const reason = `${result.code}: ${result.text}`.slice(0, MAX_REASON);
    this.#over({ ok: false, reason, ...NO_FIGURES, verified: false });
  }

  #over(outcome: Omit<MigrationRecord, 'vm' | 'from' | 'to' | 'gain'>): void {
    this.#phase = 'over';
    this.#verification = undefined;
    const { vm, target, done } = this.#options;
    const from = this.#around.context.settings.host;
    done({ vm: vm.address, from, to: target.host, gain: target.gain, ...outcome });
  }

  #target(): { address: Candidate['host']; port: number } {
    return { address: this.#options.target.host, port: this.#around.context.settings.port };
  }
}
