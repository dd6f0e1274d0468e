// An agent is killed while another one holds the token: the round goes on without it, and its VM is dropped from
// the token.
import t from 'tap';
import { formatIpv4 } from '../../topology/ipv4.js';
import { until } from '../support/temporary.js';
import { runRound, TestSite } from './agents.js';

t.setTimeout(90_000);

t.test('an agent is killed while another one holds the token', async (t) => {
  const slow = { migrationMiBps: 1000 };
  const site = await TestSite.make(t, {
    vms: [1, 1, 1],
    talk: [
      [0, 2, 100_000],
      [1, 2, 1_000],
    ],
    world: slow,
  });
  const [first, second, third] = await site.startAll();
  const report = await runRound(third!, { vms: [0, 1, 2].map((vm) => site.vm(vm)) });
  await until('host 0 holds the token', async () => (await first!.status()).round?.state === 'holding');
  second!.child.kill('SIGKILL');
  const { migrations, stays, endReason } = await report();
  t.match(migrations, [{ vm: formatIpv4(site.vm(0)), to: formatIpv4(site.host(2)) }]);
  t.equal(stays.unreachable, 1);
  t.equal(endReason, '1 rounds made');
  t.equal(site.placeOf(1), 1, 'the VM of the killed agent has not been touched');
});
