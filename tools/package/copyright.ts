// The package's copyright file in Debian's machine-readable format (DEP-5): the project's licence and that of each npm
// package that is shipped. Pure.
import type { Dependency } from './dependencies.js';
import { programFolder } from './programs.js';

/** Texts that every Debian system has below /usr/share/common-licenses. */
const COMMON = ['Apache-2.0'];

export function copyrightFile(dependencies: readonly Dependency[]): string {
  const head = [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: S-CORE',
    'Comment: The npm packages below usr/lib/score/node_modules are shipped as their authors published them,',
    ' without what only other platforms or their tests use.',
  ];
  const own = ['Files: *', 'Copyright: the S-CORE authors', 'License: Apache-2.0'];
  const paragraphs = [head, own, ...dependencies.map(paragraphOf), ...common()];
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function paragraphOf(dependency: Dependency): string[] {
  const { name, version, licence, licenceText } = dependency;
  return [
    `Files: ${programFolder.slice(1)}/node_modules/${name}/*`,
    ...folded('Copyright', holders(dependency)),
    `Comment: ${name} ${version}`,
    `License: ${licence}`,
    ...(COMMON.includes(licence) ? [] : indented(licenceText)),
  ];
}

/** The lines that name whom a copyright belongs to. The text of the Apache licence has one to be filled in. */
function holders({ licenceText, author }: Dependency): string[] {
  const lines = licenceText.split('\n').map((line) => line.trim());
  const named = lines.filter((line) => /^Copyright\b(?! \[yyyy\])/i.test(line) && /\d{4}|@|\bby\b/.test(line));
  const clean = named.map((line) => line.replace(/^Copyright\s*(\(c\)|©)?\s*/i, '').replace(/\s*All rights.*$/i, ''));
  return clean.length > 0 ? clean : [author];
}

function folded(field: string, [first = '', ...rest]: readonly string[]): string[] {
  return [`${field}: ${first}`, ...rest.map((line) => ` ${line}`)];
}

function indented(text: string): string[] {
  const lines = text.trim().split('\n');
  return lines.map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`));
}

function common(): string[][] {
  return COMMON.map((licence) => [
    `License: ${licence}`,
    ` On Debian systems the text of this licence is in /usr/share/common-licenses/${licence}.`,
  ]);
}
