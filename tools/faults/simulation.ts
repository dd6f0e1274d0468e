// One run: the world, the hosts with the real core, the network and the operator, put together from a plan, and moved on
// in virtual time. Which faults strike is faults/'s, whether promises hold is checkers/'s business.
import type { Effect, InjectOrder, InjectResult, OrderName, OrderResult } from '../../agent/core/steps.js';
import type { CostMap } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { Chance } from './chance.js';
import { HostClock } from './clock.js';
import { EventQueue } from './event-queue.js';
import { SimHost } from './host.js';
import { Network } from './network.js';
import { type Observer, Observers } from './observer.js';
import type { Plan } from './plan.js';
import { Promises } from './promises.js';
import type { Seams } from './seams.js';
import { settingsOf } from './settings.js';
import { TokenWatch } from './token-watch.js';
import { type HypervisorOdds, Hypervisors } from './world/hypervisors.js';
import { costMapOf, hostAddress } from './world/names.js';
import { fill } from './world/populate.js';
import { World } from './world/world.js';

/** The date on which every run begins. */
const epochMs = Date.UTC(2026, 0, 5);

type Answer = InjectResult | OrderResult;

export class Simulation {
  readonly plan: Plan;
  readonly queue = new EventQueue();
  readonly observers = new Observers();
  readonly watch = new TokenWatch(this.queue);
  readonly world: World;
  readonly promises: Promises;
  readonly hypervisors: Hypervisors;
  readonly migrationOdds: HypervisorOdds & { failing: number };
  readonly network: Network;
  readonly hosts = new Map<Ipv4, SimHost>();
  /** The hosts that the newest cost map lists. */
  members: Ipv4[];
  /** Every host that there ever was. */
  readonly everyMember: Ipv4[];
  map: CostMap;
  /** An operator has paused rounds, and may have resumed them since. */
  wasPaused = false;
  /** VMs that have ended: tokens may still name them. */
  lostVms = 0;
  readonly #seams: Seams;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #lastReply = 0;

  constructor(plan: Plan, seams: Seams) {
    this.plan = plan;
    this.#seams = seams;
    this.members = Array.from({ length: plan.hosts }, (_, index) => hostAddress(index));
    this.everyMember = [...this.members];
    this.map = costMapOf(this.members);
    const { queue, observers } = this;
    this.world = new World(queue, this.map);
    this.world.marksOf = (vm) => (isRed(plan, vm) ? { label: 'red' } : undefined);
    this.promises = new Promises(this.world);
    this.migrationOdds = { ...plan.migration };
    this.hypervisors = new Hypervisors(this.world, Chance.of(plan.seed, 'hypervisors'), this.migrationOdds, {
      changed: (host) => {
        observers.changed(host);
        this.hosts.get(host)?.changed();
      },
      ended: () => {
        this.lostVms += 1;
      },
      jobBegan: (job) => observers.jobBegan(job),
      jobEnded: (job, ok) => observers.jobEnded(job, ok),
    });
    const { latencyMs, loss } = plan;
    const odds = { latencyMs, loss, duplication: loss / 2, spikes: loss / 2, spikeMs: 1_000 };
    this.network = new Network({ queue, world: this.world, observers, seams }, Chance.of(plan.seed, 'network'), odds);
  }

  get nowMs(): number {
    return this.queue.nowMs;
  }

  watchWith(...observers: Observer[]): void {
    for (const observer of observers) this.observers.add(observer);
  }

  /** Builds everything and runs until the agents have seen their first traffic. */
  begin(): void {
    this.watchWith(this.watch, this.promises);
    fill(this.world, this.plan, this.members);
    for (const host of this.members) this.addHost(host).start();
    this.queue.run(2.5 * this.plan.pollIntervalMs + 2_000, () => false);
  }

  /** A new host, with no agent yet. The machine is the world's already. */
  addHost(address: Ipv4): SimHost {
    const { queue, world, hypervisors, observers, network, plan } = this;
    const chance = Chance.of(plan.seed, `host ${address}`);
    const clock = new HostClock(queue, chance.between(0, 1e6), chance.between(0.9998, 1.0002));
    const host = new SimHost(
      {
        settings: settingsOf(plan, address),
        queue,
        world,
        hypervisors,
        observers,
        seams: this.#seams,
        clock,
        wallMs: plan.rules && this.#wallClockOf(address),
        chance,
        send: (from, effect) => network.send(from, effect),
        answer: (_from, effect) => this.#answer(effect),
      },
      this.map,
    );
    this.hosts.set(address, host);
    network.hosts.set(address, host);
    return host;
  }

  /** Clocks of hosts differ by seconds. */
  #wallClockOf(address: Ipv4): () => number {
    const skewMs = Chance.of(this.plan.seed, `wall clock ${address}`).between(-2_000, 2_000);
    return () => epochMs + this.nowMs + skewMs;
  }

  /** Hosts with a running agent that is not stopped. */
  running(): SimHost[] {
    return [...this.hosts.values()].filter((host) => host.agent && !host.isPaused);
  }

  note(words: string): void {
    this.observers.noted(words);
  }

  inject(host: SimHost, order: InjectOrder, reply: (result: InjectResult) => void = () => {}): void {
    host.feed({ type: 'inject', order, reply: this.#await(reply as (answer: Answer) => void) });
  }

  order(host: SimHost, order: OrderName, reply: (result: OrderResult) => void = () => {}): void {
    if (order === 'pause') this.wasPaused = true;
    if (order === 'retire') this.watch.retire();
    host.feed({ type: 'order', order, reply: this.#await(reply as (answer: Answer) => void) });
  }

  #await(reply: (answer: Answer) => void): number {
    this.#lastReply += 1;
    this.#answers.set(this.#lastReply, reply);
    return this.#lastReply;
  }

  #answer(effect: Effect): void {
    if (effect.type !== 'injected' && effect.type !== 'ordered') return;
    const { reply, result } = effect;
    const waiting = this.#answers.get(reply);
    this.#answers.delete(reply);
    // Later: whoever asked may give the next order at once.
    if (waiting) this.queue.after(0, () => waiting(result));
  }
}

function isRed({ seed, rules }: Plan, vm: Ipv4): boolean {
  return rules !== undefined && Chance.of(seed, `marks ${vm}`).hits(rules.red);
}
