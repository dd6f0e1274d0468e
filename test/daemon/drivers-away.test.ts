// Hypervisor and datapath absent at the start, gone, and back: the agent keeps running, says why nothing moves,
// and takes part in rounds again afterwards.
import t from 'tap';
import { until } from '../support/temporary.js';
import { type AgentProcess, runRound, TestSite } from './agents.js';

t.setTimeout(90_000);

async function untilAway(agents: AgentProcess[]): Promise<void> {
  for (const agent of agents) {
    await until('both drivers are away', async () => {
      const { hypervisor, datapath } = await agent.status();
      return !hypervisor.available && !datapath.available;
    });
  }
}

t.test('absent at the start, there, gone, and back', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]] });
  const agents = [site.start(0), site.start(1)];
  const [first] = agents as [AgentProcess];
  const hasAsked = async (): Promise<boolean> => {
    const status = await first.status().catch(() => undefined); // It does not listen yet.
    // It answers its operator a moment before it has asked its drivers.
    return [status?.hypervisor, status?.datapath].every((driver) => driver && driver.reason !== 'not asked yet');
  };
  await until('the agent has asked its drivers', hasAsked, 20_000);

  const { hypervisor, datapath, vms } = await first.status();
  for (const driver of [hypervisor, datapath])
    t.match(driver, { available: false, reason: /w1\.sock: no such socket/ });
  t.same(vms, []);
  const client = await first.control();
  const order = { policy: 'round-robin', migrationCost: 0, rounds: 1 } as const;
  await t.rejects(client.inject(order), { code: 'no-vms' }, 'a round says that there is nothing to do');

  await site.openWorld();
  await Promise.all(agents.map((agent, index) => site.untilReady(agent, index)));
  t.match((await first.status()).vms, [{ name: 'vm-0', movable: true }]);

  await site.closeWorld();
  await untilAway(agents);
  t.match((await first.status()).hypervisor.reason, /w1\.sock: /);
  const whileAway = await (await runRound(first, { vms: [site.vm(0)] }))();
  t.same(whileAway.stays, { 'datapath-away': 1 });
  t.match((await first.status()).decisions.at(-1), { decision: 'stay', reason: 'datapath-away', detail: /w1\.sock/ });

  await site.openWorld();
  await Promise.all(agents.map((agent, index) => site.untilReady(agent, index)));
  const after = await (await runRound(first))();
  t.equal(after.migrations.length, 1, JSON.stringify(after));
  t.equal(site.placeOf(0), site.placeOf(1), 'the two VMs have come together');
  for (const agent of agents) t.ok(agent.running);
  t.match(first.stderr + first.stdout, /hypervisor is away.*hypervisor is back/s);
});
