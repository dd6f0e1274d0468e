// What must hold of a flood, whatever its size. Says what does not.
import type { FloodReport } from './hostile.js';

/** The bounds of the tables, as the files that have them state them. */
const BOUNDS: Readonly<Record<string, number>> = {
  bytes: 64 * 1024 * 1024,
  transfers: 256,
  senders: 256,
  remembered: 16_384,
  heldAcknowledgements: 256,
  proven: 4096,
  untimed: 1024,
  silent: 4096,
  waitingPackets: 64,
};
/** The heap may hold a bomber's share of unfinished messages or not, whenever it is looked at: 16 MiB. */
const MAX_GROWTH_MIB = 24;
/** The allocator keeps some of what was freed. */
const MAX_RESIDENT_GROWTH_MIB = 96;

/** One line for each thing that is wrong; none when all is well. */
export function floodProblems(report: FloodReport): string[] {
  const problems: string[] = [];
  for (const reason of new Set([...Object.keys(report.made), ...Object.keys(report.counted)])) {
    const [made, counted] = [report.made[reason] ?? 0, report.counted[reason] ?? 0];
    if (made !== counted) problems.push(`${reason}: ${made} made, ${counted} counted`);
  }
  if (report.said === 0 || report.heard !== report.said)
    problems.push(`${report.heard} of ${report.said} good ones heard`);
  for (const [table, size] of Object.entries(report.most)) {
    const bound = BOUNDS[table];
    if (bound === undefined || size > bound) problems.push(`${table}: ${size}, more than ${bound}`);
  }
  if (report.heapGrowthMiB > MAX_GROWTH_MIB) problems.push(`the heap has grown by ${report.heapGrowthMiB} MiB`);
  if (report.residentGrowthMiB > MAX_RESIDENT_GROWTH_MIB)
    problems.push(`RSS has grown by ${report.residentGrowthMiB} MiB`);
  return problems;
}
