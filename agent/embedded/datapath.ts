// The datapath driver of the embedded data centre. The world prints flows as ovs-vswitchd does; the parser
// for that text belongs to another adapter and is therefore handed in by the daemon.
import type { EmbeddedConfig } from '../config/config.js';
import type { Datapath, FlowSample, VmPort } from '../core/drivers.js';
import { Refresher } from '../refresher.js';
import { WorldClient } from './client.js';
import { worldMethods } from './protocol.js';

const callTimeoutMs = 5000;

/** Makes samples of the text of one `dpctl/dump-flows -m`; leaves out recirculated and dropped flows. */
export type DumpParser = (text: string) => readonly FlowSample[];

export class EmbeddedDatapath implements Datapath {
  readonly #client: WorldClient;
  readonly #parse: DumpParser;
  readonly #listeners: (() => void)[] = [];
  #ports: readonly VmPort[] = [];
  readonly #refresher = new Refresher(() => this.#readPorts());

  constructor(config: EmbeddedConfig, parse: DumpParser) {
    this.#client = new WorldClient(config.socket);
    this.#parse = parse;
    this.#client.onChange(() => void this.#refresher.request());
  }

  /** Resolves when the ports are known, or when it is known that the world is away. */
  async start(): Promise<void> {
    await this.#client.start();
    await this.#refresher.request();
  }

  unavailable(): string | undefined {
    return this.#client.unavailable();
  }

  ports(): readonly VmPort[] {
    return this.#ports;
  }

  async poll(): Promise<readonly FlowSample[]> {
    const text = await this.#client.call(worldMethods.dumpFlows, ['-m'], callTimeoutMs);
    if (typeof text !== 'string') throw new Error(`${worldMethods.dumpFlows} answered with ${typeof text}, not text`);
    return this.#parse(text);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #readPorts(): Promise<void> {
    try {
      this.#ports = (await this.#client.call(worldMethods.ports, [], callTimeoutMs)) as VmPort[];
    } catch {
      // An absent world is a state that `unavailable` tells; the last known ports stay, and its return brings another
      // change, hence another reading.
    }
    for (const listener of this.#listeners) listener();
  }
}
