// Room that this host has promised: held for one VM until it arrives or the promise expires (thesis 4.2.5
// probes capacity; the reservation keeps two VMs from being promised the same room).
import type { Ipv4 } from '../../topology/ipv4.js';
import { MAX_GROUPS } from '../../topology/vm-marks.js';
import type { Domain } from './drivers.js';
import type { Memory } from './memory.js';
import type { CapacityRequest, Refusal } from './messages.js';
import type { Context } from './steps.js';

export interface Capacity {
  readonly slots: number;
  readonly usedSlots: number;
  readonly reservedSlots: number;
  /** Undefined until the hypervisor has told. */
  readonly memoryMiB: number | undefined;
  readonly usedMemoryMiB: number;
  readonly reservedMemoryMiB: number;
  /** Virtual CPUs that the VMs may have in all; undefined: any number. */
  readonly vcpus: number | undefined;
  /** Of VMs of which it is known. */
  readonly usedVcpus: number;
  readonly reservedVcpus: number;
}

export interface Reservation {
  readonly vm: Ipv4;
  readonly macs: readonly string[];
  readonly memoryMiB: number;
  /** Absent: not known. */
  readonly vcpus?: number;
  /** Groups of which no other VM may come here, as the source told them. */
  readonly antiAffinity?: readonly string[];
  /** The latest name that it was asked for by. */
  readonly promise?: number;
  expiresAtMs: number;
}

