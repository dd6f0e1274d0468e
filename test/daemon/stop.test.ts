// SIGTERM: the agent ends with 0 and gives back what it had: sockets, the VMs' addresses, the token.
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import t from 'tap';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { until } from '../support/temporary.js';
import { runRound, TestSite } from './agents.js';

t.setTimeout(60_000);

/** Whether a socket can be bound at the address now. */
async function isFree(address: Ipv4, port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    return await new Promise((resolve) => {
      socket.once('error', () => resolve(false));
      socket.bind({ address: formatIpv4(address), port, exclusive: true }, () => resolve(true));
    });
  } finally {
    socket.close();
  }
}

t.test('an idle agent: exit code 0, its sockets and its VMs’ addresses are free', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const site = await TestSite.make(t, {
      vms: [2, 1],
      talk: [
        [0, 2, 1000],
        [1, 2, 1000],
      ],
    });
    const [agent] = await site.startAll();
    const addresses = [site.host(0), site.vm(0), site.vm(1)];
    for (const address of addresses) t.notOk(await isFree(address, site.port), `${formatIpv4(address)} is in use`);
    agent!.child.kill(signal);
    t.same(await agent!.ended, [0, null], agent!.stderr);
    for (const address of addresses) t.ok(await isFree(address, site.port), `${formatIpv4(address)} is free`);
    t.notOk(existsSync(site.controlSocket(0)));
    t.ok((await isFree(site.vm(2), site.port)) === false, 'the other agent keeps its own');
    await site.closeWorld();
  }
});

t.test('an agent that holds the token hands it on first', async (t) => {
  const slow = { migrationMiBps: 1000 };
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]], world: slow });
  const [first, second] = await site.startAll();
  const report = await runRound(second!, { vms: [site.vm(0), site.vm(1)] });
  await until('host 0 migrates its VM', () => first!.stderr.includes('migration starts'));
  first!.child.kill('SIGTERM');
  const { migrations, stays, hops } = await report();
  t.match(migrations, [{ vm: formatIpv4(site.vm(0)), to: formatIpv4(site.host(1)), verified: true }]);
  t.same([hops, Object.keys(stays)], [2, ['already-local']], 'the migration is finished, and the round as well');
  t.same(await first!.ended, [0, null], first!.stderr);
});

t.test('it waits for its migrations, and a second signal ends the waiting', async (t) => {
  for (const hurry of [false, true]) {
    // 1 GiB takes 3 s.
    const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]], world: { migrationMiBps: 350 } });
    const [first, second] = await site.startAll();
    await runRound(second!, { vms: [site.vm(0), site.vm(1)] });
    await until('host 0 migrates its VM', () => first!.stderr.includes('migration starts'));
    await until('the token is gone', async () => (await first!.status()).round?.state !== 'holding');
    first!.child.kill('SIGTERM');
    await until('it waits', () => first!.stderr.includes('waiting for migrations to end'));
    const waitsSinceMs = performance.now();
    if (hurry) first!.child.kill('SIGINT');
    t.same(await first!.ended, [0, null], first!.stderr);
    if (hurry) {
      t.ok(performance.now() - waitsSinceMs < 1500, 'at once');
      t.match(first!.stderr, /"stopping while migrations are under way","migrations":\["127[^"]* \(vm-0\) to 127/);
    } else {
      t.match(first!.stderr, /"migration ended",.*"verified":true/);
      t.equal(site.placeOf(0), 1);
    }
    await site.closeWorld();
  }
});
