// A hypervisor for lab tests: namespaces of its own (network, mount, UTS, IPC, PID) in which a real libvirtd runs. Makes
// only what it removes again; the machine's own libvirt, networks and directories are never touched.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../support/temporary.js';
import { childrenOf, LabDaemon } from './lab-daemon.js';

const programs = ['/usr/sbin/libvirtd', '/usr/bin/qemu-system-x86_64', '/usr/bin/virsh'];
const searched = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Why lab tests cannot run here, or undefined when they can. */
export function labMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root (namespaces, libvirtd)';
  const missing = [...programs, ...['ip', 'nsenter', 'unshare'].map(which)].filter((file) => !existsSync(file));
  return missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined;
}

function which(program: string): string {
  const folders = searched.split(':');
  return folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file)) ?? program;
}

const run = (...command: string[]): string =>
  execFileSync(command[0]!, command.slice(1), { encoding: 'utf8', stdio: 'pipe' });

export interface LabHostOptions {
  /** An empty folder that is removed at the end; its path must be short enough for unix sockets. */
  readonly folder: string;
  /** Unique on the machine, at most 12 characters. */
  readonly name: string;
  readonly address: string;
  /** More lines of qemu.conf. */
  readonly qemuConf?: readonly string[];
  /** Lines of libvirtd.conf about who may do what; default: whoever reaches the socket may do everything. */
  readonly access?: readonly string[];
  /** Commands of the shell that the namespaces begin with, before anything runs in them. */
  readonly setUp?: readonly string[];
  /** Told when libvirtd died by itself and is started again. */
  readonly comment?: (text: string) => void;
}

export class LabHost {
  readonly address: string;
  /** Path of libvirtd's socket, reachable from outside of the namespaces. */
  readonly socket: string;
  readonly netns: string;
  readonly libvirtd: LabDaemon;
  readonly #folder: string;
  readonly #name: string;
  readonly #options: LabHostOptions;
  #init: ChildProcess | undefined;
  #initPid = 0;

