// The token in memory: a header and one slot a VM in ascending id order (thesis 4.1). Knows nothing of who
// is next (policy/) nor of bytes on the wire (proto/codec.ts).
import type { Ipv4 } from '../../topology/ipv4.js';
import { numberOf } from './generation.js';
import { type MigrationLimits, ONE_AT_A_TIME } from './limits.js';
import { SlotIndex } from './policy/slot-index.js';
import { scanning, type Unvisited } from './policy/unvisited.js';

/** Identity of an injected token: 16 lower-case hex digits. */
export type TokenId = string;

export type PolicyName = 'round-robin' | 'distributed' | 'load-aware';

/** A VM that moved, so that hosts that meet the token later can correct their cached locations. */
export interface Move {
  readonly vm: Ipv4;
  readonly to: Ipv4;
}

/** One migration in flight. */
export interface InFlight extends Move {
  readonly from: Ipv4;
  /** The round that ordered it. */
  readonly round: number;
}

/** Moves kept in the header. A host that missed more than these empties its location cache. */
export const RECENT_MOVES = 16;
/** Hosts found dead that one token remembers; with more, a data centre has other troubles. */
export const MAX_LOST_HOSTS = 64;
/** Entries for silent VMs that one token remembers; those beyond are tried again for ever. */
export const MAX_SILENT_VMS = 256;
/** Bound on slots: 5 MiB of them, twice the largest data centre the thesis considers. */
export const MAX_SLOTS = 1_048_576;

/** c_m of tokens that agents from before rules must not act on, and of those that such an agent has stripped of the true one. */
export const UNBEATABLE_COST = Number.MAX_VALUE;

export interface TokenHeader {
  readonly id: TokenId;
  /** Of the token's life (generation.ts); higher supersedes lower. */
  readonly generation: number;
  /** Hop number; rises with each hand-over, also with one between two VMs of the same host. */
  sequence: number;
  readonly policy: PolicyName;
  /** c_m of Eq. 3.2, bytes per second x weight. */
  readonly migrationCost: number;
  /** c_m is what each migration is expected to copy (rules/price.ts); `migrationCost` comes on top. */
  readonly autoCost: boolean;
  /** Every decision is made, and nothing moves. */
  readonly dryRun: boolean;
  /** 1-based number of the round under way. */
  round: number;
  /** Rounds to make, or 0: until a whole round moves nothing. */
  readonly maxRounds: number;
  /** Fixed address of the host that injected the token. */
  readonly origin: Ipv4;
  /** The VM list was given by the operator: hosts add none to it. */
  readonly fixedList: boolean;
  /** Of the orders when it was injected (orders.ts): a higher one retires it. */
  readonly epoch: number;
  /** On the migrations in flight. */
  readonly limits: MigrationLimits;
  /** VM that this hop is for. */
  holder: Ipv4;
  /** VM visited last. */
  cursor: Ipv4;
  /** c_l of Algorithm 1: the level that the distributed and load-aware policies work on now. */
  level: number;
  migrationsInRound: number;
  /** Over all rounds; those that failed are taken off again. */
  migrations: number;
  failures: number;
  /** Numbers `recentMoves`: migrations, and the way back of those that failed. */
  moves: number;
  recentMoves: Move[];
  /** At most `limits.total`. */
  flights: InFlight[];
  /** Hosts found dead in this round, MAX_LOST_HOSTS at most: their VMs are left out until the next. */
  lostHosts: Ipv4[];
  /** It has passed an agent from before grants, which tells nobody when it ends: it is not searched for when it is away. */
  mixed: boolean;
  /** VMs that nobody answered for, once for each round in a row, MAX_SILENT_VMS entries at most. */
  silentVms: Ipv4[];
  /** VMs that could not decide in this round because they had just arrived. */
  unmeasured: number;
  /** Rounds in a row that moved nothing and were followed by another one because of such VMs. */
  waitedRounds: number;
  /** How long holders have held it, together, ms: tells how long a round takes. */
  heldMs: number;
  stays: Record<string, number>;
}

/** What whoever makes a token decides; the rest of a first header follows. */
export type TokenOrder = Pick<TokenHeader, 'id' | 'policy' | 'migrationCost' | 'maxRounds' | 'origin' | 'fixedList'> &
  Partial<Pick<TokenHeader, 'epoch' | 'limits' | 'autoCost' | 'dryRun'>>;

/** Of every token: its id is random, so nobody else's first generation can be taken for it. */
const FIRST_GENERATION = numberOf(1, 0);

