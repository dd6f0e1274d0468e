// Golden transcripts: one whole round of each policy on the same virtual data centre, message by message, for
// people to read. `UPDATE_TRANSCRIPTS=1 npm test -- core/transcripts` rewrites them; look at the difference first.
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { POLICY_NAMES } from '../../agent/core/policy/index.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { inRepository } from '../support/paths.js';
import { Cluster } from './cluster.js';
import { treeMap } from './maps.js';

const hosts = ['10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.3.1'].map(ipv4);
const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

/** VM 1 talks to 7 across the core; 2 to 6 across the pod, with little; 3 to 5 across the pod, with much. */
function makeCluster(): Cluster {
  return new Cluster({
    map: treeMap,
    hosts: hosts.map((host) => ({ host, slots: 3 })),
    vms: [1, 2, 3, 5, 6, 7].map((n) => ({ vm: vm(n), host: hosts[Math.floor((n - 1) / 2)]!, memoryMiB: 96 })),
    pairs: [
      { a: vm(1), b: vm(7), bytesPerSecond: 100_000 },
      { a: vm(2), b: vm(6), bytesPerSecond: 2_000 },
      { a: vm(3), b: vm(5), bytesPerSecond: 50_000 },
    ],
  });
}

for (const policy of POLICY_NAMES) {
  t.test(`two rounds, ${policy}`, async (t) => {
    const cluster = makeCluster();
    const report = cluster.round(hosts[0]!, { policy, vms: [1, 2, 3, 5, 6, 7].map(vm) });
    const transcript = `${cluster.transcript.join('\n')}\n`;
    const file = inRepository(`test/core/transcripts/${policy}.txt`);
    if (process.env.UPDATE_TRANSCRIPTS) writeFileSync(file, transcript);
    t.equal(transcript, readFileSync(file, 'utf8'));
    t.equal(report.endReason, 'a whole round moved nothing');
  });
}
