// Curves out of measurements: the points that share a curve's name, by size, and how steeply they rise. Pure.
import type { Measurement, Samples } from '../benchmark.js';

export interface Point {
  readonly size: number;
  readonly value: Samples;
  readonly baseline: Samples;
}

export interface Curve {
  readonly name: string;
  readonly unit: string;
  readonly baselineName: string;
  /** Ascending by size. */
  readonly points: readonly Point[];
}

/** Curves of two points at least, in the order in which they first occur. The last point of a size wins. */
export function curvesOf(measurements: readonly Measurement[]): Curve[] {
  const curves = new Map<string, Pick<Curve, 'name' | 'unit' | 'baselineName'> & { bySize: Map<number, Point> }>();
  for (const { curve: name, size, unit, value, baseline, baselineName } of measurements) {
    if (name === undefined || size === undefined) continue;
    const curve = curves.get(name) ?? { name, unit, baselineName, bySize: new Map<number, Point>() };
    curves.set(name, curve);
    curve.bySize.set(size, { size, value, baseline });
  }
  return [...curves.values()]
    .map(({ bySize, ...curve }) => ({ ...curve, points: [...bySize.values()].sort((a, b) => a.size - b.size) }))
    .filter(({ points }) => points.length > 1);
}

/**
 * The exponent k of the power law size^k through the points, by least squares on logarithms; undefined when the
 * medians are not all above zero. 0 is constant, 1 is linear.
 */
export function exponentOf(points: readonly { readonly size: number; readonly value: number }[]): number | undefined {
  if (points.length < 2 || points.some(({ size, value }) => !(size > 0 && value > 0))) return undefined;
  const logs = points.map(({ size, value }) => [Math.log(size), Math.log(value)] as const);
  const mean = (at: 0 | 1): number => logs.reduce((sum, pair) => sum + pair[at], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return variance === 0 ? undefined : covariance / variance;
}
