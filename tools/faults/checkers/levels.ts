// The token's levels against the truth: after a whole round in which nothing moved and no traffic changed, the slot of
// each VM that was visited says the highest level that it talks over.
import type { Token } from '../../../agent/core/token.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { Violation } from '../observer.js';
import type { World } from '../world/world.js';

export class TrueLevels {
  readonly #world: World;
  /** Tokens compared. */
  compared = 0;

  constructor(world: World) {
    this.#world = world;
  }

  compare(token: Token, visited: Iterable<Ipv4>): void {
    this.compared += 1;
    for (const vm of visited) {
      const at = token.indexOf(vm);
      const level = this.#levelOf(vm);
      if (at < 0 || level === undefined || level === token.levels[at]) continue;
      const said = `${token.header.id} says level ${token.levels[at]} of ${formatIpv4(vm)} after a quiet round`;
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
