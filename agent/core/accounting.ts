// What a decision leaves behind: in the token's slots, in the token's totals, and as a record for the operator.

import type { Outcome } from './deciding.js';
import type { StayReason } from './decision.js';
import type { Context, DecisionRecord } from './steps.js';
import type { Token } from './token.js';

/** (a) and (b) of the thesis's 4.1, with the levels that hold after the decision. */
export function writeSlots(token: Token, { settled }: Pick<Outcome, 'settled'>): void {
  if (!settled) return;
  const own = token.indexOf(token.header.holder);
  if (own >= 0) token.write(own, settled.level, settled.load);
  for (const { peer, level, bytesPerSecond } of settled.levels) {
    const index = token.indexOf(peer);
    if (index >= 0) token.raise(index, level, bytesPerSecond);
  }
}

/** Adds one VM that stays, or is left out, to the token's totals. */
export function countStay({ header: { stays } }: Token, reason: string): void {
  stays[reason] = (stays[reason] ?? 0) + 1;
}

/** Why a VM's turn has ended without a decision of its own. */
export function briefRecord(context: Context, token: Token, reason: StayReason, detail: string): DecisionRecord {
  const nothing = { neighbours: 0, unlocated: 0, level: 0, load: 0, candidates: [] };
  return { ...recordOf(context, token), name: '', verdict: 'stay', reason, detail, ...nothing };
}

/** The decision, explained. */
export function decisionRecord(context: Context, token: Token, outcome: Outcome): DecisionRecord {
  const { name, evaluation, verdict, target, reason, detail, neighbours, unlocated, candidates } = outcome;
  return {
    ...recordOf(context, token),
    name,
    verdict,
    reason,
    detail,
    neighbours,
    unlocated,
    level: evaluation?.level ?? 0,
    load: evaluation?.load ?? 0,
    candidates,
    ...(target ? { target: { host: target.host, gain: target.gain } } : {}),
  };
}

function recordOf(context: Context, { header }: Token) {
  const { id: tokenId, round, sequence, holder: vm, migrationCost, autoCost } = header;
  return {
    atMs: context.nowMs,
    wallMs: context.wallMs,
    tokenId,
    round,
    sequence,
    vm,
    host: context.settings.host,
    migrationCost,
    ...(autoCost ? { autoCost: true as const } : {}),
  };
}
