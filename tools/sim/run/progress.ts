// The line that shows how far a run has come. Pure.
import { bar, change, scaled } from '../../format.js';
import type { Progress } from '../engine/simulate.js';

const barWidth = 20;

/** `run` says which one it is, such as `distributed, c_m 0`. */
export function progressLine(run: string, progress: Progress): string {
  const { iteration, decided, vms, migrations, cost, initialCost } = progress;
  const share = bar(decided / Math.max(vms, 1), barWidth).padEnd(barWidth, '░');
  return `${run}  round ${iteration}  ${share}  cost ${scaled(cost)} (${change(initialCost, cost)})  migrations ${migrations}`;
}
