// Fewer points for a plot, without losing what it is about: a million migrations and a long run with churn have to
// fit a drawing of some hundred points.
import type { CostSample, SimulatedMigration } from '../results.js';

/** Most points of one line. */
export const maxPoints = 240;

/** One migration of the sorted gains. */
export interface GainPoint {
  /** 1-based place among all migrations, the greatest gain first. */
  readonly rank: number;
  /** Left side of Eq. 3.2. */
  readonly gain: number;
}

/** The gains from the greatest to the smallest, at evenly spaced ranks, first and last included. */
export function sortedGains(migrations: readonly SimulatedMigration[], points = maxPoints / 2): GainPoint[] {
  const gains = Float64Array.from(migrations, ({ gain }) => gain).sort();
  const last = gains.length - 1;
  const ranks = new Set<number>();
  for (let index = 0; index < points && last >= 0; index++) ranks.add(Math.round((index * last) / (points - 1)));
  return [...ranks].map((rank) => ({ rank: rank + 1, gain: gains[last - rank]! }));
}

/** Of each run of consecutive samples the lowest and the highest, so that spikes keep their height. */
export function thinCosts(samples: readonly CostSample[], points = maxPoints): CostSample[] {
  if (samples.length <= points) return [...samples];
  const kept = new Set<number>([0, samples.length - 1]);
  const buckets = Math.floor(points / 2) - 1;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const [from, to] = [bucket, bucket + 1].map((edge) => Math.floor((edge * samples.length) / buckets));
    let [low, high] = [from!, from!];
    for (let index = from!; index < to!; index++) {
      if (samples[index]!.cost < samples[low]!.cost) low = index;
      if (samples[index]!.cost > samples[high]!.cost) high = index;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b).map((index) => samples[index]!);
}
