// Where each VM of this host has been: what its metadata has brought along, and what this host did since. What follows
// for a decision is stability.ts's. Times are of the wall clock, because they outlast a process and travel.
import type { Domain } from '../drivers.js';
import type { Context } from '../steps.js';
import { MAX_HISTORY, type PastMove, type VmHistory } from './marks.js';

const NOTHING: VmHistory = [];

export class Histories {
  readonly #context: Context;
  /** By domain uuid. Bounded by the domains that are here, MAX_HISTORY moves each. */
  readonly #byUuid = new Map<string, VmHistory>();
  /** Of those above, the ones whose last move has begun here and has not ended, as far as is known. */
  readonly #open = new Set<string>();

  /** Times of entries that were ahead of this host's clock: metadata that still says them says nothing new. */
  readonly #ahead = new Map<string, readonly number[]>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Takes over the list of domains: metadata counts where it is newer, and what is not here any more is forgotten. */
  setDomains(domains: readonly Domain[]): void {
    const present = new Set<string>();
    for (const { uuid, history = NOTHING } of domains) {
      present.add(uuid);
      const known = this.#known(uuid);
      // Of a move that is under way here nobody knows better.
      if (history.length === 0 || this.#open.has(uuid)) continue;
      if (known.length > 0) this.#learn(uuid, known, history);
      else this.#keep(uuid, history.slice(-MAX_HISTORY));
    }
    for (const uuid of this.#byUuid.keys()) if (!present.has(uuid)) this.#forget(uuid);
  }

  /** Entries of times to come are as of now: of another host's clock, or of this one's before it was set back. */
  #keep(uuid: string, history: VmHistory): VmHistory {
    const { wallMs } = this.#context;
    const ahead = history.filter((move) => !isBelievable(move, wallMs)).map(({ atMs }) => atMs);
    const kept = ahead.length === 0 ? history : history.map((move) => atLatest(move, wallMs));
    this.#byUuid.set(uuid, kept);
    if (ahead.length === 0) return kept;
    this.#ahead.set(uuid, [...(this.#ahead.get(uuid) ?? []), ...ahead].slice(-2 * MAX_HISTORY));
    return kept;
  }

  #known(uuid: string): VmHistory {
    const history = this.#byUuid.get(uuid) ?? NOTHING;
    const { wallMs } = this.#context;
    return history.every((move) => isBelievable(move, wallMs)) ? history : this.#keep(uuid, history);
  }

  /** What this host knows stays, whatever the metadata says now: its owner can write it. What is newer is added. */
  #learn(uuid: string, known: VmHistory, told: VmHistory): void {
    const { wallMs } = this.#context;
    const knownMs = lastMs(known, wallMs);
    const isNew = (move: PastMove): boolean =>
      isBelievable(move, wallMs) && move.atMs > knownMs && !this.#ahead.get(uuid)?.includes(move.atMs);
    const added = told.filter(isNew);
    if (added.length > 0) this.#byUuid.set(uuid, [...known, ...added].slice(-MAX_HISTORY));
  }

  #forget(uuid: string): void {
    this.#byUuid.delete(uuid);
    this.#open.delete(uuid);
    this.#ahead.delete(uuid);
  }

  /**
   * The VM's history, oldest first, without a move that is under way. A last move that began here and has led nowhere,
   * because the VM is still here, has failed: the agent did not live to say so.
   */
  of(uuid: string): VmHistory {
    const history = this.#known(uuid);
    if (this.#open.has(uuid)) return history.slice(0, -1);
    const last = history.at(-1);
    const { host } = this.#context.settings;
    return last?.ok && last.from === host && last.to !== host ? turned(history) : history;
  }

  /** A move begins: returns the history that is to travel with the VM, as if it had succeeded. */
  began(uuid: string, move: Omit<PastMove, 'atMs' | 'ok'>): VmHistory {
    const wallMs = Math.round(this.#context.wallMs);
    const before = this.of(uuid);
    // Two in the same millisecond, or a clock that was set back, must not hide that this one is the newer.
    const atMs = Math.max(wallMs, lastMs(before, wallMs) + 1);
    const history = [...before.slice(1 - MAX_HISTORY), { atMs, ...move, ok: true }];
    this.#byUuid.set(uuid, history);
    this.#open.add(uuid);
    return history;
  }

  /** The move that has begun last has failed: returns what the VM's metadata is to say now. */
  failed(uuid: string): VmHistory {
    const history = turned(this.#known(uuid), Math.round(this.#context.wallMs));
    this.#open.delete(uuid);
    if (history.length > 0) this.#byUuid.set(uuid, history);
    return history;
  }
}

/** Clocks of hosts may differ by so much; what claims to be of a later time than that says nothing, ms. */
const MAX_SKEW_MS = 300_000;

/** The latest that it can have been. */
function atLatest(move: PastMove, wallMs: number): PastMove {
  return isBelievable(move, wallMs) ? move : { ...move, atMs: Math.round(wallMs) };
}

/** Whether the entry can be of a time that has been. */
export function isBelievable({ atMs }: PastMove, wallMs: number): boolean {
  return atMs <= wallMs + MAX_SKEW_MS;
}

/** Of the latest entry that can be believed; entries are in order. */
function lastMs(history: VmHistory | undefined, wallMs: number): number {
  return history?.findLast((move) => isBelievable(move, wallMs))?.atMs ?? Number.NEGATIVE_INFINITY;
}

/** With the last move as one that has failed, at that time if it is known. */
function turned(history: VmHistory, failedAtMs = 0): VmHistory {
  const last = history.at(-1);
  const end = last && { ...last, atMs: Math.max(last.atMs, failedAtMs), ok: false };
  return end ? [...history.slice(0, -1), end] : history;
}
