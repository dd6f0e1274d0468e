// Whether a measured round is a success: every way to fail, as a sentence. Pure; the facts are summary.ts's.
import { HOSTS, SLOTS_PER_HOST } from './plan.js';
import type { RoundRecord } from './round.js';
import type { Summary } from './summary.js';

/** What the flow table may be wrong by, as a share of what the switch port counted. */
const MAX_FLOW_DEVIATION = 0.05;

export type Results = Pick<
  Summary,
  | 'initialCost'
  | 'finalCost'
  | 'coreBytesPerSecondBefore'
  | 'coreBytesPerSecondAfter'
  | 'migrations'
  | 'guests'
  | 'flowTable'
>;

/** What is wrong with a round that was to make things better. */
export function improvementProblems(results: Results): string[] {
  const problems: string[] = [];
  const { coreBytesPerSecondBefore: coreBefore, coreBytesPerSecondAfter: coreAfter } = results;
  if (!(coreAfter < coreBefore)) {
    problems.push(`traffic on the core links did not fall: ${coreBefore} -> ${coreAfter} B/s`);
  }
  if (!(results.finalCost < results.initialCost)) {
    problems.push(`the cost did not fall: ${results.initialCost} -> ${results.finalCost}`);
  }
  return problems;
}

/** What is wrong with any round. */
export function findProblems({ after, report }: RoundRecord, results: Results): string[] {
  const problems: string[] = [];
  for (const { vm, bootIdKept, counterContinued } of results.guests) {
    if (!bootIdKept) problems.push(`${vm} has not kept its boot id`);
    else if (!counterContinued) problems.push(`${vm}'s counter has not gone on`);
    const hosts = after.placement.get(vm) ?? [];
    if (hosts.length !== 1)
      problems.push(`${vm} runs on ${hosts.length} hosts (${hosts.join(', ')}), not on exactly one`);
  }
  if (report.migrations.length !== results.migrations.length) {
    problems.push(
      `libvirt completed ${results.migrations.length} migrations, the agents report ${report.migrations.length}`,
    );
  }
  for (const { vm, host, direction, deviation } of results.flowTable) {
    if (deviation <= MAX_FLOW_DEVIATION) continue;
    problems.push(`flow table of ${host} is ${(deviation * 100).toFixed(1)} % off for what ${vm} has ${direction}`);
  }
  for (const { name } of HOSTS) {
    const held = [...after.placement.values()].filter((hosts) => hosts.includes(name)).length;
    if (held > SLOTS_PER_HOST) problems.push(`${name} holds ${held} guests in ${SLOTS_PER_HOST} slots`);
  }
  return problems;
}
