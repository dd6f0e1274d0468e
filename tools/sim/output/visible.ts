// Text from files and names of folders as a terminal may show it. Not for HTML: report/text.ts.

/**
 * One line: control characters, which can move the cursor or change what stands there, those that turn the direction
 * of text, and line ends become escapes such as `\u{1b}`.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (each) => `\\u{${each.codePointAt(0)!.toString(16)}}`);
}

/** The same, but line feeds end lines. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}
