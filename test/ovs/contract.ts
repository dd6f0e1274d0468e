// What Open vSwitch, real or played, must do for the agent beyond the contract of every datapath
// (test/contract/datapath.ts), and the harness that both suites share.
import type { Test } from 'tap';
import type { OpenVSwitchConfig } from '../../agent/config/config.js';
import { OpenVSwitchDatapath } from '../../agent/ovs/flow-monitor.js';
import { type DatapathHarness, datapathContract } from '../contract/datapath.js';
import { type Teardown, until } from '../support/temporary.js';

/** One side to run the suites against. */
export interface OvsHarness extends Pick<DatapathHarness, 'plug' | 'unplug' | 'talk' | 'talkInDetours' | 'printed'> {
  readonly bridge: string;
  readonly runDir: string;
  readonly ovsdbSocket: string;
  startOvsdb(): Promise<void>;
  startVswitchd(): Promise<void>;
  stopOvsdb(): Promise<void>;
  stopVswitchd(): Promise<void>;
}

export const quiet = { info: () => {}, warn: () => {} };

export function configOf(harness: Pick<OvsHarness, 'bridge' | 'runDir' | 'ovsdbSocket'>): OpenVSwitchConfig {
  const { bridge, runDir, ovsdbSocket } = harness;
  return { driver: 'openvswitch', bridge, runDir, ovsdbSocket, ipVisibility: 'rule', repairIntervalMs: 5000 };
}

const makeDriver = (harness: OvsHarness) => new OpenVSwitchDatapath(configOf(harness), quiet, { agentPort: 7470 });

function anyDatapath(harness: OvsHarness): DatapathHarness {
  return {
    make: () => makeDriver(harness),
    socket: harness.ovsdbSocket,
    plug: (index) => harness.plug(index),
    unplug: (index) => harness.unplug(index),
    talk: () => harness.talk(),
    talkInDetours: () => harness.talkInDetours(),
    dropped: ['10.9.0.1', '10.9.0.99'],
    printed: () => harness.printed(),
    stop: async () => {
      await harness.stopVswitchd();
      await harness.stopOvsdb();
    },
    start: async () => {
      await harness.startOvsdb();
      await harness.startVswitchd();
    },
  };
}

/** Both suites. `make` gives a side that is up, with an empty bridge. */
export function ovsContract(t: Test, make: (t: Teardown) => Promise<OvsHarness>): void {
  datapathContract(t, async (t) => anyDatapath(await make(t)));
  const open = async (t: Test, harness: OvsHarness) => {
    const datapath = makeDriver(harness);
    t.teardown(() => datapath.close());
    return datapath;
  };

  t.test("the bridge's own MAC is known; overlapping polls share one dump", async (t) => {
    const datapath = await open(t, await make(t));
    await datapath.start();
    await until('available', () => datapath.unavailable() === undefined);
    t.match(datapath.localMac(), /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    const [a, b] = await Promise.all([datapath.poll(), datapath.poll()]);
    t.equal(a, b);
  });

  t.test('what the switch counts for each port comes with a poll, and is no change of the ports', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    await harness.plug(2);
    const datapath = await open(t, harness);
    await datapath.start();
    await until('both ports', () => datapath.ports().filter((port) => port.datapathPort !== undefined).length === 2);
    t.notOk(datapath.ports()[0]!.counters, 'nothing is known before the first poll');
    const counted = async () => {
      await datapath.poll();
      return datapath.ports()[0]!.counters;
    };
    // ovs-vswitchd counts every 5 s.
    await until('the first counters', async () => (await counted()) !== undefined, 20_000);
    const before = (await counted())!;
    let changes = 0;
    datapath.onChange(() => changes++);
    await harness.talk();
    const hasGrown = async () => {
      const { receivedBytes, sentBytes } = (await counted()) ?? before;
      return receivedBytes - before.receivedBytes > 300 && sentBytes - before.sentBytes > 300;
    };
    await until('what VM 1 sent and received is counted', hasGrown, 20_000);
    t.equal(changes, 0, 'no listener was told');
  });

  t.test('the database comes before the switch: then only ovs-vswitchd is missing', async (t) => {
    const harness = await make(t);
    await harness.stopVswitchd();
    await harness.stopOvsdb();
    const datapath = await open(t, harness);
    await datapath.start();
    await harness.startOvsdb();
    await until('only ovs-vswitchd is missing', () => /^ovs-vswitchd: /.test(datapath.unavailable() ?? ''), 10_000);
    await harness.startVswitchd();
    await until('available', () => datapath.unavailable() === undefined, 10_000);
    t.type(await datapath.poll(), Array);
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
