// Versions of tokens that this host keeps, and which of them another host is known to keep too, so that a token can be
// sent as changes (token-change.ts). A cache: whatever is missing from it only costs bytes.
import { LRUCache } from 'lru-cache';
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { TokenChangeMessage, TokenMessage } from '../messages.js';
import type { SlotColumns, Token, TokenHeader } from '../token.js';
import { applyChange, changesBetween, type Hop, roughBytes, type TokenChange } from './token-change.js';

/** Pairs of host and token: a rack's hosts for each of many tokens. */
const MAX_COMMON = 4_096;
/** VMs whose host at the last hand-over is remembered; the cache of locations forgets within a minute. */
const MAX_PLACES = 65_536;
/** What a version takes besides its columns; an estimate. */
const OVERHEAD_BYTES = 256;
/** Bytes of a slot in a whole token, without and with its load. */
const [SLOT_BYTES, LOADED_SLOT_BYTES] = [5, 9];

interface Version {
  readonly hop: Hop;
  readonly slots: SlotColumns;
}

export class Versions {
  readonly #kept: LRUCache<string, Version> | undefined;
  /** `host/token` -> the version that both have, by its key. */
  readonly #common = new LRUCache<string, string>({ max: MAX_COMMON });
  readonly #places = new LRUCache<Ipv4, Ipv4>({ max: MAX_PLACES });

  /** Keeps versions of at most `maxBytes` together, ids counted for each although versions share them; 0 keeps none. */
  constructor(maxBytes: number) {
    if (maxBytes > 0) this.#kept = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ slots }) => bytesOf(slots) });
  }

  get isOn(): boolean {
    return this.#kept !== undefined;
  }

  has(header: TokenHeader): boolean {
    return this.#kept?.has(keyOf(header.id, header)) ?? false;
  }

  /**
   * The token that has come from the host, kept as a version of its own since the holder goes on to change it.
   * Undefined when it came as changes against a version that is not here, or not the same.
   */
  received(message: TokenMessage | TokenChangeMessage, from: Ipv4): Token | undefined {
    const token = message.type === 'token' ? message.token : this.#apply(message.change);
    if (!token) return undefined;
    if (this.#kept) {
      const { ids, levels, loads, visited } = token;
      this.#keep(token.header, { ids, levels: levels.slice(), loads: loads.slice(), visited: visited.slice() });
      if (message.kept) this.#share(from, token.header);
    }
    return token;
  }

  /** The host took the token and keeps that version. The token must not change any more. */
  passed({ header, ids, levels, loads, visited }: Token, to: Ipv4): void {
    if (!this.#kept) return;
    this.#keep(header, { ids, levels, loads, visited });
    this.#share(to, header);
    this.#places.set(header.holder, to);
  }

  /** The token as changes for the host of its holder, where that is believed known and saves anything. */
  changeFor(token: Token, host: Ipv4 | undefined): TokenChange | undefined {
    const to = host ?? this.#places.get(token.header.holder);
    const key = to === undefined ? undefined : this.#common.get(`${to}/${token.header.id}`);
    const base = key === undefined ? undefined : this.#kept?.get(key);
    if (!base) return undefined;
    const change = changesBetween(base.slots, base.hop, token);
    const wholeBytes = token.size * (token.loads.length > 0 ? LOADED_SLOT_BYTES : SLOT_BYTES);
    return roughBytes(change) < wholeBytes ? change : undefined;
  }

  #apply(change: TokenChange): Token | undefined {
    const base = this.#kept?.get(keyOf(change.header.id, change.base));
    return base && applyChange(base.slots, change);
  }

  #keep({ id, generation, sequence }: TokenHeader, slots: SlotColumns): void {
    const hop = { generation, sequence };
    this.#kept?.set(keyOf(id, hop), { hop, slots });
  }

  #share(host: Ipv4, header: TokenHeader): void {
    this.#common.set(`${host}/${header.id}`, keyOf(header.id, header));
  }
}

function keyOf(id: string, { generation, sequence }: Hop): string {
  return `${id}/${generation}/${sequence}`;
}

function bytesOf({ ids, levels, loads, visited }: SlotColumns): number {
  return OVERHEAD_BYTES + ids.byteLength + levels.byteLength + loads.byteLength + visited.byteLength;
}
