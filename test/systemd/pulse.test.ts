// The signs of life that the agent's sockets give: with what really listens on them, and with what hangs.
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { ControlHandlers } from '../../agent/control/protocol.js';
import { ControlServer } from '../../agent/control/server.js';
import type { CoreLoop } from '../../agent/core-loop.js';
import { silentLogger } from '../../agent/log.js';
import { askedMs, Pulse } from '../../agent/pulse.js';
import { silences } from '../../agent/systemd/health.js';
import { UdpTransport } from '../../agent/transport/endpoint.js';
import { generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import type { Watch } from '../../agent/watch.js';
import { ipv4 } from '../../topology/ipv4.js';
import { loopbackAddress, shortFolder, until } from '../support/temporary.js';

const keyring = new Keyring([generateKey()]);
let count = 0;

async function pulseOf(t: Test, control: 'serves' | 'refuses' | 'hangs' | 'is gone', flooded?: UdpTransport) {
  const transport = new UdpTransport({ address: ipv4(loopbackAddress(count++)), port: 0, mtu: 1500, keyring });
  await transport.start();
  t.teardown(() => transport.close());
  const controlSocket = path.join(shortFolder(t), 'control.sock');
  if (control === 'hangs') {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket));
    t.teardown(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(controlSocket, resolve));
  } else if (control !== 'is gone') {
    const status = async () => {
      if (control === 'refuses') throw new Error('too busy');
      return {};
    };
    const server = new ControlServer({ status } as unknown as ControlHandlers, silentLogger);
    await server.listen(controlSocket);
    t.teardown(() => server.close());
  }
  const now = performance.now();
  const loop = { lastStepMs: now } as CoreLoop;
  const watch = { lastPollAtMs: now, lastReadAtMs: now } as Watch;
  const pulse = new Pulse({ loop, watch, transport: flooded ?? transport, controlSocket, pollIntervalMs: 5000 });
  const signOf = (name: string): number => pulse.evidence().find(({ loop }) => loop === name)!.atMs;
  return { pulse, transport, loop, watch, signOf };
}

t.test('sockets that are served give a sign each time they are asked', async (t) => {
  for (const control of ['serves', 'refuses'] as const) {
    const { pulse, transport, signOf } = await pulseOf(t, control);
    for (let round = 0; round < 3; round += 1) {
      const before = performance.now();
      pulse.probe();
      const both = () => signOf('transport') > before && signOf('control socket') > before;
      await until(`${control}: both have given a sign`, both);
    }
    const { receivedDatagrams, dropped } = transport.statistics();
    t.same([receivedDatagrams, Object.values(dropped).reduce((sum, n) => sum + n, 0)], [0, 0], 'no traffic is counted');
  }
});

t.test('a socket that is not served, or is gone, gives none', async (t) => {
  for (const control of ['hangs', 'is gone'] as const) {
    const { pulse, transport, signOf } = await pulseOf(t, control);
    await transport.close();
    const before = performance.now();
    pulse.probe();
    await new Promise((resolve) => setTimeout(resolve, 300));
    t.ok(signOf('control socket') < before, control);
    t.ok(signOf('transport') < before, 'a closed transport');
    const silent = silences(pulse.evidence(), before + askedMs).map(({ loop }) => loop);
    t.same(silent, ['transport', 'control socket']);
  }
});

t.test('in a flood the agent may lose its own datagram; those of others are a sign too', async (t) => {
  let receivedDatagrams = 7;
  // Stands for a socket whose buffer is full whenever the agent asks: such luck cannot be had on demand.
  const transport = { statistics: () => ({ receivedDatagrams }), probe: () => new Promise(() => {}) };
  const { pulse, signOf } = await pulseOf(t, 'serves', transport as unknown as UdpTransport);
  pulse.probe();
  const before = performance.now();
  pulse.probe();
  t.ok(signOf('transport') < before, 'nothing has come since');
  receivedDatagrams += 1;
  pulse.probe();
  t.ok(signOf('transport') > before);
});

t.test('core, datapath and hypervisor may be slow, and not silent', async (t) => {
  const { pulse, loop, watch } = await pulseOf(t, 'serves');
  const now = performance.now();
  const silent = () => silences(pulse.evidence(), now).map((silence) => silence.loop);
  Object.assign(loop, { lastStepMs: now - 89_000 });
  Object.assign(watch, { lastReadAtMs: now - 89_000, lastPollAtMs: now - 69_000 });
  t.same(silent(), []);
  Object.assign(loop, { lastStepMs: now - 91_000 });
  Object.assign(watch, { lastReadAtMs: now - 91_000, lastPollAtMs: now - 71_000 });
  t.same(silent(), ['core', 'datapath', 'hypervisor']);
});
