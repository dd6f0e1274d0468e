// Whether a scenario is a success: every way to fail, as a sentence. Pure.
import type { RoundReport } from '../../../agent/report/status.js';
import type { GuestState } from '../guest-client.js';

export interface Found {
  readonly guests: ReadonlyMap<string, GuestState | undefined>;
  /** By guest, the living hosts whose libvirt runs it. */
  readonly placement: ReadonlyMap<string, readonly string[]>;
}

export interface FaultRecord {
  readonly name: string;
  readonly title: string;
  readonly what: string;
  /** From the fault to the first agent that had the token beyond; undefined: none within the bound. */
  readonly goesOnMs: number | undefined;
  readonly goesOnWithinMs: number;
  /** From the fault to the report at the host of the injection; undefined: it did not come. */
  readonly endedMs: number | undefined;
  readonly report: RoundReport | undefined;
  /** Guests that ended with their hypervisor. */
  readonly lostGuests: readonly string[];
  readonly before: Found;
  readonly after: Found;
  /** Hosts whose agents hold the token after the round has ended. */
  readonly stillHolding: readonly string[];
  /** Hosts whose agents ended although nobody killed them. */
  readonly fallen: readonly string[];
}

export function findFaultProblems(record: FaultRecord): string[] {
  const { goesOnMs, goesOnWithinMs, endedMs, stillHolding, fallen } = record;
  const problems = guestProblems(record);
  if (goesOnMs === undefined) problems.push(`the round has not gone on within ${goesOnWithinMs / 1000} s`);
  if (endedMs === undefined) problems.push('the round has not ended');
  for (const host of stillHolding) problems.push(`${host} holds a token of a round that has ended`);
  for (const host of fallen) problems.push(`the agent of ${host} ended by itself`);
  return problems;
}

function guestProblems({ before, after, lostGuests }: FaultRecord): string[] {
  const problems: string[] = [];
  for (const [vm, was] of before.guests) {
    if (lostGuests.includes(vm)) continue;
    const is = after.guests.get(vm);
    if (!is) problems.push(`${vm} does not answer`);
    else if (was?.bootId !== is.bootId) problems.push(`${vm} has not kept its boot id`);
    else if (!(is.counter > was.counter)) problems.push(`${vm}'s counter has not gone on`);
    const hosts = after.placement.get(vm) ?? [];
    if (hosts.length !== 1)
      problems.push(`${vm} runs on ${hosts.length} hosts (${hosts.join(', ')}), not on exactly one`);
  }
  return problems;
}
