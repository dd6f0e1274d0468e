// Numbers, bars and tables as text for what people read on a terminal. Pure.

const prefixes = ['', 'k', 'M', 'G', 'T', 'P'];

/** `value` with three digits and a decimal prefix, such as `1.23 G`. */
export function scaled(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  let scale = Math.abs(value);
  let index = 0;
  while (scale >= 999.5 && index < prefixes.length - 1) {
    scale /= 1000;
    index++;
  }
  const digits = index === 0 && Number.isInteger(value) ? 0 : scale >= 100 ? 0 : scale >= 10 ? 1 : 2;
  return `${value < 0 ? '-' : ''}${scale.toFixed(digits)} ${prefixes[index]}`;
}

/** Such as `12.3 MB/s`. */
export function rate(bytesPerSecond: number): string {
  return `${scaled(bytesPerSecond)}B/s`;
}

/** Such as `-34.5 %`, from `before` to `after`. */
export function change(before: number, after: number): string {
  if (before === 0) return after === 0 ? '0 %' : 'new';
  const percent = ((after - before) / before) * 100;
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of at most `width` columns for `share` (0..1), in eighths of a column. */
export function bar(share: number, width: number): string {
  const units = Math.round(Math.min(Math.max(share, 0), 1) * width * 8);
  return '█'.repeat(Math.floor(units / 8)) + eighths[units % 8];
}

/** Columns padded to the widest cell; `right` lists the columns (from 0) whose cells are set to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, at) => (right.includes(at) ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd(),
  );
}
