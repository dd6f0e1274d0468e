// From running agents to a scenario: score-token dump-flows of each, then the import. Real processes on loopback.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { importScenario } from '../../../tools/sim/import/import.js';
import { readScenario } from '../../../tools/sim/scenario/read.js';
import { hostAddress, indexOfAddress, vmAddress } from '../../../tools/sim/scenario/scenario.js';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { TestSite } from '../../daemon/agents.js';
import { compiled } from '../../support/paths.js';
import { until } from '../../support/temporary.js';

t.setTimeout(60_000);

async function dumpOf(socket: string): Promise<string> {
  const child = spawn(process.execPath, [compiled('tools/score-token/main.js'), 'dump-flows', '--socket', socket]);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (err !== '') throw new Error(err);
  return out;
}

t.test('three agents: hosts, VMs and rates of their world come back', async (t) => {
  // VM 2 talks within its host and to another; VM 4 talks to nobody, so that no agent knows its address.
  const talk = [
    [0, 2, 400_000],
    [1, 3, 90_000],
    [2, 3, 20_000],
  ] as const;
  const site = await TestSite.make(t, { vms: [2, 2, 1], slots: [4, 3, 4], talk });
  const agents = await site.startAll();
  // Until several polls are averaged, so that the time of one does not show.
  await until(
    'rates are steady',
    async () => {
      const reports = await Promise.all(agents.slice(0, 2).map(async (agent) => (await agent.control()).flows()));
      return reports.every(({ pairs }) => {
        const [a, b] = [site.vm(0), site.vm(2)].map(formatIpv4);
        const pair = pairs.find((each) => (each.a === a && each.b === b) || (each.a === b && each.b === a));
        return pair !== undefined && Math.abs(pair.bytesPerSecond / 800_000 - 1) < 0.05;
      });
    },
    30_000,
  );
  const files = await Promise.all(
    agents.map(async (_, index) => {
      const file = site.file(`${index}.jsonl`);
      writeFileSync(file, await dumpOf(site.controlSocket(index)));
      return file;
    }),
  );
  const out = site.file('scenario');
  const topologyFile = site.file('topology.yaml');
  const summary = await importScenario({ files, topologyFile, out });
  t.match(summary, { hosts: 3, vms: 4, pairs: 6, endpoints: 0, outside: { flows: 0, bytes: 0 } });
  t.equal(summary.notes.length, 1);
  t.match(summary.notes[0], /have not talked.*: 1 on /);
  t.equal(readFileSync(path.join(out, 'topology.yaml'), 'utf8'), readFileSync(topologyFile, 'utf8'));

  const scenario = await readScenario(out);
  const { hosts, vms, traffic } = scenario;
  t.same(
    [...hosts.addresses].map((_, index) => hostAddress(scenario, index)),
    [0, 1, 2].map((index) => site.host(index)),
  );
  t.same([...hosts.slots], [4, 3, 3], 'the silent VM keeps its slot');
  t.ok(hosts.memoryMiB[0]! > hosts.memoryMiB[2]!, 'and its memory');
  t.same(
    [...vms.addresses].map((_, index) => [vmAddress(scenario, index), vms.hosts[index], vms.memoryMiB[index]]),
    [0, 1, 2, 3].map((index) => [site.vm(index), Math.floor(index / 2), 1024]),
  );
  for (const [a, b, bytesPerSecond] of talk) {
    const [from, to] = [a, b].map((index) => indexOfAddress(vms.addresses, site.vm(index)));
    const at = traffic.peers.subarray(traffic.offsets[from!]!, traffic.offsets[from! + 1]!).indexOf(to!);
    const rate = traffic.rates[traffic.offsets[from!]! + at]!;
    t.ok(at >= 0 && Math.abs(rate / (2 * bytesPerSecond) - 1) < 0.15, `VMs ${a} and ${b}: ${Math.round(rate)} bytes/s`);
  }
  t.equal(traffic.peers.length, 6, 'and no pair that the world does not have');
});

t.test('an agent that has lost its datapath gives no dump of what it saw before', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]] });
  const [agent] = await site.startAll();
  t.match(await dumpOf(site.controlSocket(0)), /"type":"flow"/);
  await site.closeWorld();
  await until('the agent notices', async () => !(await agent!.status()).datapath.available);
  await t.rejects(dumpOf(site.controlSocket(0)), {
    message: /the agent refused: the (datapath|hypervisor) is not available \(.*\); dump when it is back \[not-ready\]/,
  });
});
