// Which file of the tree goes where on a hypervisor. Reads the tree; writes nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { debianChangeLog } from './changelog.js';
import { bashCompletion } from './completion.js';
import { foldersAbove } from './control.js';
import { copyrightFile } from './copyright.js';
import { dependencyFiles, runtimeDependencies } from './dependencies.js';
import { compressed, type Entry, file, link } from './entry.js';
import { PackageError } from './errors.js';
import { costMapPage } from './man/cost-map-page.js';
import { programPage } from './man/program-page.js';
import { settingsPage } from './man/settings-page.js';
import { programFiles, programFolder, programs } from './programs.js';

export const packageName = 'score-agent';
/**
 * Every host edits these, so dpkg asks on every host when one of them has changed in a new version. They are short, say
 * only what does not change, and are no place for a reference: that is in the examples and the manual pages.
 */
const CONFIGURATION = ['agent.yaml', 'topology.yaml'];
export const configurationFiles = CONFIGURATION.map((name) => `/etc/score/${name}`);

export interface Build {
  /** The repository. */
  readonly root: string;
  /** Its compiled tree. */
  readonly dist: string;
  /** Of package.json. */
  readonly version: string;
  /** With Debian's revision. */
  readonly debianVersion: string;
  readonly maintainer: string;
  readonly date: Date;
}

const DOCUMENTS = `/usr/share/doc/${packageName}`;
/** Where the files of systemd/ go. A file that is not named here fails the build, so that none is forgotten. */
const SYSTEMD: Readonly<Record<string, string>> = {
  'score-agent.service': '/usr/lib/systemd/system/score-agent.service',
  'score-ovs-access.path': '/usr/lib/systemd/system/score-ovs-access.path',
  'score-ovs-access.service': '/usr/lib/systemd/system/score-ovs-access.service',
  'score.sysusers': '/usr/lib/sysusers.d/score.conf',
  'score.tmpfiles': '/usr/lib/tmpfiles.d/score.conf',
  'score-libvirt.rules': '/usr/share/polkit-1/rules.d/60-score.rules',
  'score.catalog': '/usr/lib/systemd/catalog/score.catalog',
  'agent.yaml': `${DOCUMENTS}/examples/agent.yaml`,
  'README.md': `${DOCUMENTS}/systemd/README.md`,
};
/** For people: as in the tree, so that the links between them hold. Of a folder the files in it that are no code. */
const DOCUMENT_SOURCES = [
  ...['README.md', 'SECURITY.md', 'CHANGELOG.md', 'docs', 'docs/monitoring', 'topology', 'topology/examples'],
  ...['agent/core', 'agent/core/rules', 'tools/sim/README.md'],
];
const SOURCE_CODE = /\.(ts|schema\.json)$/;

/** All files and links of the package, sorted by place. Throws PackageError. */
export function layOut(build: Build): Entry[] {
  const dependencies = runtimeDependencies(build.root);
  const { version, root, dist } = build;
  const manifest = { name: packageName, version, type: 'module', private: true, license: 'Apache-2.0' };
  const entries = [
    ...programFiles(dist),
    file(`${programFolder}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`),
    ...dependencies.flatMap((dependency) => dependencyFiles(dependency, programFolder)),
    ...services(root),
    ...CONFIGURATION.map((name) => file(`/etc/score/${name}`, read(root, `tools/package/debian/${name}`))),
    link(`${DOCUMENTS}/examples/topology.yaml`, '../topology/examples/three-tier.yaml'),
    ...['agent/config/agent', 'topology/topology'].map((name) =>
      file(`/usr/share/${packageName}/${path.basename(name)}.schema.json`, read(root, `${name}.schema.json`)),
    ),
    ...manualPages(build),
    ...programs.map(({ program }) =>
      file(`/usr/share/bash-completion/completions/${program.name}`, bashCompletion(program)),
    ),
    ...documents(root),
    file(`${DOCUMENTS}/README.Debian`, read(root, 'tools/package/debian/README.Debian')),
    file(`${DOCUMENTS}/copyright`, copyrightFile(dependencies)),
    compressed(`${DOCUMENTS}/changelog`, read(root, 'CHANGELOG.md')),
    compressed(`${DOCUMENTS}/changelog.Debian`, changeLog(build)),
    file(`/usr/share/lintian/overrides/${packageName}`, read(root, 'tools/package/debian/lintian-overrides')),
  ];
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function read(root: string, name: string): string {
  const full = path.join(root, name);
  if (!existsSync(full)) throw new PackageError('tree', `${full} is missing`);
  return readFileSync(full, 'utf8');
}

function services(root: string): Entry[] {
  return readdirSync(path.join(root, 'systemd')).map((name) => {
    const target = SYSTEMD[name];
    if (target === undefined)
      throw new PackageError('tree', `say in tools/package/layout.ts where systemd/${name} goes`);
    return file(target, adapted(name, read(root, `systemd/${name}`)));
  });
}

/** What is different on a host with the package: no program from elsewhere is taken. */
function adapted(name: string, text: string): string {
  if (name === 'score-agent.service')
    return replaced(name, text, /^(ExecStart|ExecReload)=score-agent /gm, '$1=/usr/bin/score-agent ');
  return text;
}

function replaced(name: string, text: string, pattern: RegExp, by: string): string {
  if (!pattern.test(text)) throw new PackageError('tree', `systemd/${name} has no line ${pattern.source}`);
  return text.replace(pattern, by);
}

function manualPages({ root, version, date }: Build): Entry[] {
  const schema = read(root, 'topology/topology.schema.json');
  const map = read(root, 'tools/package/debian/topology.yaml')
    .replace(/^#.*\n|\n(?=\n)/gm, '')
    .trim();
  return [
    ...programs.map(({ program }) => {
      const { name, section } = program;
      return compressed(`/usr/share/man/man${section}/${name}.${section}`, programPage(program, version, date));
    }),
    compressed('/usr/share/man/man5/agent.yaml.5', settingsPage(version, date)),
    compressed('/usr/share/man/man5/topology.yaml.5', costMapPage(schema, map, version, date)),
  ];
}

function documents(root: string): Entry[] {
  const inside = (folder: string) =>
    readdirSync(path.join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && !SOURCE_CODE.test(entry.name))
      .map(({ name }) => path.posix.join(folder, name));
  const names = DOCUMENT_SOURCES.flatMap((source) => (source.endsWith('.md') ? [source] : inside(source)));
  const there = new Set([...names, 'systemd/README.md'].flatMap((name) => [`/${name}`, ...foldersAbove(`/${name}`)]));
  return names.map((name) => {
    const text = read(root, name);
    return file(`${DOCUMENTS}/${name}`, name.endsWith('.md') ? withoutLinksTo(name, text, there) : text);
  });
}

/** Links to what only the repository has, such as its code, are left as their text. */
function withoutLinksTo(name: string, text: string, there: ReadonlySet<string>): string {
  return text.replace(/\[([^\][]*)\]\(([^)#:\s]+)(?:#[^)\s]*)?\)/g, (link: string, words: string, target: string) =>
    there.has(path.posix.join('/', path.posix.dirname(name), target).replace(/\/$/, '')) ? link : words,
  );
}

function changeLog({ root, debianVersion, maintainer, date }: Build): string {
  return debianChangeLog(read(root, 'CHANGELOG.md'), { packageName, version: debianVersion, maintainer, date });
}
