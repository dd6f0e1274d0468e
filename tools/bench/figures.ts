// Figures as text: numbers with three digits, spreads, targets. Pure.
import { isMet, type Measurement, ratioOf, type Samples, type Target } from './benchmark.js';

/** Three significant digits, without an exponent where people would not write one: `0.0123`, `4.56`, `789`, `123000`. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1000) return String(Math.round(value));
  if (magnitude < 1e-4) return value.toExponential(2);
  return String(Number(value.toPrecision(3)));
}

/** `1.23 us (1.2 .. 1.5)`; a single run has no spread. */
export function withSpread({ median, low, high, count }: Samples, unit: string): string {
  return count === 1 ? `${number(median)} ${unit}` : `${number(median)} ${unit} (${number(low)} .. ${number(high)})`;
}

/** `ratio <= 0.2 and value <= 100 bytes/flow`; empty without targets. */
export function targetText(targets: readonly Target[], unit: string): string {
  return targets
    .map(({ on, max }) => (on === 'value' ? `value <= ${number(max)} ${unit}` : `ratio <= ${number(max)}`))
    .join(' and ');
}

/** `yes`, `NO`, or `-` where nothing was asked for. */
export function metText(measurement: Measurement): string {
  if (measurement.targets.length === 0) return '-';
  return isMet(measurement) ? 'yes' : 'NO';
}

export function ratioText(measurement: Measurement): string {
  return number(ratioOf(measurement));
}
