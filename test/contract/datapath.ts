// What agent/core/drivers.ts promises of every datapath driver, whatever switch is behind it and whether that is real or
// played. What only one kind of switch shows is tested in that driver's folder.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import type { Datapath, FlowSample } from '../../agent/core/drivers.js';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { type Teardown, until } from '../support/temporary.js';
import { ResourceWatch } from './resources.js';

/** One host's switch. VMs are 1 and 2, with addresses 10.9.0.<index> and MACs 52:54:00:00:00:0<index>. */
export interface DatapathHarness {
  /** A driver of this switch that is not started. */
  make(t: Test): Datapath;
  /** What `unavailable` names of the absent switch. */
  readonly socket: string;
  plug(index: number): Promise<void>;
  unplug(index: number): Promise<void>;
  /** Both VMs send to each other, with IP addresses visible in the datapath; when it resolves, some packets are through. */
  talk(): Promise<void>;
  /** The same through connection tracking; packets from and to `dropped` meet a rule that drops them. */
  talkInDetours(): Promise<void>;
  /** Source and destination of the packets that are dropped. */
  readonly dropped: readonly [string, string];
  /** All flows as the switch prints them (ovs-dpctl(8)). */
  printed(): Promise<string> | string;
  /** The whole switch goes away and comes back, with its ports. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** `make` gives a switch that is up, without VMs. */
export function datapathContract(t: Test, make: (t: Teardown) => Promise<DatapathHarness>): void {
  ports(t, make);
  flows(t, make);
  outages(t, make);
  closing(t, make);
}

type Make = (t: Teardown) => Promise<DatapathHarness>;

function made(t: Test, harness: DatapathHarness): Datapath {
  const datapath = harness.make(t);
  t.teardown(() => datapath.close());
  return datapath;
}

async function available(datapath: Datapath): Promise<void> {
  await until('available', () => datapath.unavailable() === undefined, 10_000);
}

/** With that many ports whose flows can be told. */
async function started(t: Test, harness: DatapathHarness, ports: number): Promise<Datapath> {
  const datapath = made(t, harness);
  await datapath.start();
  await available(datapath);
  const known = () => datapath.ports().filter((port) => port.datapathPort !== undefined).length === ports;
  await until('its ports', known);
  return datapath;
}

function between(samples: readonly FlowSample[], src: string, dst: string): FlowSample[] {
  const is = (address: Ipv4 | undefined, text: string) => address !== undefined && formatIpv4(address) === text;
  return samples.filter((flow) => is(flow.src, src) && is(flow.dst, dst));
}

const [first, second] = ['10.9.0.1', '10.9.0.2'] as const;

async function carried(datapath: Datapath): Promise<FlowSample | undefined> {
  return between(await datapath.poll(), first, second).find((flow) => flow.packets > 0);
}

function ports(t: Test, make: Make): void {
  t.test('ports come and go with their MAC, domain and both port numbers', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    const datapath = made(t, harness);
    let changes = 0;
    datapath.onChange(() => changes++);
    t.type(datapath.unavailable(), 'string', 'not available before it is started');
    await datapath.start();
    await available(datapath);
    await until('first port', () => datapath.ports()[0]?.datapathPort !== undefined);
    const [port] = datapath.ports();
    t.equal(datapath.ports().length, 1, 'the LOCAL port is no VM');
    t.match(port, { mac: '52:54:00:00:00:01', domainUuid: '00000000-0000-4000-8000-000000000001' });
    t.ok(port!.ofport >= 1 && port!.datapathPort! >= 1);
    let before = changes;
    await harness.plug(2);
    await until('second port', () => datapath.ports().length === 2 && datapath.ports()[1]!.datapathPort !== undefined);
    t.ok(changes > before, 'listeners were told');
    before = changes;
    await harness.unplug(1);
    await until('first port gone', () => datapath.ports().length === 1);
    t.ok(changes > before, 'listeners were told of that too');
    t.equal(datapath.ports()[0]!.mac, '52:54:00:00:00:02');
  });
}

