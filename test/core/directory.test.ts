// Which hosts are known, by the groups of the cost map.
import t from 'tap';
import { HostDirectory } from '../../agent/core/directory.js';
import { formatIpv4, ipv4 } from '../../topology/ipv4.js';
import { loadCostMap } from '../../topology/load.js';
import { treeMap } from './maps.js';

const within = (directory: HostDirectory, server: string, level: number) =>
  directory.within(ipv4(server), level).map(formatIpv4);

t.test('hosts that the cost map names one by one are known from the start', async (t) => {
  const directory = new HostDirectory(treeMap);
  t.same(within(directory, '10.0.1.1', 1), ['10.0.1.1', '10.0.1.2']);
  t.same(within(directory, '10.0.1.1', 2), ['10.0.1.1', '10.0.1.2', '10.0.2.1']);
  t.equal(within(directory, '10.0.1.1', 3).length, 5);
  t.same(within(directory, '192.0.2.1', 1), ['10.0.4.1'], 'the endpoint of rack 4 is no host');
  t.same(within(directory, '10.9.9.9', 1), [], 'a stranger is near nobody');
});

t.test('of a prefix only those that have answered', async (t) => {
  const text = `version: 1
tiers: [{ name: rack, weight: 1 }, { name: core, weight: 4 }]
hosts: [{ prefix: 10.0.1.0/24, at: a }, { prefix: 10.0.2.0/24, at: b }]
`;
  const directory = new HostDirectory(loadCostMap(text, 'prefixes.yaml'));
  t.same(within(directory, '10.0.1.1', 1), []);
  for (const host of ['10.0.1.7', '10.0.2.7', '10.0.1.9', '10.0.1.7', '172.16.0.1']) directory.answered(ipv4(host));
  t.same(within(directory, '10.0.1.1', 1), ['10.0.1.7', '10.0.1.9'], 'once each; no host of the map is not taken in');
  t.same(within(directory, '10.0.1.1', 2), ['10.0.1.7', '10.0.2.7', '10.0.1.9']);
});
