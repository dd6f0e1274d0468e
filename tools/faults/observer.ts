// What can be watched of a run, and by whom: checkers and the transcript are observers. They see what is true, what is
// on the wire and what agents order; they change nothing. A checker that sees a promise broken throws a Violation,
// which ends the run.
import type { Agent } from '../../agent/core/agent.js';
import type { Address, Message } from '../../agent/core/messages.js';
import type { CoreSettings } from '../../agent/core/settings.js';
import type { Effect, Input } from '../../agent/core/steps.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Job } from './world/world.js';

/** One host's agent as observers may look at it. */
export interface AgentView {
  readonly address: Ipv4;
  readonly settings: CoreSettings;
  /** Counts the agent's lives on this host, from 1. */
  readonly life: number;
  /** Undefined while no agent runs there. */
  readonly agent: Agent | undefined;
  /** It is stopped (SIGSTOP) and will go on. */
  readonly isPaused: boolean;
  /** The host's own clock, ms. */
  clockMs(): number;
}

export interface Observer {
  /** A message leaves. */
  sent?(host: AgentView, message: Message, to: Address): void;
  /** A message is about to be given to an agent. `isReplay`: it was delivered to an earlier life of it before. */
  arrives?(host: AgentView, message: Message, from: Ipv4, isReplay: boolean): void;
  /** The agent has taken it in. */
  arrived?(host: AgentView, message: Message, from: Ipv4, isReplay: boolean): void;
  /** Anything but a message that an agent gives out. */
  effect?(host: AgentView, effect: Effect): void;
  /** An agent is told something by its own host. */
  told?(host: AgentView, input: Input): void;
  started?(host: AgentView): void;
  stopped?(host: AgentView): void;
  /** The machine has lost its power; the agent has stopped before. */
  lostPower?(host: AgentView): void;
  jobBegan?(job: Job): void;
  jobEnded?(job: Job, ok: boolean): void;
  /** What this host's hypervisor holds has changed. */
  changed?(host: Ipv4): void;
  /** A fault or an operator's deed, in words. */
  noted?(words: string): void;
}

/** A promise is broken. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly checker: string;

  constructor(checker: string, message: string) {
    super(message);
    this.checker = checker;
  }
}

type Event = { [Name in keyof Observer]-?: NonNullable<Observer[Name]> };

/** Passes everything on to those who want to know it. */
export class Observers implements Observer {
  readonly #by: { [Name in keyof Event]: Event[Name][] } = {
    sent: [],
    arrives: [],
    arrived: [],
    effect: [],
    told: [],
    started: [],
    stopped: [],
    lostPower: [],
    jobBegan: [],
    jobEnded: [],
    changed: [],
    noted: [],
  };

  add(observer: Observer): void {
    for (const name of Object.keys(this.#by) as (keyof Event)[]) {
      const listener = observer[name]?.bind(observer);
      if (listener) (this.#by[name] as unknown[]).push(listener);
    }
  }

  sent(...event: Parameters<Event['sent']>): void {
    for (const listener of this.#by.sent) listener(...event);
  }

  arrives(...event: Parameters<Event['arrives']>): void {
    for (const listener of this.#by.arrives) listener(...event);
  }

  arrived(...event: Parameters<Event['arrived']>): void {
    for (const listener of this.#by.arrived) listener(...event);
  }

  effect(...event: Parameters<Event['effect']>): void {
    for (const listener of this.#by.effect) listener(...event);
  }

  told(...event: Parameters<Event['told']>): void {
    for (const listener of this.#by.told) listener(...event);
  }

  started(host: AgentView): void {
    for (const listener of this.#by.started) listener(host);
  }

  stopped(host: AgentView): void {
    for (const listener of this.#by.stopped) listener(host);
  }

  lostPower(host: AgentView): void {
    for (const listener of this.#by.lostPower) listener(host);
  }

  jobBegan(job: Job): void {
    for (const listener of this.#by.jobBegan) listener(job);
  }

  jobEnded(job: Job, ok: boolean): void {
    for (const listener of this.#by.jobEnded) listener(job, ok);
  }

  changed(host: Ipv4): void {
    for (const listener of this.#by.changed) listener(host);
  }

  noted(words: string): void {
    for (const listener of this.#by.noted) listener(words);
  }
}
