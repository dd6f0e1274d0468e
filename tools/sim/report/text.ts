// Text for people: names made safe for HTML and XML, and numbers with SI prefixes. No layout.

const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML 1.0 (section 2.2) forbids, lone surrogates included, become U+FFFD. */
export function printable(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}

/** A list of texts as Vega's expressions have it. Their parser ends lines at U+2028 and U+2029, which JSON does not escape. */
export function expressionList(texts: readonly string[]): string {
  return JSON.stringify(texts).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
}

/** Text for element content and quoted attributes, in HTML and in XHTML. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => replacements[character]!);
}

/** A blank that does not break: a number stays with its unit. */
const blank = '\u{A0}';
const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

/**
 * Three significant digits and an SI prefix, then the unit: `1.23 GB/s`. Numbers below 1 get no prefix, and small
 * whole numbers no fraction. What is not finite is a dash.
 */
export function si(value: number, unit = ''): string {
  if (!Number.isFinite(value)) return '–';
  const rounded = Number(value.toPrecision(3));
  const magnitude = Math.abs(rounded);
  const step = magnitude < 1000 ? 0 : Math.min(prefixes.length - 1, Math.floor(Math.log10(magnitude) / 3 + 1e-9));
  const scaled = rounded / 1000 ** step;
  const digits = step === 0 ? String(scaled) : scaled.toPrecision(3);
  const suffix = `${prefixes[step]}${unit}`;
  return suffix === '' ? digits : `${digits}${blank}${suffix}`;
}

/** A rate in bytes per second. */
export function rate(bytesPerSecond: number): string {
  return si(bytesPerSecond, 'B/s');
}

/** A whole number with commas between the thousands. */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** A share as a percentage with three significant digits: `28.5 %`. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${Number((100 * share).toPrecision(3))}${blank}%` : '–';
}

/** Migration costs worth trying: on a data centre of the thesis's kind the gains lie around 0.001 % to 0.1 % of the cost. */
export const suggestedSweep = '--sweep 0,0.001%,0.01%,0.1%,1%,5%';

/** A time with one decimal, in milliseconds below a second: `0.3 ms`, `2.8 s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const isShort = seconds < 0.99995;
  return `${(isShort ? 1000 * seconds : seconds).toFixed(1)}${blank}${isShort ? 'ms' : 's'}`;
}

/** Sentences as element content; an option that they name stays in one line and can be copied. */
export function prose(text: string): string {
  return escapeHtml(text).replace(suggestedSweep, '<code>$&</code>');
}

/** A factor such as cost / best known. */
export function factor(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 3 : 1) : '–';
}

/** Counts with their noun in the right number: `1 VM`, `2 VMs`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)}${blank}${value === 1 ? noun : plural}`;
}

/** Joins as a sentence does: `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
