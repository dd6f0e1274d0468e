// Numbers and instants as people read them. Decimal prefixes for rates and costs, binary ones for memory; all times UTC.

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** Three figures and a prefix: 14.0 M, 298 k, 0. */
export function scaled(value: number): string {
  if (!Number.isFinite(value)) return '?';
  let [rest, index] = [Math.abs(value), 0];
  while (rest >= 999.5 && index < PREFIXES.length - 1) [rest, index] = [rest / 1000, index + 1];
  const digits = rest >= 99.5 || (index === 0 && Number.isInteger(rest)) ? 0 : rest >= 9.95 ? 1 : 2;
  return `${value < 0 ? '−' : ''}${rest.toFixed(digits)} ${PREFIXES[index]}`.trim();
}

/** A count: 1,234; from a million on as `scaled`. */
export function whole(value: number): string {
  return value < 1e6 ? value.toLocaleString('en-US') : scaled(value);
}

/** Bytes per second. */
export function rate(bytesPerSecond: number): string {
  const text = scaled(bytesPerSecond);
  return /[a-z]$/i.test(text) ? `${text}B/s` : `${text} B/s`;
}

export function memory(memoryMiB: number): string {
  return memoryMiB < 1024 ? `${Math.round(memoryMiB)} MiB` : `${(memoryMiB / 1024).toFixed(1).replace(/\.0$/, '')} GiB`;
}

/** The two greatest units: 3 d 4 h, 12 s. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  const two = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return two.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** Of an ISO instant: the time when it is of the same UTC day as `now`, else the date too. */
export function clock(at: string, now: string): string {
  const [date = '', time = ''] = at.split('T');
  return now.startsWith(date) ? time.slice(0, 8) : `${date.slice(5)} ${time.slice(0, 5)}`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
