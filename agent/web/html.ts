// HTML as a tagged template that escapes whatever is put into it. Names of VMs come from their owners and reasons from
// other programs, so nothing reaches a page in any other way.

/** Longest foreign text shown, UTF-16 units. */
const LONGEST = 400;

/** Markup that is safe as it is. Only `html` and `raw` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Html | undefined | readonly Html[];

/** Text, escaped; markup and lists of markup as they are; nothing for undefined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, index) => text + shown(parts[index - 1]) + string));
}

/** The agent's own style and script, which are no HTML. */
export function raw(text: string): Html {
  return new Html(text);
}

function shown(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return escaped(plainText(`${part}`));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** Cut, and without characters that nobody sees or that turn the order of what stands beside them (Unicode's class C). */
function plainText(text: string): string {
  const visible = text.replace(/[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return visible.length <= LONGEST ? visible : `${visible.slice(0, LONGEST)}…`;
}
