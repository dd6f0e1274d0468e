// A real Open vSwitch for a benchmark, in namespaces and a folder of its own: one hypervisor with 16 VMs, which are
// interfaces of one namespace. It makes real datapath flows by real packets (sender.ts). Nothing is measured here.
import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { peerOf } from './peers.js';

const run = promisify(execFile);
const senderProgram = fileURLToPath(new URL('./sender.js', import.meta.url));

/** The realistic load of the thesis: 16 VMs a host. */
export const vmCount = 16;
export const bridge = 'br0';
const gatewayMac = '52:54:00:ff:00:01';

/** As README.md and systemd/ have it: addresses become visible in the megaflows, packets go on as before. */
const visibility =
  'priority=1,ip,actions=move:NXM_OF_IP_SRC[]->NXM_NX_REG14[],move:NXM_OF_IP_DST[]->NXM_NX_REG15[],NORMAL';

/** One request to ovs-vswitchd stops it until all are added. */
const linesPerFile = 20_000;

export interface BenchVm {
  readonly address: string;
  readonly mac: string;
  readonly uuid: string;
}

export const vms: readonly BenchVm[] = Array.from({ length: vmCount }, (_, index) => ({
  address: `10.9.0.${index + 1}`,
  mac: `52:54:00:00:00:${(index + 1).toString(16).padStart(2, '0')}`,
  uuid: `00000000-0000-4000-8000-${(index + 1).toString().padStart(12, '0')}`,
}));

/** Throws an Error that says what the machine lacks. */
export function requireOpenVSwitch(): void {
  if (process.getuid?.() !== 0) throw new Error('not measured: needs root for network namespaces');
  const needed = [
    'ovs-vswitchd',
    'ovsdb-server',
    'ovsdb-tool',
    'ovs-ofctl',
    'ovs-vsctl',
    'ovs-appctl',
    'ip',
    'ethtool',
  ];
  const missing = needed.filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0)
    throw new Error(`not measured: needs ${missing.join(', ')} (packages openvswitch-switch, iproute2, ethtool)`);
}

let started = 0;

export class BenchOvs {
  readonly folder = mkdtempSync(path.join(tmpdir().length > 40 ? '/tmp' : tmpdir(), 'score-'));
  readonly runDir = path.join(this.folder, 'run');
  readonly namespace: string;
  readonly #guests: string;
  readonly #processes: ChildProcess[] = [];
  #sender: ChildProcess | undefined;
  /** The sender sends for ever and takes no command. */
  #isBusy = false;
  #ended = false;

  private constructor() {
    const prefix = `sb${process.pid}-${started++}`;
    this.namespace = `${prefix}h`;
    this.#guests = `${prefix}g`;
    mkdirSync(this.runDir);
  }

