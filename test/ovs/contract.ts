// What every Open vSwitch datapath must do for the agent, whether the other side is real or played.
import type { Test } from 'tap';
import type { OpenVSwitchConfig } from '../../agent/config/config.js';
import { OpenVSwitchDatapath } from '../../agent/ovs/flow-monitor.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { type Teardown, until } from '../support/temporary.js';

/** One side to run the suite against. Guests are VMs 10.9.0.1 and 10.9.0.2 with MACs 52:54:00:00:00:01 and :02. */
export interface DatapathHarness {
  readonly bridge: string;
  readonly runDir: string;
  readonly ovsdbSocket: string;
  startOvsdb(): Promise<void>;
  startVswitchd(): Promise<void>;
  stopOvsdb(): Promise<void>;
  stopVswitchd(): Promise<void>;
  plug(index: number): Promise<void>;
  unplug(index: number): Promise<void>;
  /** Makes VM 1 send to VM 2 and back, with IP addresses visible in the datapath. */
  talk(): Promise<void>;
}

export const quiet = { info: () => {}, warn: () => {} };

export function configOf(harness: Pick<DatapathHarness, 'bridge' | 'runDir' | 'ovsdbSocket'>): OpenVSwitchConfig {
  const { bridge, runDir, ovsdbSocket } = harness;
  return { driver: 'openvswitch', bridge, runDir, ovsdbSocket, ipVisibility: 'rule', repairIntervalMs: 5000 };
}

/** `make` gives a side that is up, with an empty bridge. */
export function datapathContract(t: Test, make: (t: Teardown) => Promise<DatapathHarness>): void {
  const open = async (t: Test, harness: DatapathHarness) => {
    const datapath = new OpenVSwitchDatapath(configOf(harness), quiet, { agentPort: 7470 });
    t.teardown(() => datapath.close());
    return datapath;
  };

  t.test('ports come and go with their MAC, domain and both port numbers', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    const datapath = await open(t, harness);
    let changes = 0;
    datapath.onChange(() => changes++);
    await datapath.start();
    await until('available', () => datapath.unavailable() === undefined);
    await until('first port', () => datapath.ports()[0]?.datapathPort !== undefined);
    const [port] = datapath.ports();
    t.equal(datapath.ports().length, 1, 'the LOCAL port is no VM');
    t.match(port, { mac: '52:54:00:00:00:01', domainUuid: '00000000-0000-4000-8000-000000000001' });
    t.ok(port!.ofport >= 1 && port!.datapathPort! >= 1);
    t.match(datapath.localMac(), /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    const before = changes;
    await harness.plug(2);
    await until('second port', () => datapath.ports().length === 2 && datapath.ports()[1]!.datapathPort !== undefined);
    t.ok(changes > before, 'listeners were told');
    await harness.unplug(1);
    await until('first port gone', () => datapath.ports().length === 1);
    t.equal(datapath.ports()[0]!.mac, '52:54:00:00:00:02');
  });

  t.test('a poll shows who talks to whom, by address and by port', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    await harness.plug(2);
    const datapath = await open(t, harness);
    await datapath.start();
    await until('ports', () => datapath.ports().filter((port) => port.datapathPort !== undefined).length === 2);
    await harness.talk();
    const pair = async () =>
      (await datapath.poll()).find(
        (flow) =>
          flow.src !== undefined &&
          flow.dst !== undefined &&
          formatIpv4(flow.src) === '10.9.0.1' &&
          formatIpv4(flow.dst) === '10.9.0.2' &&
          flow.packets > 0,
      );
    await until('the flow from VM 1 to VM 2', async () => (await pair()) !== undefined);
    const flow = (await pair())!;
    t.match(flow, { srcMac: '52:54:00:00:00:01', dstMac: '52:54:00:00:00:02' });
    t.equal(flow.inPort, datapath.ports()[0]!.datapathPort, "in_port is the port's datapath number");
    t.ok(flow.bytes >= flow.packets * 42);
    const [a, b] = await Promise.all([datapath.poll(), datapath.poll()]);
    t.equal(a, b, 'overlapping polls share one dump');
  });

  t.test('absent at the start: a state with a text, not an exception; then it comes', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    await harness.stopVswitchd();
    await harness.stopOvsdb();
    const datapath = await open(t, harness);
    await datapath.start();
    t.match(datapath.unavailable(), harness.ovsdbSocket, 'the text names the socket');
    await t.rejects(datapath.poll(), 'a poll says so');
    await harness.startOvsdb();
    await until('only ovs-vswitchd is missing', () => /^ovs-vswitchd: /.test(datapath.unavailable() ?? ''), 10_000);
    await harness.startVswitchd();
    await until('available', () => datapath.unavailable() === undefined, 10_000);
    await until('its port', () => datapath.ports()[0]?.mac === '52:54:00:00:00:01');
  });

  t.test('ovs-vswitchd restarts under a new control socket; the poll finds it', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    const datapath = await open(t, harness);
    await datapath.start();
    await until('available', () => datapath.unavailable() === undefined);
    const states: (string | undefined)[] = [];
    datapath.onChange(() => states.push(datapath.unavailable()));
    await harness.stopVswitchd();
    await until('noticed without a poll', () => datapath.unavailable() !== undefined);
    await t.rejects(datapath.poll());
    await harness.startVswitchd();
    await until('available again', () => datapath.unavailable() === undefined, 10_000);
    t.type(await datapath.poll(), Array);
    t.equal(states.at(-1), undefined, 'listeners were told of the end');
    t.match(states[0], /ovs-vswitchd/, 'and of the beginning');
  });

  t.test('ovsdb-server restarts; ports are read anew', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    const datapath = await open(t, harness);
    await datapath.start();
    await until('one port', () => datapath.ports().length === 1);
    await harness.stopOvsdb();
    await until('noticed', () => /OVSDB/.test(datapath.unavailable() ?? ''));
    t.equal(datapath.ports().length, 1, 'ports are kept meanwhile');
    await harness.startOvsdb();
    await until('available again', () => datapath.unavailable() === undefined, 10_000);
    await harness.plug(2);
    await until('a port plugged after the restart', () => datapath.ports().length === 2);
  });

  t.test('a bridge that is not there is named', async (t) => {
    const harness = await make(t);
    const datapath = new OpenVSwitchDatapath({ ...configOf(harness), bridge: 'br-none' }, quiet);
    t.teardown(() => datapath.close());
    await datapath.start();
    t.match(datapath.unavailable(), /has no bridge br-none/);
  });
}
