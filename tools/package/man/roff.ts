// The few macros of man(7) that the manual pages use, and the escapes of running text. Knows no page.

/** Text in roff: nothing in it is taken for a request, and a hyphen stays the character that people copy. */
export function escaped(text: string): string {
  const safe = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(
      /[^\n\x20-\x7e]/gu,
      (letter) => `\\[u${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  return safe.replace(/^([.])/gm, '\\&$1');
}

export const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;
export const italic = (text: string): string => `\\fI${escaped(text)}\\fR`;

/** Running text, one sentence a line: so that a page's source can be compared. */
export function paragraph(text: string): string[] {
  return escaped(text).split(/(?<=[.!?]) (?=[A-Z])/);
}

/** A paragraph with its head on the margin, and its body indented. Both are roff already. */
export function item(head: string, body: readonly string[]): string[] {
  return ['.TP', head, ...body];
}

export function section(title: string, body: readonly string[]): string[] {
  return body.length === 0 ? [] : [`.SH ${quoted(title.toUpperCase())}`, ...body];
}

export function subsection(title: string, body: readonly string[]): string[] {
  return [`.SS ${quoted(title)}`, ...body];
}

export interface PageHead {
  readonly name: string;
  readonly section: 1 | 5 | 8;
  readonly summary: string;
  readonly version: string;
  readonly date: Date;
}

/** A whole page; `body` are its sections after NAME. */
export function page(head: PageHead, body: readonly string[]): string {
  const date = head.date.toISOString().slice(0, 10);
  const title = [head.name.toUpperCase(), `S-CORE ${head.version}`].map(quoted);
  const lines = [
    '.\\" Made by npm run package; do not change it here.',
    `.TH ${title[0]} ${head.section} ${date} ${title[1]} S-CORE`,
    ...section('Name', [`${escaped(head.name)} \\- ${escaped(head.summary)}`]),
    ...body,
  ];
  return `${lines.join('\n')}\n`;
}

/** Lines as they are: shell commands, pieces of a file. */
export function example(lines: readonly string[]): string[] {
  return ['.PP', '.in +4n', '.nf', ...lines.map(escaped), '.fi', '.in'];
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}
