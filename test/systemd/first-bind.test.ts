// An agent whose host's address is not there yet waits for it, for a while, and for nothing else.
import t from 'tap';
import { addressPatienceMs, whenAddressIsHere } from '../../agent/first-bind.js';
import type { LogFields } from '../../agent/log.js';
import { UdpTransport } from '../../agent/transport/endpoint.js';
import { generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import { ipv4 } from '../../topology/ipv4.js';
import { loopbackAddress } from '../support/temporary.js';

function recorder() {
  const said: [string, LogFields | undefined][] = [];
  const note = (message: string, fields?: LogFields): void => void said.push([message, fields]);
  return { said, log: { info: note, warn: note } };
}

const keyring = new Keyring([generateKey()]);

t.test('an address that comes late is waited for', async (t) => {
  const { said, log } = recorder();
  // RFC 5737: no host has this one.
  const missing = new UdpTransport({ address: ipv4('192.0.2.1'), port: 0, mtu: 1500, keyring });
  const here = new UdpTransport({ address: ipv4(loopbackAddress()), port: 0, mtu: 1500, keyring });
  t.teardown(() => here.close());
  let tries = 0;
  await whenAddressIsHere(() => (++tries < 3 ? missing : here).start(), log, addressPatienceMs);
  t.equal(tries, 3);
  t.equal(said.length, 2, 'it says so once, and when the waiting is over');
  t.match(said[0], ['waiting for the address of "host"', { reason: /192\.0\.2\.1.*EADDRNOTAVAIL/ }]);
});

t.test('one that does not come ends the start', async (t) => {
  const { said, log } = recorder();
  const missing = new UdpTransport({ address: ipv4('192.0.2.1'), port: 0, mtu: 1500, keyring });
  const failed = whenAddressIsHere(() => missing.start(), log, 600);
  await t.rejects(failed, { code: 'bind-failed', message: /EADDRNOTAVAIL.*check "host"/ });
  t.equal(said.length, 1);
});

t.test('a port that is taken is told at once, and so is a stop during the waiting', async (t) => {
  const { said, log } = recorder();
  const one = new UdpTransport({ address: ipv4(loopbackAddress()), port: 0, mtu: 1500, keyring });
  await one.start();
  t.teardown(() => one.close());
  const two = new UdpTransport({ ...one.local, mtu: 1500, keyring });
  await t.rejects(
    whenAddressIsHere(() => two.start(), log, addressPatienceMs),
    { message: /EADDRINUSE/ },
  );
  t.same(said, []);
  const missing = new UdpTransport({ address: ipv4('192.0.2.1'), port: 0, mtu: 1500, keyring });
  const waiting = whenAddressIsHere(() => missing.start(), log, addressPatienceMs);
  setTimeout(() => void missing.close(), 50);
  await t.rejects(waiting, { code: 'closed' });
});
