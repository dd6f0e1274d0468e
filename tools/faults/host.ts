// One host of the simulation: its agent, with the real core, through all its lives; its disk, its clock, its redirect.
// Does what core-loop, watch and drivers do in a running agent, in virtual time.
import { Agent } from '../../agent/core/agent.js';
import type { Address, Message } from '../../agent/core/messages.js';
import type { Remembered } from '../../agent/core/remembered.js';
import type { CoreSettings } from '../../agent/core/settings.js';
import type { Effect, Input } from '../../agent/core/steps.js';
import type { CostMap } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Chance } from './chance.js';
import type { HostClock } from './clock.js';
import type { EventQueue } from './event-queue.js';
import type { AgentView, Observers } from './observer.js';
import type { Seams } from './seams.js';
import type { Hypervisors } from './world/hypervisors.js';
import type { World } from './world/world.js';

/** Datagrams that a stopped process's socket keeps; the rest are lost. */
const socketBuffer = 256;
/** As in agent/watch.ts. */
const resyncMs = 30_000;
/** How often the agent is told the wall clock, ms. */
const wallClockMs = 30_000;
/** A timer is late by up to so much, ms. */
const timerSlackMs = 3;

export interface HostOptions {
  readonly settings: CoreSettings;
  readonly queue: EventQueue;
  readonly world: World;
  readonly hypervisors: Hypervisors;
  readonly observers: Observers;
  readonly seams: Seams;
  readonly clock: HostClock;
  /** Undefined: nothing depends on it, so the agent goes by its own time. */
  readonly wallMs: (() => number) | undefined;
  /** What this host's own lateness, and its agents' random numbers, are drawn from. */
  readonly chance: Chance;
  readonly send: (from: SimHost, effect: Effect & { type: 'send' }) => void;
  /** Effects that an operator waits for. */
  readonly answer: (from: SimHost, effect: Effect) => void;
}

type Waiting = { readonly input: Input; readonly isReplay: boolean };

export class SimHost implements AgentView {
  readonly address: Ipv4;
  settings: CoreSettings;
  map: CostMap;
  life = 0;
  agent: Agent | undefined;
  isPaused = false;
  /** What the last `remember` effect wrote; undefined: there is no file. */
  disk: Remembered | undefined;
  redirected: ReadonlySet<Ipv4> = new Set();
  /** Shares of timers that are seconds late, and of changes that the hypervisor does not tell. */
  lateTicks = 0;
  lostEvents = 0;
  hypervisorAway: string | undefined;
  datapathAway: string | undefined;
  readonly #options: HostOptions;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #timer = 0;
  readonly #waiting: Waiting[] = [];
  #datagramsWaiting = 0;
  #tellAtMs = Number.POSITIVE_INFINITY;
  /** The process dies while it carries out the effects of its next step. */
  diesInNextStep = false;

  constructor(options: HostOptions, map: CostMap) {
    this.#options = options;
    this.settings = options.settings;
    this.address = options.settings.host;
    this.map = map;
  }

  clockMs(): number {
    return this.#options.clock.nowMs();
  }

  jumpClock(ms: number): void {
    this.#options.clock.jump(ms);
    this.#arm();
  }

