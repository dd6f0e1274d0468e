// What `top` and the page compute, over an agent that has a VM with very many peers: any guest can have those.
import t from 'tap';
import { Agent } from '../../agent/core/agent.js';
import { topReport } from '../../agent/top.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { macOf } from '../core/cluster.js';
import { treeMap } from '../core/maps.js';
import { settingsOf } from '../core/settings.js';

const PEERS = 20_000;
const pollMs = 5_000;
const vm = ipv4('10.1.0.1');
/** A server of another rack: its level is known. */
const server = ipv4('10.0.3.1');

function peer(index: number): Ipv4 {
  return (ipv4('10.2.0.0') + index) as Ipv4;
}

/** An agent after two polls of `PEERS` flows, of 100 bytes/s each, and of 2 MB/s to the server. */
function agentWithPeers(): { agent: Agent; host: Ipv4 } {
  const guestPrefixes = [{ base: ipv4('10.0.0.0'), length: 8 }];
  const settings = settingsOf({ maxFlows: 100_000, windowMs: 60_000, pollIntervalMs: pollMs, guestPrefixes });
  const agent = new Agent(settings, treeMap, () => 0.5, 0, undefined);
  for (const driver of ['hypervisor', 'datapath'] as const) agent.step(0, { type: 'driver', driver });
  const mac = macOf(vm);
  const uuid = '00000000-0000-0000-0000-000000000001';
  agent.step(0, { type: 'ports', ports: [{ name: 'p', ofport: 1, mac }] });
  agent.step(0, { type: 'domains', domains: [{ uuid, name: 'web', macs: [mac], running: true, memoryMiB: 96 }] });
  const ends = [server, ...Array.from({ length: PEERS }, (_, index) => peer(index))];
  for (const poll of [1, 2]) {
    const samples = ends.map((dst, index) => ({
      ...{ ufid: `u${index}`, src: vm, dst, srcMac: mac, dstMac: '52:54:00:00:00:99', inPort: 'p' },
      ...{ protocol: 6, srcPort: 1, dstPort: 80, packets: poll, bytes: poll * pollMs * (dst === server ? 2_000 : 0.1) },
    }));
    agent.step(poll * pollMs, { type: 'flows', samples });
    for (let turn = 0; turn < 10_000 && agent.nextDeadlineMs() <= poll * pollMs; turn += 1)
      agent.step(poll * pollMs, { type: 'tick' });
  }
  return { agent, host: settings.host };
}

t.test('other work has its turns within the pairs of one VM', async (t) => {
  const { agent, host } = agentWithPeers();
  let turns = 0;
  let isDone = false;
  const work = (): void => {
    turns += 1;
    if (!isDone) setImmediate(work);
  };
  setImmediate(work);
  const top = await topReport({ agent, map: treeMap, host, minimumMs: pollMs, wallMs: 0 });
  isDone = true;
  t.ok(turns >= 10, `${turns} turns`);
  const [busiest] = top.pairs;
  t.match(busiest, { a: formatIpv4(vm), b: formatIpv4(server) });
  t.equal(top.pairs.length, 100);
  const [only] = top.vms;
  t.match(only, { vm: formatIpv4(vm), name: 'web', level: busiest!.level! });
  t.ok(Math.abs(only!.bytesPerSecond / (busiest!.bytesPerSecond * (1 + PEERS / 20_000)) - 1) < 0.01);
  t.equal(top.cost, busiest!.cost, 'peers that nobody has located cost nothing yet');
  t.equal(top.unlocated, PEERS);
});