/** The header of a token that begins its first round. `level` is the one its policy starts at: the highest. */
export function firstHeader(order: TokenOrder, level: number): TokenHeader {
  return {
    epoch: 0,
    autoCost: false,
    dryRun: false,
    limits: ONE_AT_A_TIME,
    ...order,
    generation: FIRST_GENERATION,
    sequence: 0,
    round: 1,
    holder: 0 as Ipv4,
    cursor: 0 as Ipv4,
    level,
    migrationsInRound: 0,
    migrations: 0,
    failures: 0,
    moves: 0,
    recentMoves: [],
    flights: [],
    lostHosts: [],
    silentVms: [],
    mixed: false,
    unmeasured: 0,
    waitedRounds: 0,
    heldMs: 0,
    stays: {},
  };
}

/** One slot's state, for building a token. */
export interface Slot {
  readonly id: Ipv4;
  readonly level: number;
  readonly load: number;
  readonly visited: boolean;
}

/** The slots' state in columns: entry i of each belongs to the VM `ids[i]`. */
export interface SlotColumns {
  /** VM ids, strictly ascending. */
  readonly ids: Uint32Array;
  readonly levels: Uint8Array;
  /** Empty unless the policy is load-aware. */
  readonly loads: Float32Array;
  /** 0 or 1. */
  readonly visited: Uint8Array;
}

export class Token {
  readonly header: TokenHeader;
  /** VM ids, strictly ascending. Never written to: when VMs join or leave, another array takes its place. */
  ids: Uint32Array;
  /** Highest communication level known of each VM, 0..255. */
  levels: Uint8Array;
  /** Aggregate load of each VM, bytes per second; empty unless the policy is load-aware. */
  loads: Float32Array;
  /** 1 for each VM visited in this round. */
  visited: Uint8Array;
  visitedCount: number;
  #index: SlotIndex | undefined;

  /** `slots` must be in strictly ascending id order. */
  constructor(header: TokenHeader, slots: readonly Slot[]) {
    this.header = header;
    const loadAware = header.policy === 'load-aware';
    this.ids = Uint32Array.from(slots, (slot) => slot.id);
    this.levels = Uint8Array.from(slots, (slot) => slot.level);
    this.loads = loadAware ? Float32Array.from(slots, (slot) => slot.load) : new Float32Array(0);
    this.visited = Uint8Array.from(slots, (slot) => (slot.visited ? 1 : 0));
    this.visitedCount = slots.reduce((count, slot) => count + (slot.visited ? 1 : 0), 0);
  }

  /**
   * A token of these columns, which become its own; only `ids` may be shared. `visitedCount` is for who knows already
   * how many are visited. Nothing is checked.
   */
  static of(header: TokenHeader, columns: SlotColumns, visitedCount = countOnes(columns.visited)): Token {
    const { ids, levels, loads, visited } = columns;
    const token = new Token(header, []);
    token.ids = ids;
    token.levels = levels;
    token.loads = loads;
    token.visited = visited;
    token.visitedCount = visitedCount;
    return token;
  }

  /** The same slots, not copied, under another header. */
  under(header: TokenHeader): Token {
    return Token.of(header, this, this.visitedCount);
  }

  /** The slots not visited yet, for the policies. */
  get unvisited(): Unvisited {
    return this.#index ?? scanning(this);
  }

  /**
   * From now on keeps the unvisited slots in order, so that `unvisited` answers without a scan. Pays when the
   * same token is asked for the next slot more than a few times.
   */
  keepIndex(): void {
    this.#index = new SlotIndex(this);
  }

  get size(): number {
    return this.ids.length;
  }

  idAt(index: number): Ipv4 {
    return this.ids[index] as Ipv4;
  }

  /** Index of the first slot whose id is >= `id`, which is `size` when there is none. */
  lowerBound(id: Ipv4): number {
    let low = 0;
    let high = this.ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the VM's slot, or -1. */
  indexOf(id: Ipv4): number {
    // Data centres mostly number their VMs without gaps: then the place follows from the distance to the first.
    const guess = id - (this.ids[0] ?? 0);
    if (this.ids[guess] === id) return guess;
    const index = this.lowerBound(id);
    return this.ids[index] === id ? index : -1;
  }

  markVisited(index: number): void {
    if (this.visited[index] === 0) {
      this.visitedCount += 1;
      this.visited[index] = 1;
      this.#index?.visited(index);
    }
    this.header.cursor = this.idAt(index);
  }

  /** (a) of the thesis's 4.1: the holder writes its own highest level, and its load under load-aware. */
  write(index: number, level: number, load: number): void {
    const before = this.levels[index]!;
    this.levels[index] = level;
    if (this.loads.length > 0) this.loads[index] = load;
    this.#index?.changed(index, before);
  }

  /** (b) of the thesis's 4.1: raises a neighbour's slot to what the holder knows; never lowers it. */
  raise(index: number, level: number, load: number): void {
    const before = this.levels[index]!;
    if (before < level) this.levels[index] = level;
    if (this.loads.length > 0 && this.loads[index]! < load) this.loads[index] = load;
    this.#index?.changed(index, before);
  }

  /** Adds VMs not yet in the token, unvisited, at the given level. Returns those added. */
  add(ids: readonly Ipv4[], level: number): Ipv4[] {
    const fresh = [...new Set(ids)].filter((id) => this.indexOf(id) < 0).slice(0, MAX_SLOTS - this.size);
    if (fresh.length > 0)
      this.#rebuild(
        fresh.sort((a, b) => a - b),
        new Set(),
        level,
      );
    return fresh;
  }

