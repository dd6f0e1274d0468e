// The token's levels against the truth: after a whole round in which nothing moved and no traffic changed, the slot of
// each VM says the highest level that it talks over. Reads them from tokens that are sent whole.
import type { Token } from '../../../agent/core/token.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { Violation } from '../observer.js';
import type { TokenListener } from '../token-watch.js';
import type { World } from '../world/world.js';

export class TrueLevels implements TokenListener {
  readonly #world: World;
  #expected: { readonly key: string; readonly levels: ReadonlyMap<Ipv4, number> } | undefined;
  /** Tokens compared. */
  compared = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** From now on, and until something changes, tokens of this generation from this round on have to be true of these VMs. */
  expect(tokenId: string, generation: number, vms: Iterable<Ipv4>): void {
    const levels = new Map<Ipv4, number>();
    for (const vm of vms) {
      const level = this.#levelOf(vm);
      if (level !== undefined) levels.set(vm, level);
    }
    this.#expected = { key: `${tokenId}/${generation}`, levels };
  }

  forget(): void {
    this.#expected = undefined;
  }

  shown({ header, ids, levels }: Token): void {
    if (!this.#expected || `${header.id}/${header.generation}` !== this.#expected.key) return;
    this.compared += 1;
    for (let at = 0; at < ids.length; at += 1) {
      const vm = ids[at] as Ipv4;
      const level = this.#expected.levels.get(vm);
      if (level === undefined || level === levels[at]) continue;
      const said = `the token says level ${levels[at]} of ${formatIpv4(vm)} after a quiet round`;
      throw new Violation('levels', `${said}, and it is ${level}`);
    }
  }

  /** Highest level of those that the VM talks to; undefined when it talks to nobody. */
  #levelOf(vm: Ipv4): number | undefined {
    const { guests, map } = this.#world;
    const host = guests.get(vm)?.host;
    let highest: number | undefined;
    for (const stream of host === undefined ? [] : this.#world.streamsOf(vm)) {
      if (!this.#world.isFlowing(stream, vm)) continue;
      const other = stream.other(vm);
      highest = Math.max(highest ?? 0, map.level(host!, guests.get(other)?.host ?? other) ?? 0);
    }
    return highest;
  }
}
