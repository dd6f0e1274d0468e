// Rounds of a real token over the whole data centre: policies, token and decision are the agents' own; only the
// network between them is missing, so every question is answered from memory.
import { writeSlots } from '../../../agent/core/accounting.js';
import { type Evaluation, evaluate } from '../../../agent/core/decision.js';
import { nextSlot } from '../../../agent/core/policy/index.js';
import { fixedPrice } from '../../../agent/core/rules/price.js';
import { targets } from '../../../agent/core/search.js';
import type { CandidateRule } from '../../../agent/core/settings.js';
import { firstHeader, type PolicyName, Token } from '../../../agent/core/token.js';
import { vmAddress } from '../scenario/scenario.js';
import { GlobalOrder } from './global-order.js';
import type { World } from './world.js';

export interface DecisionRules {
  readonly candidates: CandidateRule;
  /** c_m of Eq. 3.2, absolute. */
  readonly migrationCost: number;
  /** Uniform in [0, 1). */
  random(): number;
}

/** A VM that moved; hosts as indices. */
export interface Moved {
  readonly vm: number;
  readonly from: number;
  readonly to: number;
  /** Left side of Eq. 3.2. */
  readonly gain: number;
}

/** A token for a first round: as the agents make one. */
export function makeToken(world: World, policy: PolicyName, migrationCost: number): Token {
  const { map } = world;
  const origin = world.addressOf(0);
  const order = { id: '0000000000000001', policy, migrationCost, maxRounds: 0, origin, fixedList: true };
  const slots = Array.from(world.hostOf, (_, vm) => {
    return { id: vmAddress(world.scenario, vm), level: map.maxLevel, load: 0, visited: false };
  });
  const token = new Token(firstHeader(order, map.maxLevel), slots);
  token.keepIndex();
  return token;
}

/** Hears of each decision after it was carried out. */
export type Decided = (move: Moved | undefined) => void;

/** Takes the token to every VM once. */
export function makeRound(world: World, token: Token, rules: DecisionRules, decided: Decided): void {
  for (let slot = nextSlot(token); slot !== undefined; slot = nextSlot(token)) {
    token.header.holder = token.idAt(slot);
    token.header.sequence += 1;
    // Slots and VMs are both in the order of addresses, so a slot's number is its VM's.
    const { move, settled } = decide(world, slot, rules);
    writeSlots(token, { settled });
    if (move) token.recordMove({ vm: token.header.holder, to: world.addressOf(move.to) });
    token.markVisited(slot);
    decided(move);
  }
  token.startRound();
}

/** The same in the central order, without a token. */
export function makeGlobalRound(world: World, rules: DecisionRules, decided: Decided): void {
  const order = new GlobalOrder(world);
  for (let vm = order.take(); vm !== undefined; vm = order.take()) {
    const { move } = decide(world, vm, rules);
    if (move) order.moved(vm);
    decided(move);
  }
}

/** One VM's decision (thesis 4.2.5), and its move. `settled` is the evaluation from where the VM then runs. */
function decide(world: World, vm: number, rules: DecisionRules): { move?: Moved; settled: Evaluation } {
  const price = fixedPrice(rules.migrationCost);
  const from = world.hostOf[vm]!;
  const neighbours = world.neighboursOf(vm);
  const evaluation = evaluate(world.addressOf(from), neighbours, price, world.map);
  const found = firstWithRoom(world, vm, evaluation, rules);
  if (!found) return { settled: evaluation };
  world.move(vm, found.to);
  const settled = evaluate(world.addressOf(found.to), neighbours, price, world.map);
  return { move: { vm, from, ...found }, settled };
}

function firstWithRoom(
  world: World,
  vm: number,
  evaluation: Evaluation,
  { candidates, random }: DecisionRules,
): { to: number; gain: number } | undefined {
  const { map, directory } = world;
  const options = { rule: candidates, map, directory, nowMs: 0, random };
  for (const { host, gain } of targets(evaluation, options)) {
    const to = world.hostIndex(host);
    if (world.fits(vm, to)) return { to, gain };
  }
  return undefined;
}