function flows(t: Test, make: Make): void {
  t.test('a poll shows who talks to whom, by address and by port', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    await harness.plug(2);
    const datapath = await started(t, harness, 2);
    await harness.talk();
    await until('the flow from VM 1 to VM 2', async () => (await carried(datapath)) !== undefined);
    const flow = (await carried(datapath))!;
    t.match(flow, { srcMac: '52:54:00:00:00:01', dstMac: '52:54:00:00:00:02' });
    t.equal(flow.inPort, datapath.ports()[0]!.datapathPort, "in_port is the port's datapath number");
    t.ok(flow.bytes >= flow.packets * 42);
    await until('the flow back', async () => between(await datapath.poll(), second, first).length > 0);
  });

  t.test('counters of a flow grow, and it keeps its identity', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    await harness.plug(2);
    const datapath = await started(t, harness, 2);
    await harness.talk();
    await until('the flow', async () => (await carried(datapath)) !== undefined);
    // The next poll may write into the same object.
    const before = { ...(await carried(datapath))! };
    await harness.talk();
    await until('more bytes', async () => ((await carried(datapath))?.bytes ?? 0) > before.bytes);
    const after = (await carried(datapath))!;
    t.equal(after.ufid, before.ufid);
    t.ok(after.packets > before.packets);
    const ufids = (await datapath.poll()).map(({ ufid }) => ufid);
    t.equal(new Set(ufids).size, ufids.length, 'each flow has its own');
  });

  t.test('recirculated packets count once, dropped ones not at all', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    await harness.plug(2);
    const datapath = await started(t, harness, 2);
    await harness.talkInDetours();
    const lines = (await harness.printed()).split('\n');
    const shows = (part: RegExp, src: string, dst: string) =>
      lines.some((line) => part.test(line) && line.includes(`ipv4(src=${src},dst=${dst},`));
    t.ok(shows(/recirc_id\(0x[1-9a-f]/, first, second), 'the switch has a recirculated flow between them');
    t.ok(shows(/actions:drop/, ...harness.dropped), 'and a dropped one');
    const samples = await datapath.poll();
    t.equal(between(samples, first, second).length, 1);
    t.strictSame(between(samples, ...harness.dropped), []);
  });
}

function outages(t: Test, make: Make): void {
  t.test('absent at the start: a state with a text, not an exception; then it comes', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    await harness.stop();
    const datapath = made(t, harness);
    let changes = 0;
    datapath.onChange(() => changes++);
    await datapath.start();
    t.match(datapath.unavailable(), harness.socket, 'the text names the socket');
    t.strictSame(datapath.ports(), []);
    await t.rejects(datapath.poll(), { message: /./ }, 'a poll says so');
    await harness.start();
    await available(datapath);
    await until('its port', () => datapath.ports()[0]?.mac === '52:54:00:00:00:01');
    t.ok(changes > 0, 'listeners were told');
    await until('a poll works', () =>
      datapath.poll().then(
        () => true,
        () => false,
      ),
    );
  });

  t.test('goes away and comes back: noticed without a poll, and ports are read anew', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    const datapath = await started(t, harness, 1);
    const states: (string | undefined)[] = [];
    datapath.onChange(() => states.push(datapath.unavailable()));
    await harness.stop();
    await until('noticed', () => datapath.unavailable() !== undefined);
    await t.rejects(datapath.poll(), { message: /./ });
    t.equal(datapath.ports().length, 1, 'ports are kept meanwhile');
    t.type(states.at(-1), 'string', 'listeners were told of the beginning');
    await harness.start();
    await available(datapath);
    await until('listeners were told of the end', () => states.length > 0 && states.at(-1) === undefined);
    t.type(await datapath.poll(), Array);
    await harness.plug(2);
    await until('a port plugged after the return', () => datapath.ports().length === 2);
  });
}

function closing(t: Test, make: Make): void {
  t.test('close ends everything', async (t) => {
    const harness = await make(t);
    await harness.plug(1);
    const resources = new ResourceWatch();
    const datapath = await started(t, harness, 1);
    const poll = datapath.poll().catch(() => undefined);
    await datapath.close();
    await poll;
    await resources.released();
    await t.rejects(datapath.poll(), { message: /./ });
    await resources.released();
    let changes = 0;
    datapath.onChange(() => changes++);
    await harness.plug(2);
    await harness.stop();
    await harness.start();
    t.equal(changes, 0, 'nobody is called any more');
    await datapath.close();
  });

  t.test('close while the switch is away ends the tries', async (t) => {
    const harness = await make(t);
    await harness.stop();
    const resources = new ResourceWatch();
    const datapath = made(t, harness);
    await datapath.start();
    // After some tries the pause between them is long enough for a forgotten timer to be seen.
    await sleep(200);
    await datapath.close();
    await resources.timersCleared();
    await resources.released();
    t.type(datapath.unavailable(), 'string');
  });
}
