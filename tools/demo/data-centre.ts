// The embedded data centre as a whole: the world, its sockets, and one score-agent process for each host.
// Brings it up, answers questions about the whole, takes it down. It injects nothing.
import dgram from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StatusReport } from '../../agent/report/status.js';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { Agents } from './agents.js';
import { writeSettings } from './settings.js';
import type { Site, SiteHost } from './site.js';
import type { Stream } from './traffic.js';
import { World } from './world.js';
import { WorldServer } from './world-server.js';

const agentProgram = fileURLToPath(new URL('../../agent/main.js', import.meta.url));
const followParent = new URL('./follow-parent.js', import.meta.url).href;
/** sun_path holds 107 bytes (unix(7)), and socket names are put behind the folder's. */
const longestFolder = 80;

export class DataCentre {
  readonly world: World;
  readonly agents = new Agents();
  topologyFile = '';
  readonly #site: Site;
  readonly #out: string;
  /** Sockets live apart from `out`, whose path may be too long for them. */
  readonly #sockets: string;
  readonly #server: WorldServer;
  readonly #killAgents = () => this.agents.killAll();

  /** `out` gets the agents' settings and logs. */
  constructor(site: Site, streams: readonly Stream[], out: string) {
    this.#site = site;
    this.#out = out;
    const base = tmpdir().length > longestFolder - 'score-demo-XXXXXX'.length ? '/tmp' : tmpdir();
    this.#sockets = mkdtempSync(path.join(base, 'score-demo-'));
    this.world = new World(site, streams, { clock: () => performance.now(), sleep: (ms) => sleep(ms) });
    this.#server = new WorldServer(this.world, this.#sockets);
  }

  controlSocket(host: SiteHost): string {
    return path.join(this.#sockets, `${host.name}.sock`);
  }

  /** Starts the world, then all agents at once. Resolves when they have been started, not when they are ready. */
  async start(): Promise<void> {
    process.once('exit', this.#killAgents);
    await this.#server.listen();
    const { topologyFile, agentFiles } = writeSettings({
      site: this.#site,
      out: this.#out,
      port: await freePort(),
      worldSocket: (host) => this.#server.socketOf(host.address),
      controlSocket: (host) => this.controlSocket(host),
    });
    this.topologyFile = topologyFile;
    const plans = this.#site.hosts.map((host, index) => ({
      host,
      settingsFile: agentFiles[index]!,
      controlSocket: this.controlSocket(host),
    }));
    this.agents.start(plans, agentProgram, followParent);
  }

  /** Hosts whose agent knows its VMs and has seen all of their traffic. */
  async readyHosts(): Promise<number> {
    const statuses = await this.agents.statuses();
    return statuses.filter((status, index) => this.#isReady(status, this.#site.hosts[index]!.address)).length;
  }

  /** Every running domain on every host, as (VM, host). */
  running(): [Ipv4, Ipv4][] {
    const addresses = new Map(this.#site.vms.map((vm) => [vm.uuid, vm.address]));
    return this.#site.hosts.flatMap(({ address }) => {
      const domains = this.world.domains(address).filter((domain) => domain.running);
      return domains.map((domain): [Ipv4, Ipv4] => [addresses.get(domain.uuid)!, address]);
    });
  }

  /** VMs that each agent says it has; undefined for one that does not answer. */
  async agentVms(): Promise<(string[] | undefined)[]> {
    return (await this.agents.statuses()).map((status) => status?.vms.map((report) => report.vm));
  }

  /** Whether every agent's list of its VMs is the true one. */
  async agentsAgree(): Promise<boolean> {
    const running = this.running();
    return (await this.agentVms()).every((seen, index) => {
      const here = running.filter(([, host]) => host === this.#site.hosts[index]!.address);
      return seen?.length === here.length && here.every(([vm]) => seen.includes(formatIpv4(vm)));
    });
  }

  /** Stops agents and world, and removes the sockets. Logs and settings stay. Safe to call twice. */
  async stop(): Promise<void> {
    await this.agents.stop();
    await this.#server.close();
    rmSync(this.#sockets, { recursive: true, force: true });
    process.off('exit', this.#killAgents);
  }

  #isReady(status: StatusReport | undefined, host: Ipv4): boolean {
    if (!status?.hypervisor.available || !status.datapath.available || !status.redirect.ok) return false;
    const vms = this.running().filter(([, where]) => where === host).length;
    return status.vms.length === vms && status.flows.entries >= this.world.streamsAt(host);
  }
}

/** A UDP port that is free on every address of this machine now. */
async function freePort(): Promise<number> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '0.0.0.0', resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
