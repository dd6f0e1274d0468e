// A system that systemd has booted, for lab tests: namespaces of its own for processes, mounts, network, control groups,
// names and IPC, and a root folder of the test's own: a whole system, or folders into which the machine's /usr is bound
// read-only. Nothing of the machine is changed, and its kernel settings cannot be. Only what the unit under test needs is
// started.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { shortFolder, type Teardown, until } from '../support/temporary.js';

const init = '/usr/lib/systemd/systemd';
const programs = [init, '/usr/bin/unshare', '/usr/bin/nsenter', '/usr/bin/systemctl', '/usr/bin/journalctl'];
const units = '/usr/lib/systemd/system';

/** Why no system can be booted here, or undefined. */
export function bootObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root for namespaces';
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  const folder = controlGroups();
  if (folder === undefined) return 'no control groups (cgroup2) are mounted';
  try {
    mkdirSync(path.join(folder, `score-probe-${process.pid}`));
    rmdirSync(path.join(folder, `score-probe-${process.pid}`));
    return undefined;
  } catch (error) {
    return `no control group can be made: ${(error as Error).message}`;
  }
}

/** Where cgroup2 is mounted: /sys/fs/cgroup, or beside the older hierarchies. */
function controlGroups(): string | undefined {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines.find((line) => line.includes(' - cgroup2 '))?.split(' ')[4];
}

/** Binds of the booted system: a path here, and the path there. */
export type Binds = readonly (readonly [here: string, there: string])[];

/** In the new namespaces: makes the root folder a root, and becomes its first process. */
const bootScript = `set -e
root=$0
mount --bind "$root" "$root"
cd "$root"
if [ -e bin.local ]; then
  mount --bind /usr usr; mount -o remount,bind,ro usr
  mount -t tmpfs -o mode=755 tmpfs usr/local/bin
  cp -RP bin.local/. usr/local/bin/
fi
while [ $# -gt 0 ]; do mount --bind "$1" "./$2"; mount -o remount,bind,ro "./$2"; shift 2; done
mount -t proc proc proc
mount --bind proc/sys proc/sys; mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm && ln -s pts/ptmx dev/ptmx
for device in null zero full random urandom tty; do touch dev/$device; mount --bind /dev/$device dev/$device; done
mount -t tmpfs -o mode=755 tmpfs run
ip link set lo up
pivot_root . machine
umount -l /machine
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=score-test ${init} --unit=test.target
`;

export class BootedSystem {
  /** The root folder as seen from here; what is mounted there is not. */
  readonly root: string;
  #child: ChildProcess | undefined;
  #group: string | undefined;
  /** Its first process, as numbered here. */
  pid = 0;

