// The agent's HTTP server against real sockets: what it answers, what it refuses, and what a hostile client can take.
import { connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { type Page, plain } from '../../agent/http/answer.js';
import { HttpServer, type HttpServerOptions } from '../../agent/http/server.js';
import { createLogger, silentLogger } from '../../agent/log.js';
import { until } from '../support/temporary.js';

t.setTimeout(60_000);

const open: Page = {
  path: '/open',
  what: 'for all',
  loopbackOnly: false,
  answer: async () => plain(200, 'hello <world>'),
};
const local: Page = { ...open, path: '/', what: 'for this host', loopbackOnly: true };
const broken: Page = {
  ...open,
  path: '/broken',
  what: 'fails',
  answer: () => Promise.reject(new Error('out of order')),
};

async function serve(t: Test, options: Partial<HttpServerOptions> = {}): Promise<number> {
  const common = { address: '127.0.0.1', port: 0, pages: [open, local, broken], log: silentLogger };
  const server = new HttpServer({ ...common, ...options });
  t.teardown(() => server.close());
  await server.start();
  return server.port!;
}

/** Sends text as it is; resolves with all that came until the server closed. */
function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let got = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part: string) => {
      got += part;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(got));
  });
}

function get(
  port: number,
  path: string,
  head: readonly string[] = ['Host: localhost'],
  method = 'GET',
): Promise<string> {
  return talk(port, `${method} ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
}

const status = (answer: string): string => answer.slice(9, 12);

t.test('GET and HEAD of its pages, with headers that keep others out', async (t) => {
  const port = await serve(t);
  const answer = await get(port, '/open?x=1');
  t.match(answer, /^HTTP\/1\.1 200 /);
  t.match(answer, /\r\n\r\nhello <world>\n$/);
  for (const header of [
    'Cache-Control: no-store',
    'Content-Type: text/plain; charset=utf-8',
    'X-Content-Type-Options: nosniff',
    'X-Frame-Options: DENY',
    'Cross-Origin-Resource-Policy: same-origin',
    'Referrer-Policy: no-referrer',
    'Connection: close',
  ])
    t.ok(answer.includes(`${header}\r\n`), header);
  t.match(answer, /Content-Security-Policy: default-src 'none'/);
  const head = await get(port, '/open', ['Host: localhost'], 'HEAD');
  t.match(head, /Content-Length: 14\r\n/);
  t.ok(head.endsWith('\r\n\r\n'), 'HEAD has no body');
});

t.test('other methods, paths and bodies are refused with a reason', async (t) => {
  const port = await serve(t);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
    const answer = await get(port, '/open', ['Host: localhost'], method);
    t.equal(status(answer), '405', method);
    t.match(answer, /Allow: GET, HEAD\r\n/);
  }
  const missing = await get(port, '/secret/../../etc/passwd');
  t.equal(status(missing), '404');
  t.match(missing, /\/open: for all/, 'says what there is');
  t.notMatch(missing, /passwd/, 'and does not repeat what was asked');
  t.equal(status(await get(port, '/open', ['Host: x', 'Content-Length: 5'])), '413');
  t.equal(status(await get(port, '/open', ['Host: x', 'Transfer-Encoding: chunked'])), '413');
  t.equal(await get(port, '/open', ['Host: x', 'Connection: Upgrade', 'Upgrade: websocket']), '', 'no upgrade');
  t.equal(status(await get(port, '/broken')), '500');
});

t.test('a page for this host answers only who asks for this host', async (t) => {
  const port = await serve(t);
  for (const host of [
    `localhost:${port}`,
    'LOCALHOST',
    '127.0.0.1',
    `127.9.9.9:${port}`,
    '[::1]',
    '[::1]:80',
    '[0:0::1]',
  ])
    t.equal(status(await get(port, '/', [`Host: ${host}`])), '200', host);
  const foreign = [
    'rebound.example',
    'localhost.rebound.example',
    '127.0.0.1.rebound.example',
    '10.0.0.1',
    '[fe80::1]',
  ];
  for (const host of [...foreign, '127.1', '0', '', 'localhost:', 'localhost@rebound.example', '[::1'])
    t.equal(status(await get(port, '/', [`Host: ${host}`])), '421', JSON.stringify(host));
  t.equal(status(await get(port, '/open', ['Host: hv1.example'])), '200', 'others answer by any name');
  t.equal(status(await talk(port, 'GET / HTTP/1.0\r\n\r\n')), '421', 'no Host is no loopback name');
});

t.test('a connection serves one request, ends, and cannot be kept by being slow', async (t) => {
  const port = await serve(t, { times: { requestMs: 300, lifeMs: 800 } });
  const twice = await talk(port, 'GET /open HTTP/1.1\r\nHost: x\r\n\r\nGET /open HTTP/1.1\r\nHost: x\r\n\r\n');
  t.equal(twice.split('HTTP/1.1 200').length - 1, 1, 'the second one of a pipeline is not served');
  const startMs = performance.now();
  t.equal(status(await talk(port, 'GET /open HTTP/1.1\r\nHost: x\r\nX-Slow: ')), '408');
  t.ok(performance.now() - startMs < 5_000);
  t.equal(status(await get(port, '/open', ['Host: x', `X-Large: ${'a'.repeat(10_000)}`])), '431');
  t.equal(status(await talk(port, '\x16\x03\x01 TLS?\r\n\r\n')), '400');
});

t.test('who neither finishes his request nor closes loses his place', async (t) => {
  const port = await serve(t, { times: { requestMs: 300, lifeMs: 60_000 } });
  const startMs = performance.now();
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write('GET / HTTP/1.1\r\nX: '));
  t.teardown(() => socket.destroy());
  socket.on('error', () => {});
  socket.resume();
  await new Promise((resolve) => socket.once('end', resolve));
  // The server has let go of it: what is still sent is answered by a reset.
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const sending = setInterval(() => socket.write('more'), 20);
  await closed;
  clearInterval(sending);
  t.ok(performance.now() - startMs < 20_000);
});

t.test('who does not read what he asked for is cut off', async (t) => {
  const large = { ...open, answer: async () => plain(200, 'x'.repeat(30_000_000)) };
  const port = await serve(t, { pages: [large], times: { lifeMs: 500 } });
  const socket = connect(port, '127.0.0.1', () => socket.write('GET /open HTTP/1.1\r\nHost: x\r\n\r\n'));
  socket.pause();
  socket.on('error', () => {});
  let closed = false;
  socket.on('close', () => {
    closed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 900));
  // What the kernel holds has to be read before the end shows.
  socket.resume();
  await until('the connection is closed', () => closed);
  t.ok(socket.bytesRead < 30_000_000, `only ${socket.bytesRead} bytes came`);
});

t.test('connections are bounded, and places come free', async (t) => {
  const lines: string[] = [];
  const port = await serve(t, { log: createLogger({ sink: (line) => lines.push(line) }), times: { requestMs: 2_000 } });
  const sockets: Socket[] = [];
  let ended = 0;
  for (let index = 0; index < 40; index += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.on('close', () => {
      ended += 1;
    });
    sockets.push(socket);
  }
  await until('those beyond the bound are closed', () => ended === 8);
  t.equal(lines.filter((line) => line.includes('too many at once')).length, 1, 'told once');
  sockets.find((socket) => !socket.destroyed)!.destroy();
  await until('a place is free', async () => status(await get(port, '/open')) === '200');
  for (const socket of sockets) socket.destroy();
});

t.test('an address in use is logged, and taken when it is free', async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const lines: string[] = [];
  const log = createLogger({ sink: (line) => lines.push(line) });
  const server = new HttpServer({ address: '127.0.0.1', port, pages: [open], log, times: { retryMs: 50 } });
  t.teardown(() => server.close());
  await server.start();
  t.match(server.problem, /EADDRINUSE/);
  t.match(lines[0], /"level":"error".*another program listens there/);
  t.match(lines[0], new RegExp(`127\\.0\\.0\\.1:${port}`));
  await new Promise((resolve) => other.close(resolve));
  await until('it listens', () => server.problem === undefined);
  t.equal(status(await get(port, '/open')), '200');
});
