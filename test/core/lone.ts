// One agent's core, or one part of it, alone: settings, a context whose clock the test sets, and short ways to
// say domains, ports and flows. What several agents do together is cluster.ts's.
import { Agent } from '../../agent/core/agent.js';
import type { Domain, FlowSample, VmPort } from '../../agent/core/drivers.js';
import type { Message } from '../../agent/core/messages.js';
import { NOTHING, type Remembered } from '../../agent/core/remembered.js';
import type { CoreSettings } from '../../agent/core/settings.js';
import type { Context, Effect, Input } from '../../agent/core/steps.js';
import type { Token } from '../../agent/core/token.js';
import type { CostMap } from '../../topology/cost-map.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { macOf, seeded } from './cluster.js';
import { treeMap } from './maps.js';
import { here, port, settingsOf } from './settings.js';

export { here, port };
export const there = ipv4('10.0.3.1');

export interface TestContext extends Context {
  nowMs: number;
  wallMs: number;
  readonly effects: Effect[];
}

export function contextOf(changes: Partial<CoreSettings> = {}, map: CostMap = treeMap): TestContext {
  const effects: Effect[] = [];
  const emit = (effect: Effect): void => void effects.push(effect);
  return {
    settings: settingsOf(changes),
    map,
    nowMs: 0,
    wallMs: 0,
    random: seeded(1),
    effects,
    emit,
    defer: (work) => work(),
  };
}

/** Messages among the effects, in order, with their destinations. */
export function sends(effects: readonly Effect[]): { to: Ipv4; message: Message }[] {
  return effects.flatMap((effect) =>
    effect.type === 'send' ? [{ to: effect.to.address, message: effect.message }] : [],
  );
}

export function uuidOf(vm: Ipv4): string {
  return `00000000-0000-0000-0000-${vm.toString(16).padStart(12, '0')}`;
}

export function domainOf(vm: Ipv4, changes: Partial<Domain> = {}): Domain {
  const { uuid, name } = { uuid: uuidOf(vm), name: formatIpv4(vm) };
  return { uuid, name, memoryMiB: 1024, macs: [macOf(vm)], running: true, ...changes };
}

/** The VM's port; its OpenFlow number is the address's last byte, its datapath number one more. */
export function portOf(vm: Ipv4, changes: Partial<VmPort> = {}): VmPort {
  const ofport = vm & 255;
  return { name: `vnet${ofport}`, ofport, datapathPort: ofport + 1, mac: macOf(vm), ...changes };
}

export function sampleOf(src: Ipv4, dst: Ipv4, bytes: number, changes: Partial<FlowSample> = {}): FlowSample {
  const ends = { src, dst, srcMac: macOf(src), dstMac: macOf(dst), inPort: (src & 255) + 1 };
  return { ufid: `${src}/${dst}`, ...ends, protocol: 6, srcPort: 0, dstPort: 0, packets: 1, bytes, ...changes };
}

/** Messages of this kind among the effects, in order. */
export function messagesOf<K extends Message['type']>(
  effects: readonly Effect[],
  type: K,
): Extract<Message, { type: K }>[] {
  const found = sends(effects).filter(({ message }) => message.type === type);
  return found.map(({ message }) => message as Extract<Message, { type: K }>);
}

/** The only message of this kind among the effects. */
export function sole<K extends Message['type']>(effects: readonly Effect[], type: K): Extract<Message, { type: K }> {
  const found = messagesOf(effects, type);
  if (found.length !== 1) throw new Error(`${found.length} messages of type ${type}`);
  return found[0]!;
}

/** The effects of this kind, in order. */
export function ofType<K extends Effect['type']>(effects: readonly Effect[], type: K): Extract<Effect, { type: K }>[] {
  return effects.filter((effect): effect is Extract<Effect, { type: K }> => effect.type === type);
}

/** Texts of what was logged. */
export function logsOf(effects: readonly Effect[]): string[] {
  return ofType(effects, 'log').map(({ message }) => message);
}

/** The three fields by which messages name a hop. */
export function hopFields({ header: { id: tokenId, generation, sequence } }: Token) {
  return { tokenId, generation, sequence };
}

/** Offers the token to the agent, which gets a copy. */
export function offer(lone: Lone, token: Token, from: Ipv4 = there): Effect[] {
  return lone.hear({ type: 'token', token: token.copy(), offer: true }, from);
}

