// Room that this host has promised: held for one VM until it arrives or the promise expires (thesis 4.2.5
// probes capacity; the reservation keeps two VMs from being promised the same room).
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Domain } from './drivers.js';
import type { Memory } from './memory.js';
import type { CapacityRequest } from './messages.js';
import type { Context } from './steps.js';

export interface Capacity {
  readonly slots: number;
  readonly usedSlots: number;
  readonly reservedSlots: number;
  /** Undefined until the hypervisor has told. */
  readonly memoryMiB: number | undefined;
  readonly usedMemoryMiB: number;
  readonly reservedMemoryMiB: number;
}

export interface Reservation {
  readonly vm: Ipv4;
  readonly macs: readonly string[];
  readonly memoryMiB: number;
  /** The latest name that it was asked for by. */
  readonly promise?: number;
  expiresAtMs: number;
}

export type RoomAnswer = { readonly granted: boolean; readonly reason: string };

export class Reservations {
  readonly #context: Context;
  readonly #memory: Memory;
  /**
   * Until then nothing new is promised: an agent that lost its memory may have promised room before it restarted, and
   * learns of it when the sources renew.
   */
  readonly #silentUntilMs: number;
  /** By domain uuid. Bounded by the host's slots: each reservation takes one. */
  readonly #byUuid = new Map<string, Reservation>();
  #domains: readonly Domain[] = [];
  #totalMiB: number | undefined;

  constructor(context: Context, memory: Memory) {
    this.#context = context;
    this.#memory = memory;
    const expiresAtMs = context.nowMs + context.settings.reservationTtlMs;
    this.#silentUntilMs = memory.isBlank ? expiresAtMs : context.nowMs;
    for (const { uuid, vm, macs, memoryMiB } of memory.promises()) {
      this.#byUuid.set(uuid, { vm, macs, memoryMiB, expiresAtMs });
    }
  }

  setDomains(domains: readonly Domain[]): void {
    this.#domains = domains;
    for (const domain of domains) {
      if (domain.running) this.release(domain.uuid);
    }
  }

  setMemory(totalMiB: number): void {
    this.#totalMiB = totalMiB;
  }

  /** Whether there is room, and with `reserve` holds it. Asking again for the same VM renews. */
  request(request: CapacityRequest): RoomAnswer {
    this.expire();
    const { domainUuid, reserve } = request;
    const held = this.#byUuid.get(domainUuid);
    if (!held || !request.renewal) {
      const refusal = this.#refusal(request, held);
      if (refusal !== undefined) return { granted: false, reason: refusal };
    }
    if (reserve) this.#promise(request, held);
    return { granted: true, reason: '' };
  }

  /** A renewal keeps what was promised: more memory would have to be asked for anew. */
  #promise(request: CapacityRequest, held: Reservation | undefined): void {
    const { vm, domainUuid: uuid, macs, memoryMiB } = request;
    const name = request.promise === undefined ? {} : { promise: request.promise };
    const expiresAtMs = this.#context.nowMs + this.#context.settings.reservationTtlMs;
    const heldMiB = request.renewal ? (held?.memoryMiB ?? memoryMiB) : Math.max(held?.memoryMiB ?? 0, memoryMiB);
    this.#byUuid.set(uuid, { ...(held ?? { vm, macs }), memoryMiB: heldMiB, ...name, expiresAtMs });
    if (heldMiB !== held?.memoryMiB) this.#memory.promised({ uuid, vm, macs, memoryMiB });
  }

  /** Takes a promise back: the one of that name, if one is given. */
  release(domainUuid: string, promise?: number): void {
    const named = this.#byUuid.get(domainUuid)?.promise;
    if (promise !== undefined && named !== undefined && promise !== named) return;
    if (this.#byUuid.delete(domainUuid)) this.#memory.unpromised(domainUuid);
  }

  expire(): void {
    for (const [uuid, { expiresAtMs, vm }] of this.#byUuid) {
      if (expiresAtMs > this.#context.nowMs) continue;
      this.release(uuid);
      this.#context.emit({ type: 'log', level: 'warn', message: 'reservation expired', fields: { vm, uuid } });
    }
  }

  nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { expiresAtMs } of this.#byUuid.values()) next = Math.min(next, expiresAtMs);
    return next;
  }

  /** Reservations by domain uuid. */
  entries(): ReadonlyMap<string, Reservation> {
    return this.#byUuid;
  }

  capacity(): Capacity {
    const { slots, memoryMiB, reserveMiB } = this.#context.settings;
    const present = new Set(this.#domains.map((domain) => domain.uuid));
    const awaited = [...this.#byUuid].filter(([uuid]) => !present.has(uuid)).map(([, reservation]) => reservation);
    const auto = this.#totalMiB === undefined ? undefined : Math.max(0, this.#totalMiB - reserveMiB);
    return {
      slots,
      usedSlots: this.#domains.length,
      reservedSlots: awaited.length,
      memoryMiB: memoryMiB === 'auto' ? auto : memoryMiB,
      usedMemoryMiB: this.#domains.reduce((sum, domain) => sum + domain.memoryMiB, 0),
      reservedMemoryMiB: awaited.reduce((sum, reservation) => sum + reservation.memoryMiB, 0),
    };
  }

  /** What is held for the VM already counts as free for it. */
  #refusal({ domainUuid, memoryMiB, renewal }: CapacityRequest, held: Reservation | undefined): string | undefined {
    if (!renewal && this.#context.nowMs < this.#silentUntilMs) return 'the agent has started without its memory';
    const isPresent = this.#domains.some((domain) => domain.uuid === domainUuid);
    if (isPresent) return held ? undefined : 'the domain is here already';
    const capacity = this.capacity();
    if (capacity.memoryMiB === undefined) return 'memory not known yet';
    const freeSlots = capacity.slots - capacity.usedSlots - capacity.reservedSlots + (held ? 1 : 0);
    if (freeSlots < 1) return `no free slot (${capacity.usedSlots} used, ${capacity.reservedSlots} reserved)`;
    const freeMiB = capacity.memoryMiB - capacity.usedMemoryMiB - capacity.reservedMemoryMiB + (held?.memoryMiB ?? 0);
    const wantedMiB = Math.max(held?.memoryMiB ?? 0, memoryMiB);
    return freeMiB < wantedMiB ? `only ${freeMiB} MiB of memory free, ${wantedMiB} MiB wanted` : undefined;
  }
}
