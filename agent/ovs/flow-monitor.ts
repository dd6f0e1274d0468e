// Open vSwitch as the agent's datapath: ports from OVSDB, flows from ovs-vswitchd's control socket. Reads only;
// the rules that the agent adds to the bridge are in steering.ts.
import type { OpenVSwitchConfig } from '../config/config.js';
import type { Datapath, FlowSample, VmPort } from '../core/drivers.js';
import type { Logger } from '../log.js';
import { Refresher } from '../refresher.js';
import { backoffMs } from './backoff.js';
import { type BridgeDatapath, parseDpifShow } from './dpif-show.js';
import { DumpReader } from './dump-reader.js';
import { OvsdbMonitor } from './ovsdb.js';
import type { PortCounters } from './port-counters.js';
import { Unixctl } from './unixctl.js';

const showTimeoutMs = 3000;
/** A dump of 100,000 flows takes ovs-vswitchd about 1.5 s on a loaded host. */
const dumpTimeoutMs = 15_000;
const closedText = 'the datapath was closed by this agent';

export interface OpenVSwitchDatapathOptions {
  /** Flows to this UDP port are the agents' own messages and are left out of `poll`. */
  readonly agentPort?: number;
}

export class OpenVSwitchDatapath implements Datapath {
  readonly #config: OpenVSwitchConfig;
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  readonly #reader: DumpReader;
  readonly #ovsdb: OvsdbMonitor;
  readonly #unixctl: Unixctl;
  readonly #listeners: (() => void)[] = [];
  #datapath: BridgeDatapath | undefined;
  /** Without counters: these change all the time, and no listener is told. */
  #ports: readonly VmPort[] = [];
  #counters: ReadonlyMap<string, PortCounters> = new Map();
  #vswitchdWhy: string | undefined = 'ovs-vswitchd: not asked yet';
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  readonly #refresher = new Refresher(() => this.#readDatapath());
  #polling: Promise<readonly FlowSample[]> | undefined;
  #announced = '';
  #closed = false;

  constructor(config: OpenVSwitchConfig, log: Pick<Logger, 'info' | 'warn'>, options: OpenVSwitchDatapathOptions = {}) {
    this.#config = config;
    this.#log = log;
    this.#reader = new DumpReader(options);
    this.#ovsdb = new OvsdbMonitor(config.ovsdbSocket, () => void this.#refresh());
    this.#unixctl = new Unixctl(config.runDir, () => void this.#refresh());
  }

  async start(): Promise<void> {
    await this.#ovsdb.start();
    await this.#refresh();
  }

  unavailable(): string | undefined {
    const why = this.#ovsdb.unavailable();
    if (why !== undefined) return why;
    const { bridge, ovsdbSocket } = this.#config;
    if (!this.#ovsdb.view(bridge).exists) return `OVSDB at ${ovsdbSocket} has no bridge ${bridge}`;
    return this.#vswitchdWhy;
  }

  /** With what the latest poll has counted for them. */
  ports(): readonly VmPort[] {
    return this.#ports.map((port) => {
      const counters = this.#counters.get(port.name);
      return counters === undefined ? port : { ...port, counters };
    });
  }

  /** The bridge's own MAC, of the LOCAL port, as OVSDB knows it. */
  localMac(): string | undefined {
    return this.#ovsdb.view(this.#config.bridge).localMac;
  }

  /**
   * Overlapping calls share one dump: a slow ovs-vswitchd must not be asked twice. Rejects after `close`: a control
   * socket that is opened then would stay open.
   */
  poll(): Promise<readonly FlowSample[]> {
    if (this.#closed) return Promise.reject(new Error(closedText));
    this.#polling ??= this.#poll().finally(() => {
      this.#polling = undefined;
    });
    return this.#polling;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#ovsdb.close();
    this.#unixctl.close();
  }

  async #poll(): Promise<readonly FlowSample[]> {
    if (this.#vswitchdWhy !== undefined) await this.#refresh();
    if (this.#closed) throw new Error(closedText);
    const datapath = this.#datapath;
    if (!datapath) throw new Error(this.unavailable() ?? `bridge ${this.#config.bridge} is on no datapath`);
    const parameters = ['--no-names', datapath.datapath];
    this.#reader.begin();
    try {
      const counted = this.#readCounters();
      await this.#unixctl.read('dpctl/dump-flows', parameters, this.#reader, { timeoutMs: dumpTimeoutMs });
      this.#counters = await counted;
      const { samples, flows, malformed } = this.#reader.end();
      if (malformed > 0) this.#log.warn('datapath flows that could not be read', { lines: malformed, of: flows });
      return samples;
    } catch (error) {
      this.#vswitchdLost((error as Error).message);
      throw error;
    }
  }

  /** Never rejects: flows are worth having without. */
  #readCounters(): Promise<ReadonlyMap<string, PortCounters>> {
    return this.#ovsdb.counters().catch(() => new Map());
  }

  /** Reads the datapath's port numbers anew, then tells the listeners if anything is different. */
  #refresh(): Promise<void> {
    return this.#closed ? Promise.resolve() : this.#refresher.request();
  }

  async #readDatapath(): Promise<void> {
    if (this.#closed) return;
    const { bridge } = this.#config;
    try {
      const text = await this.#unixctl.command('dpif/show', [], { timeoutMs: showTimeoutMs });
      this.#datapath = parseDpifShow(text, bridge);
      if (!this.#datapath) throw new Error(`bridge ${bridge} is not on a datapath yet`);
      this.#vswitchdWhy = undefined;
      this.#failures = 0;
      this.#announce();
    } catch (error) {
      this.#vswitchdLost((error as Error).message);
    }
  }

  #vswitchdLost(text: string): void {
    if (this.#closed) return;
    this.#vswitchdWhy = `ovs-vswitchd: ${text}`;
    this.#failures++;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#refresh(), backoffMs(this.#failures));
    this.#retry.unref();
    this.#announce();
  }

  #announce(): void {
    if (this.#closed) return;
    const view = this.#ovsdb.view(this.#config.bridge);
    this.#ports = view.ports.map(({ name, ofport, mac, domainUuid }) => {
      const datapathPort = this.#datapath?.ports.get(name);
      return {
        name,
        ofport,
        mac,
        ...(datapathPort === undefined ? {} : { datapathPort }),
        ...(domainUuid === undefined ? {} : { domainUuid }),
      };
    });
    const why = this.unavailable();
    const state = JSON.stringify([why, view.localMac, this.#ports]);
    if (state === this.#announced) return;
    const before = JSON.parse(this.#announced || '[null]')[0] as string | null;
    this.#announced = state;
    if (why !== undefined && why !== before) this.#log.warn('Open vSwitch is not available', { why });
    else if (why === undefined && before !== null) this.#log.info('Open vSwitch is available again');
    for (const listener of this.#listeners) listener();
  }
}
