// The Debian change log, from the newest section of CHANGELOG.md. The older ones are in changelog.gz, which is that file.
import { PackageError } from './errors.js';

export interface ChangeLogHead {
  readonly packageName: string;
  readonly version: string;
  readonly maintainer: string;
  readonly date: Date;
}

/** As deb-changelog(5) wants it. Throws PackageError('tree') where CHANGELOG.md has no section with a list. */
export function debianChangeLog(changeLog: string, { packageName, version, maintainer, date }: ChangeLogHead): string {
  const [, section = ''] = changeLog.split(/^## .*$/m);
  const items = section
    .split(/^- /m)
    .slice(1)
    .map((item) => item.replaceAll('`', '').split(/\s+/).join(' ').trim());
  if (items.length === 0) throw new PackageError('tree', 'CHANGELOG.md: its first section has no list of changes');
  return [
    `${packageName} (${version}) unstable; urgency=medium`,
    '',
    ...items.flatMap((item) => wrapped(item).map((line, index) => `${index === 0 ? '  * ' : '    '}${line}`)),
    '',
    ` -- ${maintainer}  ${rfc5322(date)}`,
    '',
  ].join('\n');
}

/** In lines that lintian does not find too long. */
function wrapped(text: string): string[] {
  return text.match(/.{1,74}(?: |$)/g)?.map((line) => line.trim()) ?? [text];
}

/** As `date -R` in UTC. */
function rfc5322(date: Date): string {
  return date.toUTCString().replace(/GMT$/, '+0000');
}
