// The keys that this agent accepts and the one it sends with. Where keys come from is key.ts; a rotation will
// make a ring of two keys and later one of the new key alone.
import { type ClusterKey, formatKeyId } from './key.js';

/** A rotation needs the old and the new key; more than a few are a mistake. */
const MAX_KEYS = 8;

export class Keyring {
  /** The key that seals what this agent sends. */
  readonly sending: ClusterKey;
  readonly #byId = new Map<number, ClusterKey>();

  /** Throws RangeError when there are too many keys or two different ones share an id (1 chance in 2^32). */
  constructor(sending: ClusterKey, alsoAccepted: readonly ClusterKey[] = []) {
    this.sending = sending;
    for (const key of [sending, ...alsoAccepted]) {
      const known = this.#byId.get(key.id);
      if (known && !known.secret.equals(key.secret)) {
        throw new RangeError(
          `two cluster keys have the id ${formatKeyId(key.id)}; make another with "score-token keygen"`,
        );
      }
      this.#byId.set(key.id, key);
    }
    if (this.#byId.size > MAX_KEYS) throw new RangeError(`${this.#byId.size} cluster keys; at most ${MAX_KEYS}`);
  }

  /** The accepted key with this id. */
  find(id: number): ClusterKey | undefined {
    return this.#byId.get(id);
  }
}
