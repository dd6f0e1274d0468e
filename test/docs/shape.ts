// Whether what a document shows is what a program prints: the same lines in the same order, whatever the numbers, times
// and identifiers. Words, addresses and names count.

/** In this order of precedence: an address is kept, an instant, an identifier and an amount are not. */
const VARYING = new RegExp(
  [
    '(?<kept>\\b\\d+(?:\\.\\d+){3}(?:/\\d+)?\\b|\\bh[0-9]\\b)',
    '(?<time>\\d{4}-\\d\\d-\\d\\d(?:T[\\d:.]+Z)?)',
    '(?<id>\\b(?:[0-9a-f]{16}|[0-9a-f]{8})\\b)',
    '(?<amount>(?<![\\w-])-?(?:\\d+[dhm] )*\\d+(?:\\.\\d+)*(?: ?(?:[KMGT]iB|B|ms|[kMGTsmhd])\\b)?(?:/s)?(?![\\w-]))',
  ].join('|'),
  'g',
);

function shapeOf(line: string): string {
  const masked = line.replace(VARYING, (...match) => {
    const { kept, time, id } = match.at(-1) as Record<string, string | undefined>;
    return kept ?? (time ? 'TIME' : id ? 'ID' : 'N');
  });
  // Columns are as wide as their widest cell.
  return masked.replace(/ +/g, ' ').trim();
}

/** A line, or the rows of a table, which begin with an instant or an address: time decides about their order. */
type Part = { readonly line: string } | { readonly rows: readonly string[]; readonly isPartial: boolean };

const isRow = (line: string) => /^(TIME|\d+(\.\d+){3}) /.test(line);
const isSkip = (line: string | undefined) => line === '...';

function partsOf(lines: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (!isRow(line)) {
      parts.push({ line });
      continue;
    }
    const start = at;
    while (isRow(lines[at + 1] ?? '') || (isSkip(lines[at + 1]) && isRow(lines[at + 2] ?? ''))) at++;
    const rows = lines.slice(start, at + 1);
    const isPartial = [...rows, lines[start - 1], lines[at + 1]].some(isSkip);
    parts.push({ rows: rows.filter((row) => !isSkip(row)).sort(), isPartial });
  }
  return parts;
}

function agree(documented: Part, printed: Part | undefined): boolean {
  if (printed === undefined) return false;
  if ('line' in documented) return 'line' in printed && documented.line === printed.line;
  if (!('rows' in printed)) return false;
  if (documented.isPartial) return documented.rows.every((row) => printed.rows.includes(row));
  return documented.rows.join('\n') === printed.rows.join('\n');
}

function textOf(part: Part | undefined): string {
  return part === undefined ? '(nothing more)' : 'line' in part ? part.line : part.rows.join('\n            ');
}

/** The first part of `documented` that is not where it should be in `printed`, or undefined: they agree. No lines agree with any. */
export function mismatch(documented: readonly string[], printed: readonly string[]): string | undefined {
  if (documented.length === 0) return undefined;
  const parts = partsOf(printed.map(shapeOf));
  let at = 0;
  let maySkip = false;
  for (const part of partsOf(documented.map(shapeOf))) {
    if ('line' in part && isSkip(part.line)) {
      maySkip = true;
      continue;
    }
    const ahead = maySkip ? parts.findIndex((other, index) => index >= at && agree(part, other)) : at;
    if (ahead < 0 || !agree(part, parts[ahead])) return difference(part, parts[at]);
    at = ahead + 1;
    maySkip = false;
  }
  return maySkip || at === parts.length ? undefined : difference(undefined, parts[at]);
}

function difference(documented: Part | undefined, printed: Part | undefined): string {
  return `documented: ${textOf(documented)}\nprinted:    ${textOf(printed)}`;
}
