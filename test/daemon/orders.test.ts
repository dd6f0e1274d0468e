// pause, resume and retire on real agents: they reach every host, also one that was away, and survive restarts.
import t from 'tap';
import { formatIpv4 } from '../../topology/ipv4.js';
import { until } from '../support/temporary.js';
import { runRound, TestSite } from './agents.js';

t.setTimeout(120_000);

const talk = [[0, 1, 100_000]] as const;

t.test('paused: no round starts, one under way rests, and it goes on where it was', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1, 0], talk, world: { migrationMiBps: 1000 } });
  const agents = await site.startAll();
  const [first, second] = agents;
  const client = await first!.control();
  const report = await runRound(second!, { vms: [site.vm(0), site.vm(1)] });
  await until('a VM is under way', async () => (await first!.status()).flights.length === 1);
  t.match((await first!.status()).flights, [
    { vm: formatIpv4(site.vm(0)), name: 'vm-0', to: formatIpv4(site.host(1)) },
  ]);
  t.match(await client.order('pause'), { order: 'pause', hosts: 3, silent: 0, silentHosts: [] });
  for (const agent of agents) t.match((await agent.status()).orders, { paused: true, epoch: 0 });
  t.match((await first!.status()).orders.last, { order: 'pause', hosts: 3 });
  const { changed: given } = (await first!.status()).orders;
  t.match(given, { order: 'pause', at: /^\d{4}-/ });
  t.notOk(given!.from, 'given here');
  t.match((await second!.status()).orders.changed, { order: 'pause', from: /^127\./ }, 'told by another');
  await t.rejects(client.inject({ policy: 'round-robin', migrationCost: 0 }), { code: 'paused', message: /paused/ });
  await until('the migration ends all the same', () => /"migration (ended|failed)"/.test(first!.stderr), 20_000);
  const here = async () => (await Promise.all(agents.map((agent) => agent.status()))).map(({ round }) => round?.state);
  const before = await here();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  t.same(await here(), before, 'nothing moves');
  t.notOk(before.includes('ended'));
  t.match(await (await second!.control()).order('resume'), { order: 'resume', hosts: 3 });
  t.match((await report()).migrations, [{ vm: formatIpv4(site.vm(0)), verified: true }]);
  const kept = (await client.history({ kind: 'order' })).entries;
  t.match(kept, [
    { order: 'pause', host: formatIpv4(site.host(0)), paused: true, epoch: 0 },
    { order: 'resume', host: formatIpv4(site.host(0)), paused: false, epoch: 0, from: /^127\./ },
  ]);
  t.notOk('from' in kept[0]!, 'which was given here');
  t.match(first!.stderr, /"the cluster has a new order","order":"pause","paused":true,"epoch":0/);
});

t.test('an order survives restarts, and reaches a host that was away', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1, 0], talk });
  const [first, second, third] = await site.startAll();
  second!.child.kill('SIGKILL');
  await second!.ended;
  const answer = await (await first!.control()).order('pause');
  t.match(answer, { hosts: 2, silent: 1, silentHosts: [formatIpv4(site.host(1))] });
  await (await first!.control()).order('retire');
  t.match((await third!.status()).orders.changed, { order: 'retire' });
  for (const agent of [first, third]) {
    agent!.child.kill('SIGKILL');
    await agent!.ended;
  }
  const again = [0, 1, 2].map((index) => site.start(index));
  await Promise.all(again.map((agent, index) => site.untilReady(agent, index)));
  for (const index of [0, 2]) {
    t.match((await again[index]!.status()).orders, { paused: true, epoch: 1 }, `host ${index} has not forgotten`);
    t.match(
      again[index]!.stderr,
      /"level":"info","message":"rounds are paused by an earlier order","paused":true,"epoch":1/,
    );
  }
  const hears = async () => (await again[1]!.status()).orders.paused;
  await until('the one that was away hears of it', hears, 70_000);
  t.equal((await again[1]!.status()).orders.epoch, 1);
});

t.test('retire ends a round under way', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk, world: { migrationMiBps: 500 } });
  const agents = await site.startAll();
  const client = await agents[0]!.control();
  const { tokenId } = await client.inject({ policy: 'round-robin', migrationCost: 0, rounds: 1000 });
  await until('it runs', async () => ((await agents[0]!.status()).round?.sequence ?? 0) > 0);
  t.match(await client.order('retire'), { hosts: 2, silent: 0 });
  const { endReason } = await client.wait({ tokenId, timeoutMs: 40_000 });
  t.match(endReason, /retire/);
  const told = `"message":"token ended","tokenId":"${tokenId}","reason":"${endReason}","rounds":"`;
  t.equal(agents.filter(({ stderr }) => stderr.includes(told)).length, 1, 'the host that ends it says so');
  t.match(
    agents[0]!.stderr,
    new RegExp(`"round ended","tokenId":"${tokenId}","reason":"[^"]*","rounds":\\d+,"hops":\\d`),
  );
  t.match((await agents[1]!.status()).orders, { paused: false, epoch: 1 });
});
