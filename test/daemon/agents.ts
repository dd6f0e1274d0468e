// Real score-agent processes for tests: a small embedded data centre on loopback addresses and in a folder of the
// test's own. Every process and socket that is made here is gone after the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { ControlClient } from '../../agent/control/client.js';
import { emptyMemory, MEMORY_FILE } from '../../agent/memory-format.js';
import type { RoundReport, StatusReport } from '../../agent/report/status.js';
import { generateKey, writeKeyFile } from '../../agent/transport/key.js';
import { costMapText, type Site, type SiteHost, type SiteVm } from '../../tools/demo/site.js';
import type { Stream } from '../../tools/demo/traffic.js';
import { World, type WorldOptions } from '../../tools/demo/world.js';
import { WorldServer } from '../../tools/demo/world-server.js';
import { PLAIN_RULES } from '../../tools/plain-rules.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { compiled } from '../support/paths.js';
import { freePort, loopbackAddress, shortFolder, type Teardown, until } from '../support/temporary.js';

/** A process of the agent and all that it has printed. */
export class AgentProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<[code: number | null, signal: string | null]>;
  stdout = '';
  stderr = '';
  private client: ControlClient | undefined;
  private readonly controlSocket: string;

  constructor(test: Teardown, argv: readonly string[], controlSocket = '') {
    // Should the test be killed, follow-parent ends its agents.
    const preload = pathToFileURL(compiled('tools/demo/follow-parent.js')).href;
    this.controlSocket = controlSocket;
    this.child = spawn(process.execPath, ['--import', preload, compiled('agent/main.js'), ...argv], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text) => (this.stdout += text));
    this.child.stderr!.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    this.ended = once(this.child, 'close') as Promise<[number | null, string | null]>;
    test.teardown(() => {
      this.client?.close();
      if (this.running) this.child.kill('SIGKILL');
    });
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async control(): Promise<ControlClient> {
    this.client ??= await ControlClient.connect(this.controlSocket);
    return this.client;
  }

  async status(): Promise<StatusReport> {
    return (await this.control()).status();
  }
}

export interface SitePlan {
  /** One number a host: the VMs that it starts with. */
  readonly vms: readonly number[];
  /** VM slots of each host as its agent is told, and as its hypervisor has them. Default 4 each. */
  readonly slots?: readonly number[];
  readonly realSlots?: readonly number[];
  /** Bytes per second, each way, by the numbers of two VMs. */
  readonly talk: readonly (readonly [a: number, b: number, bytesPerSecond: number])[];
  readonly world?: Partial<WorldOptions>;
}

/** Hosts are numbered from 0, each in a rack of its own; VMs from 0 in the order of their hosts. */
export class TestSite {
  readonly folder: string;
  readonly site: Site;
  readonly world: World;
  readonly port: number;
  private readonly test: Teardown;
  private readonly plan: SitePlan;
  private server: WorldServer | undefined;

  static async make(test: Teardown, plan: SitePlan): Promise<TestSite> {
    return new TestSite(test, plan, await freePort(loopbackAddress(0)));
  }

