// S3: in one generation, at most one host acts as holder at a time. Whoever decides or offers acts. He may go on until he
// has granted the hop; then only the life of an agent that he granted it to may act, and each hop is acted on by one
// host only.
import type { TokenId } from '../../../agent/core/token.js';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { Violation } from '../observer.js';
import type { Act, Actor, TokenListener, TokenWatch } from '../token-watch.js';

interface Turn {
  /** Who may act. */
  actor: Actor;
  /** To whom, and which hop, he has granted; undefined: he may still act. */
  granted: { readonly to: Actor | undefined; readonly sequence: number } | undefined;
  /** Highest hop acted on. */
  sequence: number;
}

export class OneHolder implements TokenListener {
  readonly #watch: TokenWatch;
  readonly #turns = new Map<string, Turn>();

  constructor(watch: TokenWatch) {
    this.#watch = watch;
  }

  acted(act: Act): void {
    const key = keyOf(act);
    const turn = this.#turns.get(key);
    if (!turn) {
      this.#turns.set(key, { actor: act, granted: undefined, sequence: act.sequence });
      return;
    }
    if (turn.granted) this.#taken(act, turn, turn.granted);
    else if (!isSame(act, turn.actor)) {
      throw violation(act, `although ${words(turn.actor)} holds it and has granted it to nobody`);
    } else if (act.sequence < turn.sequence) {
      throw violation(act, `after it went on to hop ${turn.sequence}`);
    } else turn.sequence = act.sequence;
  }

  granted(act: Act, incarnation: number): void {
    const to = this.#watch.incarnations.get(incarnation);
    const turn = this.#turns.get(keyOf(act));
    if (!turn) {
      this.#turns.set(keyOf(act), { actor: act, granted: { to, sequence: act.sequence }, sequence: act.sequence });
      return;
    }
    // A grant repeated as a probe, perhaps after the token has come back to the granter in the meantime.
    if (act.sequence < turn.sequence || (turn.granted && act.sequence < turn.granted.sequence)) return;
    if (turn.granted?.sequence === act.sequence) {
      if (to && turn.granted.to && !areSame(to, turn.granted.to)) {
        throw violation(act, `and grants it to ${words(to)}, after it was granted to ${words(turn.granted.to)}`);
      }
      return;
    }
    if (turn.sequence === act.sequence && !isSame(act, turn.actor)) return;
    if (!isSame(act, turn.actor)) throw violation(act, `and grants it, although ${words(turn.actor)} holds it`);
    turn.granted = { to, sequence: act.sequence };
  }

  #taken(act: Act, turn: Turn, granted: NonNullable<Turn['granted']>): void {
    if (!granted.to || !isSame(act, granted.to)) {
      const to = granted.to ? words(granted.to) : 'nobody known';
      throw violation(act, `although ${words(turn.actor)} has granted hop ${granted.sequence} to ${to}`);
    }
    if (act.sequence < granted.sequence) throw violation(act, `although it was granted hop ${granted.sequence} only`);
    turn.actor = granted.to;
    turn.granted = undefined;
    turn.sequence = act.sequence;
  }
}

function keyOf({ tokenId, generation }: { readonly tokenId: TokenId; readonly generation: number }): string {
  return `${tokenId}/${generation}`;
}

function isSame(act: Act, actor: Actor): boolean {
  return areSame(act, actor);
}

function areSame(one: Actor, other: Actor): boolean {
  return one.host === other.host && one.life === other.life;
}

function violation(act: Act, why: string): Violation {
  const { tokenId, generation, sequence } = act;
  return new Violation('S3', `${words(act)} acts on hop ${sequence} of ${tokenId}, generation ${generation}, ${why}`);
}

function words({ host, life }: Actor): string {
  return `${formatIpv4(host)} (life ${life})`;
}