  constructor(options: LabHostOptions) {
    this.#folder = path.join(options.folder, options.name);
    this.#name = options.name;
    this.#options = options;
    this.netns = options.name;
    this.address = options.address;
    this.socket = path.join(this.#folder, 'run/libvirt-sock');
    this.libvirtd = new LabDaemon(
      () => ['nsenter', ...this.#enter(), '/usr/sbin/libvirtd', '--listen', '-p', '/run/libvirt/libvirtd.pid'],
      (how) => options.comment?.(`libvirtd of ${options.name} died by itself (${how}) and is started again`),
    );
  }

  /** When the test process ends without teardown (a timeout), its namespaces must not stay. */
  readonly #emergency = (): void => {
    if (this.#initPid > 0) process.kill(this.#initPid, 'SIGKILL');
    run('ip', 'netns', 'del', this.netns);
  };

  /** Makes the namespaces; the network has a loopback interface only (see `connectHosts`). */
  async up(): Promise<void> {
    for (const part of ['etc/qemu/networks', 'lib', 'cache', 'log/qemu', 'run']) {
      mkdirSync(path.join(this.#folder, part), { recursive: true });
    }
    this.#writeSettings();
    run('ip', 'netns', 'add', this.netns);
    process.once('exit', this.#emergency);
    run('ip', '-n', this.netns, 'link', 'set', 'lo', 'up');
    const unshare = [
      'unshare',
      '--mount',
      '--uts',
      '--ipc',
      '--pid',
      '--fork',
      '--kill-child',
      'bash',
      path.join(this.#folder, 'init.sh'),
    ];
    this.#init = spawn('ip', ['netns', 'exec', this.netns, ...unshare], { stdio: 'ignore' });
    const pid = this.#init.pid!;
    await until('the init of the namespaces runs', () => existsSync(path.join(this.#folder, 'ready')));
    this.#initPid = childrenOf(pid)[0]!;
  }

  /** Starts libvirtd and waits for its socket. */
  async startLibvirtd(): Promise<void> {
    this.libvirtd.start();
    await this.settled();
  }

  /** Waits until libvirtd answers, which it does at once unless it has just been started, by a test or after a crash. */
  async settled(): Promise<void> {
    await until('virsh reaches libvirtd', () => this.virshWorks(), 20_000);
  }

  /** Runs virsh inside; returns what it printed. Throws with its error text. */
  virsh(...args: string[]): string {
    return this.inside('/usr/bin/virsh', '-q', ...args);
  }

  /** Runs a program inside; likewise. */
  inside(...command: string[]): string {
    return run('nsenter', ...this.entering(...command)).trim();
  }

  /** Arguments of nsenter that run the command inside. */
  entering(...command: string[]): string[] {
    return [...this.#enter(), ...command];
  }

  virshWorks(): boolean {
    try {
      this.virsh('list');
      return true;
    } catch {
      return false;
    }
  }

  /** Ends everything inside, guests included, and removes the network namespace. Harmless the second time. */
  async down(): Promise<void> {
    process.off('exit', this.#emergency);
    this.libvirtd.release();
    if (this.#init && this.#init.exitCode === null && this.#init.signalCode === null) {
      const ended = new Promise((resolve) => this.#init!.once('exit', resolve));
      process.kill(this.#initPid || this.#init.pid!, 'SIGKILL');
      await ended;
    }
    this.#init = undefined;
    if (existsSync(`/run/netns/${this.netns}`)) run('ip', 'netns', 'del', this.netns);
  }

  #enter(): string[] {
    return ['-t', String(this.#initPid), '-m', '-u', '-i', '-n', '-p', '--'];
  }

  #writeSettings(): void {
    const write = (file: string, lines: string[]): void =>
      writeFileSync(path.join(this.#folder, file), `${lines.join('\n')}\n`);
    const bind = (from: string, to: string): string =>
      `mkdir -p ${to} && mount --bind ${path.join(this.#folder, from)} ${to}`;
    write('init.sh', [
      'set -e',
      'mount --make-rprivate /',
      bind('etc', '/etc/libvirt'),
      bind('lib', '/var/lib/libvirt'),
      bind('cache', '/var/cache/libvirt'),
      bind('log', '/var/log/libvirt'),
      bind('run', '/run/libvirt'),
      'mount -t proc proc /proc',
      `hostname ${this.#name}`,
      ...(this.#options.setUp ?? []),
      `touch ${path.join(this.#folder, 'ready')}`,
      // The first process of a PID namespace inherits orphans; bash reaps them while it waits.
      'while :; do sleep 3600 & wait $!; done',
    ]);
    write('etc/libvirtd.conf', [
      'listen_tls = 0',
      'listen_tcp = 1',
      `listen_addr = "${this.address}"`,
      'auth_tcp = "none"',
      'auth_unix_ro = "none"',
      ...(this.#options.access ?? ['auth_unix_rw = "none"', 'unix_sock_group = "root"', 'unix_sock_rw_perms = "0700"']),
      `host_uuid = "${randomUUID()}"`,
    ]);
    write('etc/qemu.conf', [
      'security_driver = "none"',
      'user = "root"',
      'group = "root"',
      'dynamic_ownership = 0',
      'remember_owner = 0',
      'cgroup_controllers = []',
      'namespaces = []',
      'stdio_handler = "file"',
      `migration_address = "${this.address}"`,
      `migration_host = "${this.address}"`,
      'set_process_name = 0',
      ...(this.#options.qemuConf ?? []),
    ]);
  }
}

/** A veth pair between two hosts, each end with its host's address in a /24, or with the same last byte in another one. */
export function connectHosts(a: LabHost, b: LabHost, device = 'eth0', network?: string): void {
  run('ip', 'link', 'add', device, 'netns', a.netns, 'type', 'veth', 'peer', 'name', device, 'netns', b.netns);
  for (const host of [a, b]) {
    const address = network === undefined ? host.address : `${network}.${host.address.split('.').at(-1)}`;
    run('ip', '-n', host.netns, 'addr', 'add', `${address}/24`, 'dev', device);
    run('ip', '-n', host.netns, 'link', 'set', device, 'up');
  }
}

/** Bytes that a device of the host has received. */
export function receivedBytes(host: LabHost, device: string): number {
  const [link] = JSON.parse(run('ip', '-n', host.netns, '-s', '-j', 'link', 'show', device));
  return link.stats64.rx.bytes;
}