/** `rule` with a refusal. */
export type RoomAnswer = { readonly granted: boolean; readonly reason: string; readonly rule?: Refusal };

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
  #cpus: number | undefined;

  constructor(context: Context, memory: Memory) {
    this.#context = context;
    this.#memory = memory;
    const expiresAtMs = context.nowMs + context.settings.reservationTtlMs;
    this.#silentUntilMs = memory.isBlank ? expiresAtMs : context.nowMs;
    for (const { uuid, ...promise } of memory.promises()) this.#byUuid.set(uuid, { ...promise, expiresAtMs });
  }

  setDomains(domains: readonly Domain[]): void {
    this.#domains = domains;
    for (const domain of domains) {
      if (domain.running) this.release(domain.uuid);
    }
  }

  /** `cpus` undefined: not known, and not counted. */
  setMemory(totalMiB: number, cpus?: number): void {
    this.#totalMiB = totalMiB;
    this.#cpus = cpus;
  }

  /** Whether there is room, and with `reserve` holds it. Asking again for the same VM renews. */
  request(request: CapacityRequest): RoomAnswer {
    this.expire();
    const { domainUuid, reserve } = request;
    const held = this.#byUuid.get(domainUuid);
    if (!held || !request.renewal) {
      const refusal = this.#refusal(request, held);
      if (refusal !== undefined) return { granted: false, reason: refusal, rule: 'room' };
    }
    if (reserve) this.#promise(request, held);
    return { granted: true, reason: '' };
  }

  /** A renewal keeps what was promised: more room would have to be asked for anew. Groups that the VM has got meanwhile count. */
  #promise(request: CapacityRequest, held: Reservation | undefined): void {
    const { vm, domainUuid: uuid, macs } = held ? { ...request, ...held } : request;
    const name = request.promise === undefined ? {} : { promise: request.promise };
    const expiresAtMs = this.#context.nowMs + this.#context.settings.reservationTtlMs;
    const wanted = held && request.renewal ? withGroups(held, request) : wantedRoom(request, held);
    const { memoryMiB, vcpus, antiAffinity } = wanted;
    const room = {
      memoryMiB,
      ...(vcpus === undefined ? {} : { vcpus }),
      ...(antiAffinity === undefined ? {} : { antiAffinity }),
    };
    this.#byUuid.set(uuid, { vm, macs, ...room, ...name, expiresAtMs });
    if (!isSameRoom(room, held)) this.#memory.promised({ uuid, vm, macs, ...room });
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
    const { vcpusPerCpu } = this.#context.settings.rules;
    return {
      slots,
      usedSlots: this.#domains.length,
      reservedSlots: awaited.length,
      memoryMiB: memoryMiB === 'auto' ? auto : memoryMiB,
      usedMemoryMiB: this.#domains.reduce((sum, domain) => sum + domain.memoryMiB, 0),
      reservedMemoryMiB: awaited.reduce((sum, reservation) => sum + reservation.memoryMiB, 0),
      vcpus: vcpusPerCpu === undefined || this.#cpus === undefined ? undefined : vcpusPerCpu * this.#cpus,
      usedVcpus: this.#domains.reduce((sum, { vcpus = 0 }) => sum + vcpus, 0),
      reservedVcpus: awaited.reduce((sum, { vcpus = 0 }) => sum + vcpus, 0),
    };
  }

  /** What is held for the VM already counts as free for it. */
  #refusal(request: CapacityRequest, held: Reservation | undefined): string | undefined {
    const { domainUuid, renewal } = request;
    if (!renewal && this.#context.nowMs < this.#silentUntilMs) return 'the agent has started without its memory';
    const isPresent = this.#domains.some((domain) => domain.uuid === domainUuid);
    if (isPresent) return held ? undefined : 'the domain is here already';
    const capacity = this.capacity();
    if (capacity.memoryMiB === undefined) return 'memory not known yet';
    const { usedSlots, reservedSlots } = capacity;
    const { slots, memoryMiB, vcpus } = this.free();
    const kept = this.#keptPercent === 0 ? '' : `, ${this.#keptPercent} % are kept free`;
    if (slots + (held ? 1 : 0) < 1) return `no free slot (${usedSlots} used, ${reservedSlots} reserved${kept})`;
    const wanted = wantedRoom(request, held);
    const freeMiB = memoryMiB + (held?.memoryMiB ?? 0);
    if (freeMiB < wanted.memoryMiB) return `only ${freeMiB} MiB of memory free, ${wanted.memoryMiB} MiB wanted${kept}`;
    const freeVcpus = vcpus + (held?.vcpus ?? 0);
    if (freeVcpus >= (wanted.vcpus ?? 0)) return undefined;
    return `only ${freeVcpus} virtual CPUs free, ${wanted.vcpus} wanted${kept}`;
  }

  get #keptPercent(): number {
    return this.#context.settings.rules.headroomPercent;
  }

  /** What rounds may still use; below 0 when there is more than they may bring. CPUs that nobody counts are endless. */
  free(): { readonly slots: number; readonly memoryMiB: number; readonly vcpus: number } {
    const capacity = this.capacity();
    const share = (whole: number): number => Math.floor((whole * (100 - this.#keptPercent)) / 100);
    const vcpus = share(capacity.vcpus ?? Number.POSITIVE_INFINITY);
    return {
      slots: share(capacity.slots) - capacity.usedSlots - capacity.reservedSlots,
      memoryMiB: share(capacity.memoryMiB ?? 0) - capacity.usedMemoryMiB - capacity.reservedMemoryMiB,
      vcpus: vcpus - capacity.usedVcpus - capacity.reservedVcpus,
    };
  }
}

type Room = Pick<Reservation, 'memoryMiB' | 'vcpus' | 'antiAffinity'>;

/** What has to be there for a VM: what it wants now, and what is held for it already. Groups are as it last said. */
function wantedRoom({ memoryMiB, vcpus, antiAffinity }: CapacityRequest, held: Reservation | undefined): Room {
  const cpus = Math.max(vcpus ?? 0, held?.vcpus ?? 0);
  return {
    memoryMiB: Math.max(memoryMiB, held?.memoryMiB ?? 0),
    ...(cpus > 0 ? { vcpus: cpus } : {}),
    ...(antiAffinity ? { antiAffinity } : {}),
  };
}

/** Of both: a group that the VM was in when the room was promised may have companions on their way here. */
function withGroups(held: Reservation, { antiAffinity = [] }: CapacityRequest): Room {
  const groups = [...new Set([...(held.antiAffinity ?? []), ...antiAffinity])].slice(0, MAX_GROUPS);
  return groups.length === 0 ? held : { ...held, antiAffinity: groups };
}

function isSameRoom(a: Room, b: Room | undefined): boolean {
  const sameGroups = JSON.stringify(a.antiAffinity ?? []) === JSON.stringify(b?.antiAffinity ?? []);
  return a.memoryMiB === b?.memoryMiB && a.vcpus === b.vcpus && sameGroups;
}
