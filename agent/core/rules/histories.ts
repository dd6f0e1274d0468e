// Where each VM of this host has been: what its metadata has brought along, and what this host did since. What follows
// for a decision is stability.ts's. Times are of the wall clock, because they outlast a process and travel.
import type { Domain } from '../drivers.js';
import type { Context } from '../steps.js';
import { MAX_HISTORY, type PastMove, type VmHistory } from './marks.js';

/** A move, and when this agent came to know of it, ms of the steps' own time: that clock is never set. */
interface Known {
  readonly move: PastMove;
  readonly sinceMs: number;
}

const NOTHING: readonly Known[] = [];

export class Histories {
  readonly #context: Context;
  /** By domain uuid, oldest first. Bounded by the domains that are here, MAX_HISTORY moves each. */
  readonly #byUuid = new Map<string, readonly Known[]>();
  /** Of those above, the ones whose last move has begun here and has not ended, as far as is known. */
  readonly #open = new Set<string>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Takes over the list of domains: what is newer in their metadata is added, and what is not here any more is forgotten. */
  setDomains(domains: readonly Domain[]): void {
    const present = new Set<string>();
    for (const { uuid, history } of domains) {
      present.add(uuid);
      // Of a move that is under way here nobody knows better.
      if (history && !this.#open.has(uuid)) this.#learn(uuid, history);
    }
    for (const uuid of this.#byUuid.keys()) if (!present.has(uuid)) this.#forget(uuid);
  }

  /** What this host knows stays, whatever the metadata says now: its owner can write it. */
  #learn(uuid: string, told: VmHistory): void {
    const known = this.#byUuid.get(uuid) ?? NOTHING;
    const latestMs = Math.max(...known.map(({ move }) => move.atMs));
    const added = told.filter(({ atMs }) => atMs > latestMs).map((move) => ({ move, sinceMs: this.#context.nowMs }));
    if (added.length > 0) this.#byUuid.set(uuid, [...known, ...added].slice(-MAX_HISTORY));
  }

  #forget(uuid: string): void {
    this.#byUuid.delete(uuid);
    this.#open.delete(uuid);
  }

  /**
   * As this host's clock has it now. What is of a time to come, made by another host's clock or by this one before it was
   * set back, is as old as this agent's knowledge of it; once the clock is right, its own time counts again.
   */
  #seen({ move, sinceMs }: Known): PastMove {
    const { wallMs, nowMs } = this.#context;
    return move.atMs <= wallMs + MAX_SKEW_MS ? move : { ...move, atMs: Math.round(wallMs - (nowMs - sinceMs)) };
  }

  #all(uuid: string): VmHistory {
    return (this.#byUuid.get(uuid) ?? NOTHING).map((known) => this.#seen(known));
  }

  /**
   * The VM's history, oldest first, without a move that is under way. A last move that began here and has led nowhere,
   * because the VM is still here, has failed: the agent did not live to say so.
   */
  of(uuid: string): VmHistory {
    const history = this.#all(uuid);
    if (this.#open.has(uuid)) return history.slice(0, -1);
    const last = history.at(-1);
    const { host } = this.#context.settings;
    return last?.ok && last.from === host && last.to !== host ? turned(history) : history;
  }

  /** A move begins: returns the history that is to travel with the VM, as if it had succeeded. */
  began(uuid: string, move: Omit<PastMove, 'atMs' | 'ok'>): VmHistory {
    const before = this.of(uuid);
    // Two in the same millisecond, or a clock that was set back a little, must not hide that this one is the newer.
    const atMs = Math.max(Math.round(this.#context.wallMs), (before.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) + 1);
    const history = [...before.slice(1 - MAX_HISTORY), { atMs, ...move, ok: true }];
    this.#replace(uuid, history);
    this.#open.add(uuid);
    return history;
  }

  /** The move that has begun last has failed: returns what the VM's metadata is to say now. */
  failed(uuid: string): VmHistory {
    const history = turned(this.#all(uuid), Math.round(this.#context.wallMs));
    this.#open.delete(uuid);
    if (history.length > 0) this.#replace(uuid, history);
    return history;
  }

  /** What is in it already is known for as long as before, and keeps its own time. */
  #replace(uuid: string, history: VmHistory): void {
    const before = this.#byUuid.get(uuid) ?? NOTHING;
    const { nowMs } = this.#context;
    const knownAs = (move: PastMove): Known | undefined => before.find((known) => isSame(this.#seen(known), move));
    this.#byUuid.set(
      uuid,
      history.map((move) => knownAs(move) ?? { move, sinceMs: nowMs }),
    );
  }
}

/** Clocks of hosts may differ by so much, ms. */
const MAX_SKEW_MS = 300_000;

function isSame(a: PastMove, b: PastMove): boolean {
  return a.atMs === b.atMs && a.from === b.from && a.to === b.to && a.gain === b.gain && a.ok === b.ok;
}

/** With the last move as one that has failed, at that time if it is known. */
function turned(history: VmHistory, failedAtMs = 0): VmHistory {
  const last = history.at(-1);
  const end = last && { ...last, atMs: Math.max(last.atMs, failedAtMs), ok: false };
  return end ? [...history.slice(0, -1), end] : history;
}
