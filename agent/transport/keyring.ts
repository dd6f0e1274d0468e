// The keys that this agent accepts and the one it sends with. Where keys come from is key.ts.
//
// How a cluster changes its key without two agents ever being deaf for each other: first every host accepts the new
// key too, then every host sends with it, then the old one is dropped. Between the steps all agents have reloaded, so
// whatever any of them sends with, all of them accept. `score-token keygen --add`, `--promote` and `--prune` are the steps.
import { type ClusterKey, formatKeyId, MAX_KEYS } from './key.js';

export class Keyring {
  #sending: ClusterKey;
  #byId: ReadonlyMap<number, ClusterKey>;

  /**
   * One key, or several, of which the first seals what this agent sends. Throws RangeError when there is none, when there
   * are too many, or when two different ones share an id (1 chance in 2^32).
   */
  constructor(keys: ClusterKey | readonly ClusterKey[]) {
    const list = 'id' in keys ? [keys] : keys;
    this.#byId = index(list);
    this.#sending = list[0]!;
  }

  /** The key that seals what this agent sends. */
  get sending(): ClusterKey {
    return this.#sending;
  }

  /** The accepted key with this id. */
  find(id: number): ClusterKey | undefined {
    return this.#byId.get(id);
  }

  /** Takes other keys instead, all at once, from the next datagram on. Throws as the constructor does; then nothing changes. */
  replace(keys: readonly ClusterKey[]): void {
    this.#byId = index(keys);
    this.#sending = keys[0]!;
  }
}

function index(keys: readonly ClusterKey[]): ReadonlyMap<number, ClusterKey> {
  if (keys.length === 0) throw new RangeError('no cluster key; make one with "score-token keygen"');
  const byId = new Map<number, ClusterKey>();
  for (const key of keys) {
    const known = byId.get(key.id);
    if (known && !known.secret.equals(key.secret)) {
      throw new RangeError(
        `two cluster keys have the id ${formatKeyId(key.id)}; make another with "score-token keygen"`,
      );
    }
    byId.set(key.id, known ?? key);
  }
  if (byId.size > MAX_KEYS) throw new RangeError(`${byId.size} cluster keys; at most ${MAX_KEYS}`);
  return byId;
}
