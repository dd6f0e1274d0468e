// The datapath contracts (of every datapath, and of Open vSwitch) against the played Open vSwitch, and what only a played one can show.
import t from 'tap';
import { OpenVSwitchDatapath } from '../../agent/ovs/flow-monitor.js';
import { parseCounters } from '../../agent/ovs/port-counters.js';
import { fixture } from '../support/paths.js';
import { until } from '../support/temporary.js';
import { configOf, ovsContract, quiet } from './contract.js';
import { type FakeInterface, FakeOvs } from './fake-ovs.js';

const interfaceOf = (index: number): FakeInterface => ({
  name: `vnet${index}`,
  ofport: index,
  datapathPort: index + 1,
  mac: `52:54:00:00:00:0${index}`,
  uuid: `00000000-0000-4000-8000-00000000000${index}`,
});

ovsContract(t, async (t) => {
  const fake = new FakeOvs(t);
  await fake.startOvsdb();
  await fake.startVswitchd();
  let plugged: FakeInterface[] = [];
  let talks = 0;
  const set = (next: FakeInterface[]) => {
    plugged = next;
    fake.setInterfaces(next);
  };
  return Object.assign(fake, {
    plug: async (index: number) => set([...plugged, { ...interfaceOf(index), counted: [0, 0] }]),
    unplug: async (index: number) => set(plugged.filter((one) => one.ofport !== index)),
    talk: async () => {
      talks++;
      set(plugged.map((one): FakeInterface => ({ ...one, counted: [800 * talks, 700 * talks] })));
      const text = fixture('ovs', 'ip-visible.txt');
      fake.dump = text.replace(/(packets|bytes):(\d+)/g, (_, name, count) => `${name}:${count * talks}`);
    },
    talkInDetours: async () => {
      fake.dump = fixture('ovs', 'conntrack-ip-visible.txt');
    },
    printed: () => fake.dump!,
  });
});

t.test('a port that could not be made, or without attached-mac, is no VM port', async (t) => {
  const fake = new FakeOvs(t);
  await fake.startOvsdb();
  await fake.startVswitchd();
  fake.setInterfaces([
    { ...interfaceOf(1), ofport: -1 },
    { name: 'eth0', ofport: 2, datapathPort: 3 },
    { ...interfaceOf(3), mac: '52:54:00:AA:BB:CC' },
  ]);
  const datapath = new OpenVSwitchDatapath(configOf(fake), quiet);
  t.teardown(() => datapath.close());
  await datapath.start();
  t.strictSame(
    datapath.ports().map((port) => [port.name, port.mac]),
    [['vnet3', '52:54:00:aa:bb:cc']],
    'MACs are lower case whatever was written',
  );
});

t.test("the poll asks for the bridge's own datapath, once, and without names", async (t) => {
  const fake = new FakeOvs(t);
  await fake.startOvsdb();
  await fake.startVswitchd();
  const warnings: unknown[] = [];
  const log = { info: () => {}, warn: (message: string, fields?: unknown) => warnings.push([message, fields]) };
  const datapath = new OpenVSwitchDatapath(configOf(fake), log);
  t.teardown(() => datapath.close());
  await datapath.start();
  fake.dump = `${fixture('ovs', 'mac-only.txt')}nonsense\n`;
  const [flows] = await Promise.all([datapath.poll(), datapath.poll()]);
  t.ok(flows.length > 0);
  const dumps = fake.commands.filter((command) => command.name === 'dpctl/dump-flows');
  t.strictSame(dumps, [{ name: 'dpctl/dump-flows', parameters: ['--no-names', 'netdev@ovs-netdev'] }]);
  t.match(warnings, [[/could not be read/, { lines: 1 }]], 'malformed lines are reported');
});

t.test(
  'ports are known without counters while the database tells none, and the poll does not wait for long',
  async (t) => {
    const fake = new FakeOvs(t);
    await fake.startOvsdb();
    await fake.startVswitchd();
    fake.setInterfaces([interfaceOf(1), { ...interfaceOf(2), counted: [7, 2 ** 40] }]);
    const datapath = new OpenVSwitchDatapath(configOf(fake), quiet);
    t.teardown(() => datapath.close());
    await datapath.start();
    const counters = async () => {
      await datapath.poll();
      return datapath.ports().map((port) => port.counters);
    };
    t.strictSame(await counters(), [undefined, { receivedBytes: 7, sentBytes: 2 ** 40 }]);
    fake.answersQueries = false;
    const start = performance.now();
    t.strictSame(await counters(), [undefined, undefined]);
    const ms = performance.now() - start;
    t.ok(ms > 900 && ms < 3000, `the poll took ${Math.round(ms)} ms`);
    t.equal(datapath.unavailable(), undefined);
  },
);

t.test('what is no answer about counters counts nothing', async (t) => {
  const map = (...pairs: unknown[]) => [{ rows: [{ name: 'a', statistics: ['map', pairs] }] }];
  for (const answer of [undefined, null, [], [null], [{ error: 'x' }], [{ rows: 7 }], [{ rows: [null, 7, {}] }]]) {
    t.equal(parseCounters(answer).size, 0);
  }
  t.equal(parseCounters(map(['rx_bytes', 1])).size, 0, 'one direction');
  t.equal(parseCounters(map(['rx_bytes', '1'], ['tx_bytes', 1])).size, 0, 'text');
  t.equal(parseCounters(map(['rx_bytes', -1], ['tx_bytes', 1])).size, 0, 'below 0');
  t.equal(parseCounters(map(7, ['rx_bytes', 1], ['tx_bytes', 1])).size, 1);
});

t.test('start returns though ovs-vswitchd hangs at a dump; close ends everything', async (t) => {
  const fake = new FakeOvs(t);
  await fake.startOvsdb();
  await fake.startVswitchd();
  const datapath = new OpenVSwitchDatapath(configOf(fake), quiet);
  await datapath.start();
  fake.dump = undefined;
  const poll = datapath.poll();
  await until('asked', () => fake.commands.some((command) => command.name === 'dpctl/dump-flows'));
  await datapath.close();
  await t.rejects(poll, { code: 'closed' });
});