/** Offers the token and grants the hop when it was accepted: from then on the agent holds it. */
export function granted(lone: Lone, token: Token, from: Ipv4 = there): Effect[] {
  const effects = offer(lone, token, from);
  const ack = messagesOf(effects, 'token-ack').find(({ accepted }) => accepted);
  if (ack?.incarnation === undefined) return effects;
  const { incarnation } = ack;
  return [...effects, ...lone.hear({ type: 'token-grant', ...hopFields(token), incarnation }, from)];
}

/** The next VM's host accepts the token that the agent has just offered. Returns what follows, the grant first. */
export function accepted(lone: Lone, token: Token, host: Ipv4 = there, vms: readonly Ipv4[] = []): Effect[] {
  const ack = { type: 'token-ack', ...hopFields(token), host, accepted: true, reason: '' } as const;
  return lone.hear({ ...ack, incarnation: 77, vms }, host);
}

/** One agent with a clock that the test moves. */
export class Lone {
  agent: Agent;
  nowMs = 0;
  /** The last that it asked to be remembered. */
  remembered: Remembered = NOTHING;
  readonly #changes: Partial<CoreSettings>;
  readonly #map: CostMap;
  #lives = 0;

  constructor(
    changes: Partial<CoreSettings> = {},
    map: CostMap = treeMap,
    remembered: Remembered | undefined = NOTHING,
  ) {
    this.#changes = changes;
    this.#map = map;
    this.agent = this.#start(remembered);
  }

  #start(remembered: Remembered | undefined): Agent {
    this.#lives += 1;
    this.agent = new Agent(settingsOf(this.#changes), this.#map, seeded(this.#lives), this.nowMs, remembered);
    this.step({ type: 'driver', driver: 'hypervisor' });
    this.step({ type: 'driver', driver: 'datapath' });
    return this.agent;
  }

  /** The agent dies and starts again, with what it asked to be remembered. What runs here has to be told anew. */
  restart(): void {
    this.#start(this.remembered);
  }

  /** The same, and the file with its memory is gone. */
  restartBlank(): void {
    this.#start(undefined);
  }

  /** Takes the input; whatever it sends has left the socket at once. */
  step(input: Input): Effect[] {
    const effects = this.agent.step(this.nowMs, input);
    for (const { remembered } of ofType(effects, 'remember')) this.remembered = remembered;
    const deliveries = effects.flatMap((effect) =>
      effect.type === 'send' && effect.delivery ? [effect.delivery] : [],
    );
    return [...effects, ...deliveries.flatMap((delivery) => this.step({ type: 'sent', delivery }))];
  }

  hear(message: Message, from: Ipv4 = there): Effect[] {
    return this.step({ type: 'message', message, from: { address: from, port } });
  }

  /** Lets the time pass, waking the agent whenever it asks to be. Returns all effects. */
  pass(forMs: number): Effect[] {
    const effects: Effect[] = [];
    const endMs = this.nowMs + forMs;
    for (let due = this.agent.nextDeadlineMs(); due <= endMs; due = this.agent.nextDeadlineMs()) {
      this.nowMs = Math.max(this.nowMs, due);
      effects.push(...this.step({ type: 'tick' }));
    }
    this.nowMs = endMs;
    return effects;
  }

  /** VMs with their ports, each known by its address since it has sent something. */
  host(...vms: Ipv4[]): void {
    this.step({ type: 'ports', ports: vms.map((vm) => portOf(vm)) });
    this.step({ type: 'domains', domains: vms.map((vm) => domainOf(vm)) });
    this.step({ type: 'flows', samples: [] });
    this.talk(vms.map((vm) => [vm, ipv4('192.0.2.1'), 0]));
  }

  /** One poll, 500 ms after the last, that shows these flows with so many bytes since the last poll. */
  talk(pairs: readonly (readonly [src: Ipv4, dst: Ipv4, bytes: number])[]): Effect[] {
    this.nowMs += 500;
    const samples = pairs.map(([src, dst, bytes]) =>
      sampleOf(src, dst, bytes, { ufid: `${this.nowMs}/${src}/${dst}` }),
    );
    return this.step({ type: 'flows', samples });
  }
}
