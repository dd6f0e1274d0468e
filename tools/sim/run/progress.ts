// The line that shows how far a run has come. Pure.
import { bar, change, scaled } from '../../format.js';
import type { Progress } from '../engine/simulate.js';
import type { SimulatedPolicy } from '../results.js';

const barWidth = 20;

export function progressLine(policy: SimulatedPolicy, progress: Progress): string {
  const { iteration, decided, vms, migrations, cost, initialCost } = progress;
  const share = bar(decided / Math.max(vms, 1), barWidth).padEnd(barWidth, '░');
  return `${policy}  round ${iteration}  ${share}  cost ${scaled(cost)} (${change(initialCost, cost)})  migrations ${migrations}`;
}
