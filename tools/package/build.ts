// Writes the package: a folder with the files, then dpkg-deb. The same tree gives the same package, byte by byte.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filled, installedKiB, md5sums } from './control.js';
import type { Entry } from './entry.js';
import { PackageError } from './errors.js';
import { type Build, configurationFiles, layOut, packageName } from './layout.js';

export interface BuildOptions {
  /** The repository. */
  readonly root: string;
  /** Its compiled tree. */
  readonly dist: string;
  /** Where the package goes; made when it is missing. */
  readonly folder: string;
  /** Debian's revision of the version: 1 or more. */
  readonly revision: number;
  /** Default `process.env`: SOURCE_DATE_EPOCH, DEBFULLNAME, DEBEMAIL. */
  readonly environment?: NodeJS.ProcessEnv;
}

const SCRIPTS = ['postinst', 'prerm', 'postrm'];

/** Builds the package and returns its path. Throws PackageError. */
export function buildPackage(options: BuildOptions): string {
  const { root, dist, folder, revision, environment = process.env } = options;
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const debianVersion = `${version}-${revision}`;
  const { DEBFULLNAME: name = 'S-CORE maintainers', DEBEMAIL: address = 's-core@example.org' } = environment;
  const date = dateOf(root, environment);
  const build: Build = { root, dist, version, debianVersion, maintainer: `${name} <${address}>`, date };
  const entries = layOut(build);
  const staging = mkdtempSync(path.join(tmpdir(), 'score-package-'));
  try {
    for (const entry of entries) writeEntry(staging, entry);
    writeControl(staging, build, entries);
    settle(staging, date);
    mkdirSync(folder, { recursive: true });
    const target = path.join(folder, `${packageName}_${debianVersion}_all.deb`);
    const seconds = String(Math.floor(date.getTime() / 1000));
    run('dpkg-deb', ['--root-owner-group', '--uniform-compression', '-Zxz', '--build', staging, target], {
      ...environment,
      SOURCE_DATE_EPOCH: seconds,
    });
    return target;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function writeEntry(staging: string, entry: Entry): void {
  const target = path.join(staging, entry.path);
  mkdirSync(path.dirname(target), { recursive: true });
  if (entry.type === 'link') symlinkSync(entry.target, target);
  else {
    writeFileSync(target, entry.content);
    chmodSync(target, entry.mode);
  }
}

function writeControl(staging: string, { root, debianVersion, maintainer }: Build, entries: readonly Entry[]): void {
  const write = (name: string, text: string, mode = 0o644) =>
    writeEntry(staging, { type: 'file', path: `/DEBIAN/${name}`, content: text, mode: mode as 0o644 });
  const own = (name: string) => readFileSync(path.join(root, 'tools/package/debian', name), 'utf8');
  const values = { VERSION: debianVersion, MAINTAINER: maintainer, INSTALLED_SIZE: String(installedKiB(entries)) };
  write('control', filled(own('control'), values));
  write('conffiles', `${configurationFiles.join('\n')}\n`);
  write('md5sums', md5sums(entries, configurationFiles));
  for (const name of SCRIPTS) write(name, own(name), 0o755);
}

/** Folders get the modes of a package, whatever the umask is here, and everything the same time. */
function settle(folder: string, date: Date): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) settle(full, date);
    else lutimesSync(full, date, date);
  }
  chmodSync(folder, 0o755);
  utimesSync(folder, date, date);
}

/** SOURCE_DATE_EPOCH; else the latest commit; else, without git, the change log. */
function dateOf(root: string, { SOURCE_DATE_EPOCH: epoch }: NodeJS.ProcessEnv): Date {
  if (epoch !== undefined) {
    if (!/^\d{1,12}$/.test(epoch)) throw new PackageError('program', `SOURCE_DATE_EPOCH is ${epoch}, not seconds`);
    return new Date(Number(epoch) * 1000);
  }
  try {
    const seconds = execFileSync('git', ['log', '-1', '--format=%ct'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return new Date(Number(seconds.toString()) * 1000);
  } catch {
    // A tree without its history, or a machine without git.
    return new Date(Math.floor(statSync(path.join(root, 'CHANGELOG.md')).mtimeMs / 1000) * 1000);
  }
}

function run(program: string, argv: readonly string[], environment: NodeJS.ProcessEnv): void {
  try {
    execFileSync(program, argv, { env: { ...environment, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: Buffer };
    const advice = code === 'ENOENT' ? `${program} is missing; install the package dpkg` : stderr?.toString().trim();
    throw new PackageError('program', `${program} failed: ${advice || message}`);
  }
}