  /** Starts the agent with what its disk says. Hypervisor and datapath are asked a moment later. */
  start(): void {
    const { chance, queue, observers, seams } = this.#options;
    this.life += 1;
    const { life } = this;
    const disk = seams.reading(this, this.disk);
    this.agent = new Agent(this.settings, this.map, () => chance.next(), this.clockMs(), disk);
    observers.started(this);
    this.#arm();
    this.#tellWallClock();
    queue.after(chance.between(50, 1_500), () => this.#inLife(life, () => this.#connect()));
  }

  /** As core-loop.ts. */
  #tellWallClock(): void {
    const { wallMs, queue } = this.#options;
    if (!wallMs) return;
    const { life } = this;
    this.feed({ type: 'clock', wallMs: wallMs() });
    queue.after(wallClockMs, () => this.#inLife(life, () => this.#tellWallClock()));
  }

  /** The process ends at once: what it knew is gone but for its disk. The redirect stays as it was. */
  crash(): void {
    if (!this.agent) return;
    this.agent = undefined;
    this.isPaused = false;
    this.diesInNextStep = false;
    this.#waiting.length = 0;
    this.#datagramsWaiting = 0;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    this.#tellAtMs = Number.POSITIVE_INFINITY;
    this.#options.observers.stopped(this);
  }

  pause(): void {
    if (this.agent) this.isPaused = true;
  }

  /** Everything that waited is there at once; the timers may come before it or after it. */
  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    const waiting = this.#waiting.splice(0);
    this.#datagramsWaiting = 0;
    // The timer may have passed unheard.
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    if (this.#options.chance.hits(0.5)) this.#onTimer(this.#timer);
    for (const { input, isReplay } of waiting) this.feed(input, isReplay);
    this.#arm();
  }

  /** A datagram for this host's agent. Nobody hears it where none runs. */
  receive(message: Message, from: Address, isReplay: boolean): void {
    this.feed({ type: 'message', message, from }, isReplay);
  }

  feed(input: Input, isReplay = false): void {
    if (!this.agent) return;
    if (this.isPaused) return this.#wait(input, isReplay);
    const { observers, seams } = this.#options;
    if (input.type !== 'message') {
      observers.told(this, input);
      return this.#step(seams.telling(this, input));
    }
    const { message, from } = input;
    observers.arrives(this, message, from.address, isReplay);
    this.#step(input);
    observers.arrived(this, message, from.address, isReplay);
  }

  /** What the hypervisor holds has changed: it says so a moment later, or not at all. */
  changed(): void {
    const { chance, queue } = this.#options;
    if (chance.hits(this.lostEvents)) return;
    const delayMs = chance.hits(0.1) ? chance.between(300, 2_000) : chance.between(1, 200);
    const { life } = this;
    if (queue.nowMs + delayMs >= this.#tellAtMs) return;
    this.#tellAtMs = queue.nowMs + delayMs;
    queue.after(delayMs, () => this.#inLife(life, () => this.tell()));
  }

  /** The hypervisor lists its domains, the switch its ports, as they are now. */
  tell(): void {
    const { world } = this.#options;
    this.#tellAtMs = Number.POSITIVE_INFINITY;
    if (this.datapathAway === undefined) this.feed({ type: 'ports', ports: world.ports(this.address) });
    if (this.hypervisorAway !== undefined) return;
    this.feed({ type: 'domains', domains: world.domains(this.address) });
  }

  /** The driver's daemon goes away, with a reason, or is back. */
  setAway(driver: 'hypervisor' | 'datapath', away: string | undefined): void {
    if (driver === 'hypervisor') this.hypervisorAway = away;
    else this.datapathAway = away;
    if (away === undefined) this.tell();
    this.feed(away === undefined ? { type: 'driver', driver } : { type: 'driver', driver, away });
  }

  #wait(input: Input, isReplay: boolean): void {
    if (input.type === 'message') {
      if (this.#datagramsWaiting === socketBuffer) return;
      this.#datagramsWaiting += 1;
    }
    this.#waiting.push({ input, isReplay });
  }

  #inLife(life: number, work: () => void): void {
    if (this.agent && this.life === life) work();
  }

  #connect(): void {
    const { queue, chance, world } = this.#options;
    const { life } = this;
    this.feed({ type: 'memory', totalMiB: world.machines.get(this.address)!.memoryMiB });
    for (const driver of ['hypervisor', 'datapath'] as const) {
      const away = driver === 'hypervisor' ? this.hypervisorAway : this.datapathAway;
      if (away === undefined) this.setAway(driver, undefined);
    }
    const every = (periodMs: number, work: () => void): void => {
      this.#inLife(life, () => {
        work();
        queue.after(periodMs, () => every(periodMs, work));
      });
    };
    every(this.settings.pollIntervalMs, () => this.#poll());
    queue.after(chance.between(0, resyncMs), () => every(resyncMs, () => this.tell()));
  }

  #poll(): void {
    // A stopped process polls nothing, and a poll that fails tells nothing.
    if (this.isPaused || this.datapathAway !== undefined) return;
    this.feed({ type: 'flows', samples: this.#options.world.flows(this.address) });
  }

  #step(input: Input): void {
    const effects = this.agent!.step(this.clockMs(), input);
    const { life } = this;
    const dies = this.diesInNextStep && effects.length > 0;
    const last = dies ? Math.floor(this.#options.chance.next() * effects.length) : effects.length;
    for (let at = 0; at < last && this.life === life && this.agent; at += 1) this.#perform(effects[at]!);
    if (dies) this.crash();
    else this.#arm();
  }

  #perform(effect: Effect): void {
    const { observers, send, answer, seams } = this.#options;
    if (effect.type === 'send') return send(this, effect);
    observers.effect(this, effect);
    switch (effect.type) {
      case 'migrate':
        return this.#migrate(effect);
      case 'write-history':
        if (this.hypervisorAway !== undefined) return;
        return this.#options.world.writeHistory(this.address, effect.uuid, effect.history);
      case 'redirect':
        this.redirected = new Set(effect.vms.map((vm) => vm.address));
        return;
      case 'remember':
        this.disk = seams.writing(this, effect.remembered);
        return;
      case 'injected':
      case 'ordered':
      case 'round-ended':
        return answer(this, effect);
    }
  }

  #migrate({ vm, uuid, target, history }: Effect & { type: 'migrate' }): void {
    const { life } = this;
    const tell = (input: Input): void => this.#inLife(life, () => this.feed(input));
    if (this.hypervisorAway !== undefined) {
      const result = { ok: false, code: 'unreachable', text: this.hypervisorAway } as const;
      this.#options.queue.after(1, () => tell({ type: 'migration-ended', vm, result }));
      return;
    }
    const ended = (result: (Input & { type: 'migration-ended' })['result']) =>
      tell({ type: 'migration-ended', vm, result });
    this.#options.hypervisors.migrate(this.address, { uuid, target, history }, ended);
  }

  /** As core-loop.ts: a timer that is early finds nothing to do, so it is moved only to an earlier time. */
  #arm(): void {
    const { queue, clock, chance } = this.#options;
    const dueMs = this.agent ? clock.trueMs(this.agent.nextDeadlineMs()) : Number.POSITIVE_INFINITY;
    if (dueMs >= this.#timerAtMs || dueMs === Number.POSITIVE_INFINITY) return;
    this.#timer += 1;
    const timer = this.#timer;
    const lateMs = chance.hits(this.lateTicks) ? chance.between(0, 3_000) : chance.between(0.1, timerSlackMs);
    this.#timerAtMs = Math.max(queue.nowMs, dueMs) + lateMs;
    queue.at(this.#timerAtMs, () => this.#onTimer(timer));
  }

  #onTimer(timer: number): void {
    if (timer !== this.#timer || !this.agent || this.isPaused) return;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    if (this.agent.nextDeadlineMs() <= this.clockMs()) this.feed({ type: 'tick' });
    else this.#arm();
  }
}
