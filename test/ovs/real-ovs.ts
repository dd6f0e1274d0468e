// A private Open vSwitch for tests: network namespaces with unique names, a userspace datapath, VMs played by
// namespaces. Nothing outside of them is touched, and teardown ends only the processes started here.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { shortFolder, type Teardown, until } from '../support/temporary.js';

const run = promisify(execFile);

/** Why the lab tests cannot run here, or undefined when they can. */
export function labObstacle(programs: readonly string[] = []): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root for network namespaces';
  const needed = ['ovs-vswitchd', 'ovsdb-server', 'ovs-ofctl', 'ovs-vsctl', 'ip', 'ethtool', ...programs];
  const missing = needed.filter((program) => spawnSync('which', [program]).status !== 0);
  return missing.length > 0 ? `needs ${missing.join(', ')}` : undefined;
}

export interface Guest {
  readonly namespace: string;
  readonly interface: string;
  readonly address: string;
  readonly mac: string;
}

let count = 0;

export class RealOvs {
  readonly bridge = 'br0';
  readonly runDir: string;
  /** The hypervisor's namespace, in which the agent's side of a test runs. */
  readonly namespace: string;
  readonly #prefix: string;
  readonly #namespaces: string[] = [];
  readonly #processes: ChildProcess[] = [];
  #vswitchd: ChildProcess | undefined;
  #ovsdb: ChildProcess | undefined;

  private constructor(folder: string) {
    this.#prefix = `st${process.pid}-${count++}`;
    this.runDir = `${folder}/run`;
    this.namespace = `${this.#prefix}h`;
  }

  static async start(t: Teardown): Promise<RealOvs> {
    const ovs = new RealOvs(shortFolder(t));
    t.teardown(() => ovs.#end());
    mkdirSync(ovs.runDir);
    await ovs.#addNamespace(ovs.namespace);
    await run('ovsdb-tool', ['create', `${ovs.runDir}/conf.db`, '/usr/share/openvswitch/vswitch.ovsschema']);
    await ovs.startOvsdb();
    await ovs.startVswitchd();
    await ovs.vsctl('add-br', ovs.bridge, '--', 'set', 'bridge', ovs.bridge, 'datapath_type=netdev');
    await run('ip', ['-n', ovs.namespace, 'link', 'set', ovs.bridge, 'up']);
    return ovs;
  }

  get ovsdbSocket(): string {
    return `${this.runDir}/db.sock`;
  }

  async startOvsdb(): Promise<void> {
    const files = [`--pidfile=${this.runDir}/ovsdb-server.pid`, `--unixctl=${this.runDir}/ovsdb-server.ctl`];
    this.#ovsdb = this.spawn('ovsdb-server', `${this.runDir}/conf.db`, `--remote=punix:${this.ovsdbSocket}`, ...files);
    await until('ovsdb-server answers', () => existsSync(this.ovsdbSocket));
  }

  async startVswitchd(): Promise<void> {
    const pidFile = `${this.runDir}/ovs-vswitchd.pid`;
    this.#vswitchd = this.spawn('ovs-vswitchd', `unix:${this.ovsdbSocket}`, `--pidfile=${pidFile}`);
    const control = () => `${this.runDir}/ovs-vswitchd.${readFileSync(pidFile, 'utf8').trim()}.ctl`;
    await until('ovs-vswitchd answers', () => existsSync(pidFile) && existsSync(control()));
  }

  stopVswitchd(): Promise<void> {
    return end(this.#vswitchd);
  }

  stopOvsdb(): Promise<void> {
    return end(this.#ovsdb);
  }

  async vsctl(...parameters: string[]): Promise<string> {
    return (await run('ovs-vsctl', [`--db=unix:${this.ovsdbSocket}`, '--timeout=10', ...parameters])).stdout;
  }

  async ofctl(command: string, ...parameters: string[]): Promise<string> {
    const environment = { ...process.env, OVS_RUNDIR: this.runDir };
    const target = `unix:${this.runDir}/${this.bridge}.mgmt`;
    return (await run('ovs-ofctl', [command, target, ...parameters], { env: environment })).stdout;
  }

  /** A command in the hypervisor's namespace. */
  async host(program: string, ...parameters: string[]): Promise<string> {
    return (await run('ip', ['netns', 'exec', this.namespace, program, ...parameters])).stdout;
  }

  async guestRun(guest: Guest, program: string, ...parameters: string[]): Promise<string> {
    return (await run('ip', ['netns', 'exec', guest.namespace, program, ...parameters])).stdout;
  }

  /** Starts a program in a namespace; ended at teardown. */
  spawn(program: string, ...parameters: string[]): ChildProcess {
    return this.spawnIn(this.namespace, program, ...parameters);
  }

  spawnIn(namespace: string, program: string, ...parameters: string[]): ChildProcess {
    const environment = { ...process.env, OVS_RUNDIR: this.runDir, OVS_LOGDIR: this.runDir, OVS_DBDIR: this.runDir };
    // ip-netns-exec replaces itself by the program, so that the child's pid is the program's.
    const child = spawn('ip', ['netns', 'exec', namespace, program, ...parameters], {
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#processes.push(child);
    return child;
  }

  /** A namespace plugged into the bridge; `vm` marks it as a VM, with a MAC and a domain as libvirt writes them. */
  async addGuest(index: number, options: { vm: boolean; address?: string }): Promise<Guest> {
    const guest: Guest = {
      namespace: `${this.#prefix}g${index}`,
      interface: `vnet${index}`,
      address: options.address ?? `10.9.0.${index}`,
      mac: `52:54:00:00:00:${index.toString(16).padStart(2, '0')}`,
    };
    await this.#addNamespace(guest.namespace);
    const { namespace, address, mac } = guest;
    await run('ip', [
      '-n',
      this.namespace,
      'link',
      'add',
      guest.interface,
      'type',
      'veth',
      'peer',
      'eth0',
      'netns',
      namespace,
    ]);
    await run('ip', ['-n', namespace, 'link', 'set', 'eth0', 'address', mac, 'up']);
    await run('ip', ['-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0']);
    const portMac = `02:00:00:00:00:${mac.slice(-2)}`;
    await run('ip', ['-n', this.namespace, 'link', 'set', guest.interface, 'address', portMac, 'up']);
    const off = ['tx', 'off', 'tso', 'off', 'gso', 'off'];
    await this.guestRun(guest, 'ethtool', '-K', 'eth0', ...off);
    await this.host('ethtool', '-K', guest.interface, ...off);
    const uuid = `00000000-0000-4000-8000-${index.toString().padStart(12, '0')}`;
    const ids = [
      `external_ids:attached-mac="${mac}"`,
      `external_ids:vm-id=${uuid}`,
      'external_ids:iface-status=active',
    ];
    const marks = options.vm ? ['--', 'set', 'interface', guest.interface, ...ids] : [];
    await this.vsctl('add-port', this.bridge, guest.interface, ...marks);
    return guest;
  }

  async #addNamespace(name: string): Promise<void> {
    await run('ip', ['netns', 'add', name]);
    this.#namespaces.push(name);
    await run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  }

  async #end(): Promise<void> {
    for (const child of this.#processes.reverse()) await end(child);
    for (const name of this.#namespaces.reverse()) await run('ip', ['netns', 'delete', name]).catch(() => {});
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(hard);
}
