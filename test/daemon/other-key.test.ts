// Two clusters on one network, told apart by their keys: neither hears the other, and rounds go on without strangers.
import t from 'tap';
import { generateKey, writeKeyFile } from '../../agent/transport/key.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { droppedBy, runRound, TestSite } from './agents.js';

t.setTimeout(90_000);

t.test('an agent with another key is a stranger', async (t) => {
  const site = await TestSite.make(t, {
    vms: [1, 1, 1],
    talk: [
      [0, 2, 100_000],
      [1, 2, 1_000],
    ],
  });
  writeKeyFile(site.file('other.key'), generateKey());
  const agents = await site.startAll((index) => (index === 1 ? { keyFile: site.file('other.key') } : {}));
  const report = await runRound(agents[2]!, { vms: [0, 1, 2].map((vm) => site.vm(vm)) });
  const { migrations, stays } = await report();
  t.match(migrations, [{ vm: formatIpv4(site.vm(0)), to: formatIpv4(site.host(2)) }]);
  t.equal(stays.unreachable, 1);
  const stranger = await agents[1]!.status();
  t.ok(stranger.transport.dropped['unknown-key']! > 0, 'the stranger says why it heard nothing');
  t.equal(stranger.round, undefined);
  const status = await agents[0]!.status();
  // The two others had to get to know each other; and agents speak by themselves now and then, also the stranger.
  const { 'unknown-key': unknown = 0, unproven = 0 } = status.transport.dropped;
  t.equal(droppedBy(status), unknown + unproven, 'and nobody listened to it');
});