  static async start(): Promise<BenchOvs> {
    requireOpenVSwitch();
    const ovs = new BenchOvs();
    // A benchmark that is killed for its time must leave nothing behind either.
    process.once('exit', () => ovs.#endAtOnce());
    try {
      await ovs.#startDaemons();
      await ovs.#plugVms();
      return ovs;
    } catch (error) {
      await ovs.close();
      throw error;
    }
  }

  get ovsdbSocket(): string {
    return path.join(this.runDir, 'db.sock');
  }

  get vswitchdPid(): number {
    return Number(readFileSync(path.join(this.runDir, 'ovs-vswitchd.pid'), 'utf8'));
  }

  /** CPU time of ovs-vswitchd so far, ms: of its main thread, which dumps flows, or of all its threads. */
  cpuMs(which: 'main' | 'all'): number {
    return cpuMsOf(this.vswitchdPid, which);
  }

  async appctl(...parameters: string[]): Promise<string> {
    const target = path.join(this.runDir, `ovs-vswitchd.${this.vswitchdPid}.ctl`);
    return (await run('ovs-appctl', ['-t', target, ...parameters])).stdout;
  }

  /**
   * Makes `flows` datapath flows, from each VM to its share of peers, as ovs-vswitchd makes them for packets. It does so
   * by itself up to its own limit, 10,000 at first. `still` goes beyond that: no flow is removed any more but by this.
   */
  async fill(flows: number, options: { still: boolean }): Promise<void> {
    if (options.still) {
      await this.appctl('revalidator/pause');
      await this.appctl('dpctl/del-flows');
      await this.#install(flows);
    }
    // A new flow is an upcall; packets of a burst may be lost before one is answered.
    for (let tries = 0; tries < 20; tries += 1) {
      await this.send(flows);
      if ((await this.flowCount()) >= flows) return;
      await sleep(200);
    }
    throw new Error(`only ${await this.flowCount()} of ${flows} datapath flows are there`);
  }

  async #install(flows: number): Promise<void> {
    const ports = new Map(
      [...(await this.appctl('dpif/show')).matchAll(/ (\S+) \d+\/(\d+):/g)].map((m) => [m[1], m[2]]),
    );
    const lines = Array.from({ length: flows }, (_, flow) => {
      const index = flow % vmCount;
      const { mac, address } = vms[index]!;
      const ethernet = `packet_type(ns=0,id=0),eth(src=${mac},dst=${gatewayMac}),eth_type(0x0800)`;
      const ip = `ipv4(src=${address},dst=${peerOf(Math.floor(flow / vmCount))},frag=no)`;
      return `recirc_id(0),in_port(${ports.get(`vnet${index + 1}`)}),${ethernet},${ip} ${ports.get('up0')}\n`;
    });
    const file = path.join(this.folder, 'flows');
    for (let from = 0; from < flows; from += linesPerFile) {
      writeFileSync(file, lines.slice(from, from + linesPerFile).join(''));
      await this.appctl('dpctl/add-flows', file);
    }
  }

  /** Sends one packet through each flow; resolves when all are sent. */
  async send(flows: number): Promise<void> {
    await this.#command(`${flows} 0`);
    // The last ones may still wait in a queue.
    await sleep(50);
  }

  /** Sends packets through the flows, one after the other, until something else is sent. */
  async keepSending(flows: number, packetsPerSecond: number): Promise<void> {
    await this.#command(`${flows} ${packetsPerSecond}`);
    this.#isBusy = true;
  }

