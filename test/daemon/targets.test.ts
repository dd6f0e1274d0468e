// Targets that refuse: by the agent's own account, and by a hypervisor that has less room than its agent believes.
import t from 'tap';
import { formatIpv4 } from '../../topology/ipv4.js';
import { until } from '../support/temporary.js';
import { runRound, TestSite } from './agents.js';

t.setTimeout(60_000);

t.test('a host that is full by its own settings is not moved to, and the decision says so', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], slots: [1, 1], talk: [[0, 1, 100_000]] });
  const [first] = await site.startAll();
  const report = await (await runRound(first!))();
  t.same(report.stays, { 'no-room': 2 });
  t.match((await first!.status()).decisions.at(-1), { reason: 'no-room', detail: 'none of 1 hosts has room' });
  t.same([site.placeOf(0), site.placeOf(1)], [0, 1]);
});

t.test('a hypervisor that refuses: the VM stays whole, its text is kept, the room is given back', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], realSlots: [1, 1], talk: [[0, 1, 100_000]] });
  const agents = await site.startAll();
  const report = await (await runRound(agents[0]!))();
  t.same(report.stays, { 'already-local': 1 }, 'the other VM counted on it; it stays as well');
  const failure = { from: formatIpv4(site.host(0)), to: formatIpv4(site.host(1)), code: 'refused' };
  t.match(report.failures[0], { ...failure, text: /host-1 has no room: 1 of 1 slots taken/ });
  t.same([site.placeOf(0), site.placeOf(1)], [0, 1]);
  for (const agent of agents) t.equal((await agent.status()).capacity.reservedSlots, 0);
});

t.test('a migration that fails half-way', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]] });
  const [first, second] = await site.startAll();
  site.world.scriptMigrations(({ name }) => (name === 'vm-0' ? 'operation failed: job aborted' : undefined));
  const report = await (await runRound(first!))();
  t.match(report.failures, [{ vm: formatIpv4(site.vm(0)), code: 'failed', text: 'operation failed: job aborted' }]);
  t.same(report.migrations, []);
  t.match(first!.stderr, /"message":"migration failed".*"reason":"failed: operation failed: job aborted"/);
  const next = await (await runRound(first!, { vms: [site.vm(1)] }))();
  t.match(next.migrations, [{ vm: formatIpv4(site.vm(1)), to: formatIpv4(site.host(0)), verified: true }]);
  await until('the log tells how it went', () => second!.stderr.includes('migration ended'));
  t.match(second!.stderr, /"message":"migration ended",.*"verified":true/);
  t.same([site.placeOf(0), site.placeOf(1)], [0, 0], 'then its neighbour comes to it');
});
