// S4: with steady traffic, one generation and no failed migration, Eq. 3.1 never rises, VMs in flight counted at their
// destinations. Watches only as long as all that is so; from then on it says nothing more.
import type { Effect, Input } from '../../../agent/core/steps.js';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { type AgentView, type Observer, Violation } from '../observer.js';
import type { Act, TokenListener } from '../token-watch.js';
import type { Guest, World } from '../world/world.js';

/** Rates are measured over a window of polls, so they differ a little from the truth. */
const measured = 0.02;

export class FallingCost implements Observer, TokenListener {
  readonly #world: World;
  #isOn = true;
  #hop: string | undefined;
  readonly #trafficVersion: number;
  readonly #goals = new Map<Guest, Guest['host']>();

  /** To be made when the world is full and its traffic flows. */
  constructor(world: World) {
    this.#world = world;
    this.#trafficVersion = world.trafficVersion;
  }

  acted({ tokenId, generation }: Act): void {
    const hop = `${tokenId}/${generation}`;
    if (this.#hop !== undefined && this.#hop !== hop) this.#isOn = false;
    this.#hop = hop;
  }

  told(_host: AgentView, input: Input): void {
    if (input.type === 'migration-ended' && !input.result.ok) this.#isOn = false;
    // Costs by an old map and by a new one are not to be compared.
    if (input.type === 'reload') this.#isOn = false;
  }

  jobEnded({ guest, from }: { readonly guest: Guest; readonly from: Guest['host'] }, ok: boolean): void {
    if (!ok || this.#goals.get(guest) === undefined) this.#isOn = false;
    else if (guest.host !== from) this.#goals.delete(guest);
  }

  effect(host: AgentView, effect: Effect): void {
    if (effect.type !== 'migrate') return;
    if (this.#world.trafficVersion !== this.#trafficVersion) this.#isOn = false;
    const guest = this.#world.guests.get(effect.vm);
    if (!this.#isOn || guest?.uuid !== effect.uuid || guest.host !== host.address) return;
    const before = this.#cost();
    this.#goals.set(guest, effect.target);
    const after = this.#cost();
    if (after <= before * (1 + 1e-9) + measured * this.#own(guest)) return;
    const move = `${formatIpv4(effect.vm)} from ${formatIpv4(host.address)} to ${formatIpv4(effect.target)}`;
    throw new Violation('S4', `the order to move ${move} raises Eq. 3.1 from ${before} to ${after}`);
  }

  #cost(): number {
    return this.#world.cost((guest) => this.#goals.get(guest) ?? guest.host);
  }

  /** What the VM's own traffic could cost at most. */
  #own({ vm }: Guest): number {
    const { map } = this.#world;
    const rate = this.#world.streamsOf(vm).reduce((sum, stream) => sum + stream.bytesPerSecond, 0);
    return 2 * rate * map.pathWeight(map.maxLevel);
  }
}
