// Real agents on a data centre whose migrations fail by script: the VM stays at its source, the round goes on, and
// the report has the hypervisor's own words.
import path from 'node:path';
import t from 'tap';
import { DataCentre } from '../../tools/demo/data-centre.js';
import { planSite } from '../../tools/demo/site.js';
import { makeTraffic } from '../../tools/demo/traffic.js';
import { seededRandom } from '../../tools/random.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { shortFolder, until } from '../support/temporary.js';

// Machines under load are slow; a file run by itself would get 30 s.
t.setTimeout(115_000);

const words = 'operation failed: guest CPU doesn’t match specification: missing features: avx2';

t.test('a failed migration leaves the VM at its source and the round goes on', async (t) => {
  const random = seededRandom(3);
  const site = planSite(4, 12, random);
  const streams = makeTraffic(
    site.vms.map((vm) => vm.address),
    random,
  );
  const centre = new DataCentre(site, streams, path.join(shortFolder(t), 'out'));
  t.teardown(() => centre.stop());
  await centre.start();
  await until('all agents are ready', async () => (await centre.readyHosts()) === 4, 60_000);

  // The first VM that tries fails, always; all others move as they like.
  let unlucky: number | undefined;
  centre.world.scriptMigrations((vm) => {
    unlucky ??= vm.address;
    return vm.address === unlucky ? words : undefined;
  });
  const agent = await centre.agents.first();
  const { tokenId, slots } = await agent.inject({ policy: 'round-robin', migrationCost: 0 });
  t.equal(slots, 12);
  const round = await agent.wait({ tokenId, timeoutMs: 60_000 });
  const vm = site.vms.find(({ address }) => address === unlucky)!;
  t.ok(round.failures.length > 0);
  t.match(round.failures[0], { vm: formatIpv4(vm.address), from: formatIpv4(vm.host), code: 'failed', text: words });
  t.equal(centre.world.hostOf(vm.address), vm.host, 'it is where it was');
  t.ok(round.migrations.length > 0, 'others have moved after it');
  t.equal(round.migrations.length, centre.world.moves.length);
  t.same(
    centre
      .running()
      .map(([address]) => address)
      .sort((a, b) => a - b),
    site.vms.map(({ address }) => address),
    'every VM runs exactly once',
  );
  await until('all agents know their VMs', () => centre.agentsAgree(), 20_000);
  t.ok(round.hops >= slots, 'every VM had its turn');
});
