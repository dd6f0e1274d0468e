// An Open vSwitch for tests without root: servers on real unix sockets that speak the real protocols and replay what
// Open vSwitch 3.1 said. It answers the methods the agent uses and forwards no packet.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { JsonRpcConnection } from '../../agent/jsonrpc/connection.js';
import { JsonRpcServer } from '../../agent/jsonrpc/server.js';
import { shortFolder, type Teardown } from '../support/temporary.js';

export interface FakeInterface {
  readonly name: string;
  readonly ofport: number;
  readonly datapathPort: number;
  readonly mac?: string;
  readonly uuid?: string;
  /** Bytes received and sent, as `statistics` has them. */
  readonly counted?: readonly [received: number, sent: number];
}

let pids = 100;

export class FakeOvs {
  readonly bridge = 'br0';
  readonly runDir: string;
  readonly commands: { name: string; parameters: unknown }[] = [];
  /** What `dpctl/dump-flows` answers; undefined: no answer, as a stopped daemon. */
  dump: string | undefined = '';
  /** False: what is asked of the database beside `monitor` and `echo` is not answered. */
  answersQueries = true;
  #interfaces: FakeInterface[] = [];
  #ovsdb: JsonRpcServer | undefined;
  #vswitchd: JsonRpcServer | undefined;
  readonly #monitors = new Set<JsonRpcConnection>();

  constructor(t: Teardown) {
    this.runDir = `${shortFolder(t)}/run`;
    mkdirSync(this.runDir);
    t.teardown(async () => {
      await this.stopOvsdb();
      await this.stopVswitchd();
    });
  }

  get ovsdbSocket(): string {
    return `${this.runDir}/db.sock`;
  }

  async startOvsdb(): Promise<void> {
    this.#ovsdb = new JsonRpcServer((connection) => {
      connection.onRequest(async (method, parameters) => {
        if (method === 'transact') return this.answersQueries ? this.#select(parameters) : new Promise(() => {});
        if (method !== 'monitor') throw new Error('unknown method');
        this.#monitors.add(connection);
        connection.onClose(() => this.#monitors.delete(connection));
        return this.#tables(this.#interfaces);
      });
    });
    await this.#ovsdb.listen(this.ovsdbSocket);
  }

  async startVswitchd(): Promise<void> {
    const pid = pids++;
    this.#vswitchd = new JsonRpcServer((connection) => {
      connection.onRequest(async (name, parameters) => {
        this.commands.push({ name, parameters });
        if (name === 'dpif/show') return this.#dpifShow();
        if (name === 'dpctl/dump-flows') return this.dump ?? new Promise(() => {});
        throw new Error(`"${name}" is not a valid command (use "list-commands" to see a list of valid commands)`);
      });
    });
    await this.#vswitchd.listen(`${this.runDir}/ovs-vswitchd.${pid}.ctl`);
    writeFileSync(`${this.runDir}/ovs-vswitchd.pid`, `${pid}\n`);
  }

  async stopOvsdb(): Promise<void> {
    await this.#ovsdb?.close();
    this.#ovsdb = undefined;
  }

  async stopVswitchd(): Promise<void> {
    await this.#vswitchd?.close();
    this.#vswitchd = undefined;
    rmSync(`${this.runDir}/ovs-vswitchd.pid`, { force: true });
  }

  /** Plugs and unplugs interfaces, and tells the monitors as ovsdb-server does: whole rows, `old` only for the gone. */
  setInterfaces(interfaces: FakeInterface[]): void {
    const before = this.#interfaces;
    this.#interfaces = interfaces;
    const updates = this.#tables(interfaces);
    for (const { name } of before.filter((old) => !interfaces.some((one) => one.name === old.name))) {
      updates.Port![`port-${name}`] = { old: {} };
      updates.Interface![`interface-${name}`] = { old: {} };
    }
    for (const connection of this.#monitors) connection.notify('update', [null, updates]);
  }

  #tables(interfaces: readonly FakeInterface[]): Record<string, Record<string, unknown>> {
    const local: FakeInterface = { name: this.bridge, ofport: 65534, datapathPort: 1 };
    const all = [local, ...interfaces];
    const rows = (prefix: string, row: (one: FakeInterface) => object) =>
      Object.fromEntries(all.map((one) => [`${prefix}-${one.name}`, { new: row(one) }]));
    const ports = ['set', all.map((one) => ['uuid', `port-${one.name}`])];
    return {
      Bridge: { 'bridge-1': { new: { name: this.bridge, ports } } },
      Port: rows('port', (one) => ({ name: one.name, interfaces: ['uuid', `interface-${one.name}`] })),
      Interface: rows('interface', (one) => ({
        name: one.name,
        type: one === local ? 'internal' : '',
        ofport: one.ofport,
        mac_in_use: 'fe:1b:0c:f4:75:40',
        external_ids: ['map', one.mac ? [['attached-mac', one.mac], ...(one.uuid ? [['vm-id', one.uuid]] : [])] : []],
        error: ['set', []],
      })),
    };
  }

  /** As ovsdb-server answers a select of names and statistics; an interface that nothing was counted of has an empty map. */
  #select(parameters: unknown): object[] {
    this.commands.push({ name: 'transact', parameters });
    const rows = this.#interfaces.map(({ name, counted }) => {
      const pairs = counted
        ? [
            ['collisions', 0],
            ['rx_bytes', counted[0]],
            ['tx_bytes', counted[1]],
          ]
        : [];
      return { name, statistics: ['map', pairs] };
    });
    return [{ rows }];
  }

  #dpifShow(): string {
    const ports = this.#interfaces.map((one) => `    ${one.name} ${one.ofport}/${one.datapathPort}: (system)\n`);
    return `netdev@ovs-netdev: hit:6 missed:14\n  ${this.bridge}:\n    ${this.bridge} 65534/1: (tap)\n${ports.join('')}`;
  }
}