  private constructor(test: Teardown, plan: SitePlan, port: number) {
    this.test = test;
    this.plan = plan;
    this.port = port;
    this.folder = shortFolder(test);
    const hosts = plan.vms.map((_, index) => hostOf(index, plan.realSlots?.[index] ?? 4));
    const owners = plan.vms.flatMap((count, index) => new Array<Ipv4>(count).fill(hosts[index]!.address));
    const tiers = ['rack', 'core'].map((name, index) => ({ name, weight: index + 1 }));
    this.site = { tiers, hosts, vms: owners.map((host, index) => vmOf(index, host)) };
    const streams = plan.talk.flatMap(([a, b, bytesPerSecond]): Stream[] => [
      { src: this.vm(a), dst: this.vm(b), bytesPerSecond },
      { src: this.vm(b), dst: this.vm(a), bytesPerSecond },
    ]);
    this.world = new World(this.site, streams, { clock: () => performance.now(), sleep, ...plan.world });
    writeFileSync(this.file('topology.yaml'), costMapText(this.site));
    writeKeyFile(this.file('cluster.key'), generateKey());
    // A new data centre: nobody can have been promised anything.
    this.site.hosts.forEach(({ address }, index) => {
      mkdirSync(this.file(`h${index}`), { recursive: true });
      writeFileSync(this.file(`h${index}/${MEMORY_FILE}`), emptyMemory(address));
    });
    test.teardown(() => this.closeWorld());
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  vm(index: number): Ipv4 {
    return this.site.vms[index]!.address;
  }

  host(index: number): Ipv4 {
    return this.site.hosts[index]!.address;
  }

  /** Hypervisors and datapaths appear. */
  async openWorld(): Promise<void> {
    this.server = new WorldServer(this.world, this.folder);
    await this.server.listen();
  }

  /** Hypervisors and datapaths vanish; what they have stays as it is. */
  async closeWorld(): Promise<void> {
    await this.server?.close();
    this.server = undefined;
  }

  controlSocket(index: number): string {
    return this.file(`c${index}.sock`);
  }

  /** Writes a host's settings, with some of them changed, and returns the file. */
  writeSettings(index: number, changes: object = {}): string {
    const host = this.site.hosts[index]!;
    const embedded = { driver: 'embedded', socket: this.file(`w${index + 1}.sock`) };
    const settings = {
      version: 1,
      host: formatIpv4(host.address),
      port: this.port,
      topology: this.file('topology.yaml'),
      keyFile: this.file('cluster.key'),
      controlSocket: this.controlSocket(index),
      stateDir: this.file(`h${index}`),
      capacity: { slots: this.plan.slots?.[index] ?? 4 },
      guests: { prefixes: [`${loopbackAddress(0).replace(/\d+$/, '128')}/25`] },
      hypervisor: embedded,
      datapath: embedded,
      flows: { pollIntervalMs: 100, windowMs: 2000 },
      requests: { timeoutMs: 100, attempts: 3 },
      ...PLAIN_RULES,
      ...changes,
    };
    const file = this.file(`h${index}/agent.yaml`);
    // As an editor does: an agent that reads it in this moment sees the old file or the new one.
    writeFileSync(`${file}.new`, stringify(settings, { aliasDuplicateObjects: false }));
    renameSync(`${file}.new`, file);
    return file;
  }

  start(index: number, changes: object = {}): AgentProcess {
    return new AgentProcess(this.test, ['--config', this.writeSettings(index, changes)], this.controlSocket(index));
  }

  /** Starts the world and every agent, and waits until each has seen its VMs and their traffic. */
  async startAll(changes: (index: number) => object = () => ({})): Promise<AgentProcess[]> {
    await this.openWorld();
    const agents = this.site.hosts.map((_, index) => this.start(index, changes(index)));
    await Promise.all(agents.map((agent, index) => this.untilReady(agent, index)));
    return agents;
  }

  async untilReady(agent: AgentProcess, index: number): Promise<void> {
    const isReady = async (): Promise<boolean> => {
      if (!agent.running) throw new Error(`the agent of host ${index} has ended: ${agent.stderr}`);
      const status = await agent.status().catch(() => undefined); // It does not listen yet.
      return status !== undefined && this.sees(status, index);
    };
    await until(`host ${index} is ready`, isReady, 20_000);
  }

  /** Where the VM runs: the host's number. */
  placeOf(vm: number): number {
    return this.site.hosts.findIndex(({ address }) => address === this.world.hostOf(this.vm(vm)));
  }

  private sees({ hypervisor, datapath, redirect, vms, flows }: StatusReport, index: number): boolean {
    const here = this.site.vms.filter((vm) => this.world.hostOf(vm.address) === this.host(index));
    const talking = here.filter((vm) => this.world.streams.some(({ src }) => src === vm.address));
    const isUp = hypervisor.available && datapath.available && redirect.ok;
    return isUp && vms.length === talking.length && flows.entries >= this.world.streamsAt(this.host(index));
  }
}

/** Injects a round on the agent and waits for its report. Without `vms` they are discovered. */
export async function runRound(agent: AgentProcess, options: { vms?: Ipv4[]; force?: boolean } = {}) {
  const client = await agent.control();
  const order = { policy: 'round-robin', migrationCost: 0, rounds: 1 } as const;
  const { tokenId } = await client.inject({ ...order, ...options });
  return (): Promise<RoundReport> => client.wait({ tokenId, timeoutMs: 40_000 });
}

/** All datagrams that the agent has dropped. */
export function droppedBy({ transport }: StatusReport): number {
  return Object.values(transport.dropped).reduce((sum, count) => sum + count, 0);
}

function hostOf(index: number, slots: number): SiteHost {
  // Memory is never short, so that slots decide.
  return {
    name: `host-${index}`,
    address: ipv4(loopbackAddress(index)),
    at: `rack-${index}`,
    slots,
    memoryMiB: 65_536,
  };
}

function vmOf(index: number, host: Ipv4): SiteVm {
  const number = index.toString(16).padStart(2, '0');
  return {
    name: `vm-${index}`,
    address: ipv4(loopbackAddress(128 + index)),
    mac: `52:54:00:00:00:${number}`,
    uuid: `00000000-0000-4000-8000-0000000000${number}`,
    memoryMiB: 1024,
    host,
  };
}