  async #command(line: string): Promise<void> {
    if (this.#isBusy) await end(this.#sender);
    if (this.#isBusy) this.#sender = undefined;
    this.#isBusy = false;
    this.#sender ??= this.#spawn(this.#guests, process.execPath, senderProgram, vms.map((vm) => vm.address).join(','));
    const sender = this.#sender;
    sender.stdin!.write(`${line}\n`);
    const given = new AbortController();
    const options = { signal: given.signal };
    const answers = [once(sender.stdout!, 'data', options), once(sender, 'exit', options)];
    for (const answer of answers) answer.catch(() => {});
    await Promise.race(answers);
    given.abort();
    if (sender.exitCode !== null) throw new Error('the program that sends packets has ended');
  }

  /** On the bridge's own interface: what the agent binds to. */
  async addHostAddress(address: string): Promise<void> {
    await run('ip', ['-n', this.namespace, 'address', 'add', address, 'dev', bridge]);
  }

  async flowCount(): Promise<number> {
    return Number(/\bflows: (\d+)/.exec(await this.appctl('dpctl/show'))?.[1] ?? 0);
  }

  async close(): Promise<void> {
    for (const child of this.#processes.reverse()) await end(child);
    this.#endAtOnce();
  }

  async #startDaemons(): Promise<void> {
    for (const name of [this.namespace, this.#guests]) {
      await run('ip', ['netns', 'add', name]);
      await run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
    }
    const { runDir } = this;
    await run('ovsdb-tool', ['create', `${runDir}/conf.db`, '/usr/share/openvswitch/vswitch.ovsschema']);
    const files = [`--pidfile=${runDir}/ovsdb-server.pid`, `--unixctl=${runDir}/ovsdb-server.ctl`];
    this.#spawn(this.namespace, 'ovsdb-server', `${runDir}/conf.db`, `--remote=punix:${this.ovsdbSocket}`, ...files);
    await until('ovsdb-server answers', () => existsSync(this.ovsdbSocket));
    const pidFile = `${runDir}/ovs-vswitchd.pid`;
    this.#spawn(this.namespace, 'ovs-vswitchd', `unix:${this.ovsdbSocket}`, `--pidfile=${pidFile}`);
    await until(
      'ovs-vswitchd answers',
      () => existsSync(pidFile) && existsSync(`${runDir}/ovs-vswitchd.${this.vswitchdPid}.ctl`),
    );
    // Flows must outlast the measurement; revalidation of 100,000 of them must not shrink their number.
    const limits = ['other_config:max-idle=3600000', 'other_config:flow-limit=1000000'];
    await this.#vsctl('set', 'Open_vSwitch', '.', ...limits);
    await this.#vsctl('add-br', bridge, '--', 'set', 'bridge', bridge, 'datapath_type=netdev');
    await run('ip', ['-n', this.namespace, 'link', 'set', bridge, 'up']);
  }

  async #plugVms(): Promise<void> {
    const [host, guests] = [this.namespace, this.#guests];
    const inHost = vms.map((_, index) => `link add vnet${index + 1} type veth peer eth${index + 1} netns ${guests}`);
    const up = vms.map((_, index) => `link set vnet${index + 1} up`);
    await this.#ipBatch(host, [
      ...inHost,
      ...up,
      `link add up0 type veth peer outside netns ${guests}`,
      'link set up0 up',
    ]);
    // Every packet of a VM goes out of its own interface, whoever else lives in this namespace.
    const inGuests = vms.flatMap(({ address, mac }, index) => {
      const [device, table] = [`eth${index + 1}`, 100 + index];
      return [
        `link set ${device} address ${mac} up`,
        `address add ${address}/32 dev ${device}`,
        `neighbour add 10.9.255.254 lladdr ${gatewayMac} dev ${device}`,
        `rule add from ${address} table ${table}`,
        `route add default via 10.9.255.254 dev ${device} onlink table ${table}`,
      ];
    });
    await this.#ipBatch(guests, [...inGuests, 'link set outside up']);
    const ports = vms.flatMap(({ mac, uuid }, index) => {
      const ids = [`external_ids:attached-mac="${mac}"`, `external_ids:vm-id=${uuid}`];
      return ['--', 'add-port', bridge, `vnet${index + 1}`, '--', 'set', 'interface', `vnet${index + 1}`, ...ids];
    });
    await this.#vsctl('add-port', bridge, 'up0', ...ports);
    const target = `unix:${this.runDir}/${bridge}.mgmt`;
    await run('ovs-ofctl', ['add-flow', target, visibility]);
    await run('ovs-ofctl', ['add-flow', target, 'priority=2,ipv6,actions=drop']);
    await this.appctl('fdb/add', bridge, 'up0', '0', gatewayMac);
  }

  async #ipBatch(namespace: string, lines: readonly string[]): Promise<void> {
    const file = path.join(this.folder, 'ip-batch');
    writeFileSync(file, `${lines.join('\n')}\n`);
    await run('ip', ['-n', namespace, '-batch', file]);
  }

  async #vsctl(...parameters: string[]): Promise<void> {
    await run('ovs-vsctl', [`--db=unix:${this.ovsdbSocket}`, '--timeout=20', ...parameters]);
  }

  #spawn(namespace: string, program: string, ...parameters: string[]): ChildProcess {
    const { runDir } = this;
    const env = { ...process.env, OVS_RUNDIR: runDir, OVS_LOGDIR: runDir, OVS_DBDIR: runDir };
    // ip-netns-exec replaces itself by the program, so that the child's pid is the program's.
    const stdio = ['pipe', 'pipe', 'ignore'] as const;
    const child = spawn('ip', ['netns', 'exec', namespace, program, ...parameters], { env, stdio: [...stdio] });
    this.#processes.push(child);
    return child;
  }

  #endAtOnce(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const child of this.#processes) child.kill('SIGKILL');
    for (const name of [this.namespace, this.#guests]) {
      try {
        execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
      } catch {
        // It was never made.
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** CPU time of a process so far, ms: of its main thread, or of all threads that live. */
export function cpuMsOf(pid: number, which: 'main' | 'all'): number {
  const threads = which === 'main' ? [String(pid)] : readdirSync(`/proc/${pid}/task`);
  const of = (thread: string) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return threads.map(of).reduce((sum, ns) => sum + ns, 0) / 1e6;
}

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 500) throw new Error(`after 10 s still not: ${what}`);
    await sleep(20);
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(hard);
}
