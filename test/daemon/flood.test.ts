// A flood of garbage during a round: each datagram is counted and dropped, the round ends, nothing breaks.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { setImmediate as breathe } from 'node:timers/promises';
import t from 'tap';
import { generateKey, readKeyFile } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import { PacketCodec } from '../../agent/transport/packet.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { droppedBy, runRound, TestSite } from './agents.js';

t.setTimeout(60_000);

/** Endless rubbish: noise, datagrams of another cluster and of another version, and own ones cut or changed. */
function* rubbish(keyFile: string): Generator<Buffer, never> {
  const own = new PacketCodec(new Keyring(readKeyFile(keyFile)), randomBytes);
  const foreign = new PacketCodec(new Keyring(generateKey()), randomBytes);
  for (let n = 0; ; n += 1) {
    yield randomBytes(n % 1472);
    yield Buffer.from(foreign.seal(randomBytes(n % 1200)));
    const datagram = Buffer.from(own.seal(randomBytes(1 + (n % 1200))));
    yield Buffer.from(datagram.subarray(0, n % 36));
    yield datagram.fill(9, 2, 3);
    const forged = Buffer.from(own.seal(randomBytes(1 + (n % 1200))));
    forged[20 + (n % (forged.length - 20))]! ^= 1 << (n % 8);
    yield forged;
  }
}

/** What such rubbish is dropped as. */
const reasons = ['truncated', 'malformed', 'unknown-key', 'unknown-version', 'not-authentic'];

t.test('the round ends as if nothing were', async (t) => {
  const site = await TestSite.make(t, {
    vms: [2, 2],
    talk: [
      [0, 2, 100_000],
      [1, 3, 50_000],
    ],
  });
  const agents = await site.startAll();
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  const targets = [site.host(0), site.host(1), site.vm(0), site.vm(2)].map(formatIpv4);
  let sent = 0;
  let isOver = false;
  const flood = (async () => {
    const source = rubbish(site.file('cluster.key'));
    while (!isOver || sent < 5_000) {
      // In small bursts, so that this process can do its other work too.
      for (let burst = 0; burst < 20; burst += 1) {
        socket.send(source.next().value, site.port, targets[Math.floor(sent / 5) % targets.length], () => {});
        sent += 1;
      }
      await breathe();
    }
  })();
  const report = await (await runRound(agents[0]!))();
  isOver = true;
  await flood;
  t.equal(report.migrations.length, 2, JSON.stringify(report));
  t.same([site.placeOf(0), site.placeOf(1)], [site.placeOf(2), site.placeOf(3)]);
  for (const agent of agents) {
    const status = await agent.status();
    t.ok(droppedBy(status) > 100, `${droppedBy(status)} of ${sent} dropped`);
    for (const reason of reasons) t.ok(status.transport.dropped[reason]! > 0, reason);
    t.ok(agent.running);
    const told = (agent.stderr + agent.stdout).match(/dropped a datagram/g) ?? [];
    t.ok(told.length <= 9, `a flood of datagrams is no flood of log lines: ${told.length}`);
  }
});