  /** `root`: a system that is installed there, and stays. Without it one of folders only, which goes with the test. */
  constructor(t: Teardown, root = folders(t)) {
    this.root = root;
    t.teardown(() => this.#end());
    mkdirSync(this.file('machine'), { recursive: true });
    writeFileSync(this.file('etc/machine-id'), `${'5c0e'.repeat(8)}\n`);
    const target = '[Unit]\nRequires=basic.target\nAfter=basic.target\n';
    writeFileSync(this.file('etc/systemd/system/test.target'), target);
    this.#mask();
  }

  file(...names: string[]): string {
    return path.join(this.root, ...names);
  }

  /** Boots, with `binds` mounted read-only; resolves when nothing is left to be started. */
  async boot(binds: Binds): Promise<void> {
    for (const [here, there] of binds) this.#mountPoint(here, there);
    this.#group = path.join(controlGroups()!, `score-booted-${process.pid}`);
    mkdirSync(this.#group);
    const words = ['--pid', '--fork', '--kill-child', '--mount', '--cgroup', '--net', '--uts', '--ipc'];
    // A control group of its own before the namespace, whose root it becomes.
    const enter = 'echo $$ >"$0/cgroup.procs" && exec unshare "$@"';
    const boot = ['sh', '-c', bootScript, this.root, ...binds.flatMap(([here, there]) => [here, there.slice(1)])];
    const child = spawn('sh', ['-c', enter, this.#group, ...words, ...boot], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    await until(
      'the system is running',
      async () => {
        if (child.exitCode !== null) throw new Error(`the system has ended: ${said}`);
        this.pid = childOf(child.pid!);
        return this.pid > 0 && (await this.#isRunning());
      },
      20_000,
    );
  }

  /** Runs a program there, as root; resolves with what it prints, rejects when it fails. */
  run(...argv: readonly string[]): Promise<string> {
    const enter = ['-t', String(this.pid), '-m', '-u', '-i', '-n', '-p', '-C', '-r', '-w', ...argv];
    return new Promise((resolve, reject) => {
      execFile('nsenter', enter, { encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        error
          ? reject(new Error(`${argv.join(' ')}: ${stderr.trim() || stdout.trim() || error.message}`))
          : resolve(stdout),
      );
    });
  }

  /** Properties of a unit, as `systemctl show` has them. */
  async show(unit: string, ...names: readonly string[]): Promise<Record<string, string>> {
    const text = await this.run('systemctl', 'show', unit, ...names.map((name) => `--property=${name}`));
    return Object.fromEntries(
      text
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );
  }

  /** Entries of the journal that match. */
  async journal(...matches: readonly string[]): Promise<Record<string, string>[]> {
    const text = await this.run('journalctl', '--no-pager', '--all', '--output=json', ...matches);
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  async #isRunning(): Promise<boolean> {
    return (await this.run('systemctl', 'is-system-running').catch(() => '')).trim() === 'running';
  }

  /** Everything that a basic system starts by itself, but the journal. */
  #mask(): void {
    const own = this.file(units);
    const folder = existsSync(own) ? own : units;
    const wanted = readdirSync(folder).filter((name) => name.endsWith('.target.wants'));
    const names = wanted.flatMap((name) => readdirSync(path.join(folder, name)));
    const kept = /^systemd-journald(-dev-log)?\.(service|socket)$/;
    for (const name of new Set([...names, 'openvswitch-switch.service', 'systemd-udevd.service'])) {
      if (!kept.test(name)) symlinkSync('/dev/null', this.file('etc/systemd/system', name));
    }
  }

  #mountPoint(here: string, there: string): void {
    mkdirSync(this.file(path.dirname(there)), { recursive: true });
    if (statSync(here).isDirectory()) mkdirSync(this.file(there), { recursive: true });
    else writeFileSync(this.file(there), '');
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      // The first process of the namespace goes with it, and all others with that.
      child.kill('SIGKILL');
      await ended;
    }
    if (this.#group === undefined || !existsSync(this.#group)) return;
    const group = this.#group;
    const isEmpty = () => readFileSync(path.join(group, 'cgroup.events'), 'utf8').includes('populated 0');
    await until('its processes are gone', isEmpty, 10_000);
    execFileSync('find', [group, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';'], { stdio: 'pipe' });
  }
}

/** A root folder that lacks only /usr. */
function folders(t: Teardown): string {
  const root = shortFolder(t);
  const file = (...names: string[]) => path.join(root, ...names);
  chmodSync(root, 0o755);
  const names = ['usr', 'proc', 'sys', 'dev', 'run', 'tmp', 'root', 'bin.local', 'var/log', 'var/lib'];
  for (const name of [...names, 'etc/systemd/system']) mkdirSync(file(name), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, file(name));
  symlinkSync('../run', file('var/run'));
  for (const name of ['ld.so.cache', 'alternatives']) {
    if (existsSync(`/etc/${name}`))
      cpSync(`/etc/${name}`, file('etc', name), { recursive: true, verbatimSymlinks: true });
  }
  writeFileSync(file('etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n');
  writeFileSync(file('etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  return root;
}

/** The process that `unshare --fork` has forked, or 0. */
function childOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
  } catch {
    return 0;
  }
}
