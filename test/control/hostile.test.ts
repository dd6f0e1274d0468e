// Clients of the control socket that mean harm, or are broken: depth, memory, time, numbers. Raw bytes on a real
// unix socket; the agent has to go on serving a well-behaved client.
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import { ControlClient } from '../../agent/control/client.js';
import type { ControlHandlers } from '../../agent/control/protocol.js';
import { ControlServer, type ControlServerOptions } from '../../agent/control/server.js';
import { createLogger } from '../../agent/log.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { shortFolder, until } from '../support/temporary.js';
import { handlers } from './handlers.js';
import { roundReport, statusReport } from './reports.js';

const mebibyte = 1024 * 1024;

async function served(t: Test, times: ControlServerOptions['times'] = {}, changed: Partial<ControlHandlers> = {}) {
  const lines: string[] = [];
  const log = createLogger({ sink: (line) => lines.push(line), priorities: false });
  const socket = path.join(shortFolder(t), 'run', 'agent.sock');
  const server = new ControlServer({ ...handlers, ...changed }, log, { groupFile: '/nonexistent', times });
  t.teardown(() => server.close());
  await server.listen(socket);
  return { socket, lines };
}

/** A connection whose answers are collected as text. */
async function raw(t: Test, socket: string): Promise<{ stream: Socket; heard: () => string; ended: () => boolean }> {
  const stream = createConnection(socket);
  t.teardown(() => stream.destroy());
  let text = '';
  let ended = false;
  stream.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  stream
    .on('error', () => {})
    .on('close', () => {
      ended = true;
    });
  await once(stream, 'connect');
  return { stream, heard: () => text, ended: () => ended };
}

async function stillServes(t: Test, socket: string): Promise<void> {
  const client = await ControlClient.connect(socket);
  t.match(await client.status(), { host: statusReport.host }, 'a well-behaved client is served');
  client.close();
}

t.test('a message nested 200,000 deep, in the parameters or the id, closes its connection only', async (t) => {
  const { socket, lines } = await served(t);
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  for (const bytes of [`{"id":1,"method":"echo","params":${deep}}`, `{"id":${deep},"method":"status","params":{}}`]) {
    const { stream, heard, ended } = await raw(t, socket);
    stream.write(bytes);
    await until('the client is sent away', ended);
    t.match(JSON.parse(heard()), { id: null, error: /^too-deep: .* 64 levels/ });
  }
  t.match(lines.join(''), /control connection closed.*64 levels/);
  await stillServes(t, socket);
});

t.test('an id must be a number or a string', async (t) => {
  const { socket } = await served(t);
  for (const id of ['[1]', '{"a":1}', 'true']) {
    const { stream, heard, ended } = await raw(t, socket);
    stream.write(`{"id":${id},"method":"status","params":{}}`);
    await until('the client is sent away', ended);
    t.match(JSON.parse(heard()), { id: null, error: /^protocol: the id of a request must be/ }, id);
  }
  const { stream, heard } = await raw(t, socket);
  stream.write('{"id":"x","method":"echo","params":[]}');
  await until('text is fine', () => heard() !== '');
  t.match(JSON.parse(heard()), { id: 'x', result: [] });
});

t.test('half-sent requests of all clients together are bounded', async (t) => {
  const { socket } = await served(t);
  const before = process.memoryUsage().rss;
  const half = Buffer.alloc(15 * mebibyte, 0x78);
  half.write('{"id":1,"method":"inject","params":"');
  const clients = await Promise.all(Array.from({ length: 12 }, () => raw(t, socket)));
  for (const { stream } of clients) stream.write(half);
  await until('all but two are sent away', () => clients.filter(({ ended }) => ended()).length >= 10, 20_000);
  const told = clients.filter(({ heard }) => /"error":"limit: .* exceed 33554432 bytes; try again/.test(heard()));
  t.ok(told.length >= 10, 'and are told why');
  const grown = (process.memoryUsage().rss - before) / mebibyte;
  t.comment(`grown by ${grown.toFixed(0)} MiB`);
  t.ok(grown < 150, 'twelve of them would take 180 MiB');
  await stillServes(t, socket);
  for (const { stream } of clients) stream.destroy();
  const vms = Array.from({ length: 300_000 }, (_, index) => (0x0a000000 + index) as Ipv4);
  await until('a large request fits again', async () => {
    const client = await ControlClient.connect(socket);
    const answer = await client.inject({ policy: 'distributed', migrationCost: 1, vms }).catch(() => undefined);
    client.close();
    return answer !== undefined;
  });
});

t.test('a client that asks and asks and does not read is not read from either', async (t) => {
  let answered = 0;
  const { socket } = await served(
    t,
    {},
    {
      status: async () => {
        answered++;
        return statusReport;
      },
    },
  );
  const { stream, heard } = await raw(t, socket);
  stream.pause();
  const requests = 20_000;
  stream.write('{"id":1,"method":"status","params":{}}'.repeat(requests));
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.ok(stream.writableLength > 0, 'requests wait on the side of the client');
  t.ok(answered < 1000, `${answered} were taken`);
  await stillServes(t, socket);
  stream.resume();
  await until('each gets its answer when it reads', () => heard().split('"id":1,').length === requests + 1, 20_000);
});

t.test('a request that is never finished is given up', async (t) => {
  const { socket } = await served(t, { unfinishedMs: 150 });
  const { stream, heard, ended } = await raw(t, socket);
  stream.write('{"id":1,"method":"status","params":{}}{"id":2');
  const drip = setInterval(() => stream.write(' '), 20);
  t.teardown(() => clearInterval(drip));
  await until('the client is sent away, although it goes on sending', ended);
  t.match(heard(), /"id":1,.*"error":"limit: a message was not complete after 0.15 s"/);
});

t.test('an idle client is closed; one that waits for an answer stays', async (t) => {
  let end = (_report: typeof roundReport) => {};
  const wait = () =>
    new Promise<typeof roundReport>((resolve) => {
      end = resolve;
    });
  const { socket, lines } = await served(t, { idleMs: 150 }, { wait });
  const { heard, ended } = await raw(t, socket);
  const waiting = await ControlClient.connect(socket);
  t.teardown(() => waiting.close());
  const report = waiting.wait({ tokenId: 'a', timeoutMs: 60_000 });
  await until('the idle one is sent away', ended);
  t.match(JSON.parse(heard()), { error: /^limit: closed after 0.15 s without a request/ });
  await new Promise((resolve) => setTimeout(resolve, 300));
  end(roundReport);
  t.same(await report, roundReport);
  await until('then it is idle too', () => lines.filter((line) => line.includes('without a request')).length === 2);
  await t.rejects(waiting.status(), { name: 'ControlError', code: 'limit', message: /without a request/ });
});

t.test('a client too many is told so, each time', async (t) => {
  const { socket, lines } = await served(t);
  const clients = await Promise.all(Array.from({ length: 32 }, () => raw(t, socket)));
  for (let i = 0; i < 5; i++) {
    const client = await ControlClient.connect(socket);
    await t.rejects(client.status(), {
      name: 'ControlError',
      code: 'limit',
      message: 'too many clients: 32 are connected already; try again later',
    });
    client.close();
  }
  t.match(lines.join(''), /control client refused.*too many clients/);
  clients[0]!.stream.destroy();
  await until('a place is free again', async () => {
    const client = await ControlClient.connect(socket);
    const answer = await client.status().catch(() => undefined);
    client.close();
    return answer !== undefined;
  });
});
