// Plain text tables and amounts for people. No colours: the output is pasted into tickets.

/** Rows in columns that are as wide as their widest cell; the first row is the head. Columns in `right` are right-aligned. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return cells.join('  ').trimEnd();
  });
}

/** Text that came from outside, on one line and without control characters, which could steer a terminal. */
export function safe(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** 1536 -> `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < binaryUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${binaryUnits[unit]}`;
}

const decimalUnits = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** A cost with three digits that count: 2500000 -> `2.50M`, 12.34 -> `12.3`. */
export function formatCost(cost: number): string {
  if (!Number.isFinite(cost)) return String(cost);
  let value = cost;
  let unit = 0;
  // 999.5 would round up to four digits.
  while (Math.abs(value) >= 999.5 && unit < decimalUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 && Number.isInteger(value) ? String(value) : value.toPrecision(3);
  return `${digits}${decimalUnits[unit]}`;
}

/** 3723000 -> `1h 2m 3s`; below ten seconds with tenths. */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.floor(ms / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ');
}