  /** Drops VMs that are gone. Returns those that were in the token. */
  drop(ids: readonly Ipv4[]): Ipv4[] {
    const gone = new Set(ids.filter((id) => this.indexOf(id) >= 0));
    if (gone.size > 0) this.#rebuild([], gone, 0);
    return [...gone];
  }

  /** Begins the next round: nobody is visited, the policies start over at the highest level present, lowest id. */
  startRound(): void {
    this.visited.fill(0);
    this.visitedCount = 0;
    this.header.round += 1;
    if (this.header.migrationsInRound > 0) this.header.waitedRounds = 0;
    this.header.migrationsInRound = 0;
    this.header.lostHosts = [];
    this.header.unmeasured = 0;
    this.header.cursor = 0 as Ipv4;
    if (this.#index) this.keepIndex();
    this.header.level = this.unvisited.highestLevel();
  }

  recordMove(move: Move): void {
    const { header } = this;
    header.migrations += 1;
    header.migrationsInRound += 1;
    this.#note(move);
  }

  /** A migration that was recorded has failed: the VM is where it was. */
  putBack({ vm, from, round }: InFlight): void {
    const { header } = this;
    header.migrations = Math.max(0, header.migrations - 1);
    if (round === header.round) header.migrationsInRound = Math.max(0, header.migrationsInRound - 1);
    header.failures += 1;
    this.#note({ vm, to: from });
  }

  #note(move: Move): void {
    const { header } = this;
    header.moves += 1;
    header.recentMoves.push(move);
    if (header.recentMoves.length > RECENT_MOVES) header.recentMoves.shift();
  }

  *slots(): IterableIterator<Slot> {
    for (let i = 0; i < this.ids.length; i += 1) {
      yield { id: this.idAt(i), level: this.levels[i]!, load: this.loads[i] ?? 0, visited: this.visited[i] === 1 };
    }
  }

  /** A token of its own, of another generation if one is given: steps on the copy do not show in this one. */
  copy(generation = this.header.generation): Token {
    const { ids, levels, loads, visited } = this;
    return Token.of(
      { ...copyOf(this.header), generation },
      { ids, levels: levels.slice(), loads: loads.slice(), visited: visited.slice() },
      this.visitedCount,
    );
  }

  /** Makes new columns: without the VMs `gone`, and with `fresh` ones, in ascending order, at this level. */
  #rebuild(fresh: readonly Ipv4[], gone: ReadonlySet<number>, level: number): void {
    const { ids, levels, loads, visited } = this;
    const size = ids.length + fresh.length - gone.size;
    this.ids = new Uint32Array(size);
    this.levels = new Uint8Array(size);
    this.loads = new Float32Array(loads.length > 0 || this.header.policy === 'load-aware' ? size : 0);
    this.visited = new Uint8Array(size);
    let [to, next] = [0, 0];
    const add = (): void => {
      this.ids[to] = fresh[next++]!;
      this.levels[to++] = level;
    };
    for (let from = 0; from < ids.length; from += 1) {
      const id = ids[from]!;
      while (next < fresh.length && fresh[next]! < id) add();
      if (gone.size > 0 && gone.has(id)) continue;
      this.ids[to] = id;
      this.levels[to] = levels[from]!;
      if (loads.length > 0) this.loads[to] = loads[from]!;
      this.visited[to++] = visited[from]!;
    }
    while (next < fresh.length) add();
    this.visitedCount = countOnes(this.visited);
    if (this.#index) this.keepIndex();
  }
}

function copyOf(header: TokenHeader): TokenHeader {
  const { recentMoves, flights, lostHosts, silentVms, stays } = header;
  const hosts = { lostHosts: [...lostHosts], silentVms: [...silentVms] };
  const lists = { recentMoves: [...recentMoves], flights: [...flights], ...hosts };
  return { ...header, ...lists, stays: { ...stays } };
}

function countOnes(flags: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < flags.length; i += 1) count += flags[i]!;
  return count;
}
