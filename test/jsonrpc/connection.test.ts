// JSON-RPC calls, answers and failures between a real client and a real server on a unix socket.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { JsonRpcConnection, type JsonRpcConnectionOptions } from '../../agent/jsonrpc/connection.js';
import { JsonRpcServer } from '../../agent/jsonrpc/server.js';

const folder = mkdtempSync(join(tmpdir(), 'score-jsonrpc-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
let sockets = 0;

/** A server whose `add` answers, `fail` throws and `hang` never answers. */
async function pair(t: Test, options: JsonRpcConnectionOptions = {}) {
  const path = join(folder, `s${sockets++}`);
  const accepted: JsonRpcConnection[] = [];
  const server = new JsonRpcServer((connection) => {
    accepted.push(connection);
    connection.onRequest(async (method, params) => {
      if (method === 'add') return (params as number[]).reduce((sum, value) => sum + value, 0);
      if (method === 'hang') return new Promise(() => {});
      if (method === 'object') throw new Error('no such bridge br7');
      throw new Error(`unknown method ${method}`);
    });
  }, options);
  await server.listen(path);
  const client = await JsonRpcConnection.connect(path, { timeoutMs: 1000, ...options });
  t.teardown(async () => {
    client.close();
    await server.close();
  });
  await client.call('add', [], { timeoutMs: 1000 });
  return { path, server, client, peer: accepted[0]! };
}

t.test('calls are matched with their answers, in both directions', async (t) => {
  const { client, peer } = await pair(t);
  const sums = await Promise.all([1, 2, 3].map((n) => client.call('add', [n, n], { timeoutMs: 1000 })));
  t.strictSame(sums, [2, 4, 6]);
  client.onRequest(async (method) => `client heard ${method}`);
  t.equal(await peer.call('ping', [], { timeoutMs: 1000 }), 'client heard ping');
  t.strictSame(await peer.call('echo', ['x', 1], { timeoutMs: 1000 }), ['x', 1], 'echo needs no handler');
});

t.test("an error reply carries the remote's text", async (t) => {
  const { client } = await pair(t);
  await t.rejects(client.call('object', [], { timeoutMs: 1000 }), {
    code: 'remote',
    remoteText: 'no such bridge br7',
    message: 'object failed: no such bridge br7',
  });
});

t.test('notifications reach the listener and are not answered', async (t) => {
  const { client, peer } = await pair(t);
  const heard = new Promise((resolve) => client.onNotification((method, params) => resolve([method, params])));
  peer.notify('update', [1]);
  t.strictSame(await heard, ['update', [1]]);
});

t.test('a call that is not answered ends at its deadline; the connection lives on', async (t) => {
  const { client } = await pair(t);
  await t.rejects(client.call('hang', [], { timeoutMs: 30 }), { code: 'timeout', message: /hang within 30 ms/ });
  t.equal(await client.call('add', [1, 1], { timeoutMs: 1000 }), 2);
});

t.test('pending calls are rejected when the connection closes, and later calls too', async (t) => {
  const { client, peer } = await pair(t);
  const pending = client.call('hang', [], { timeoutMs: 10_000 });
  const closed = new Promise((resolve) => client.onClose(resolve));
  peer.close();
  await t.rejects(pending, { code: 'closed', message: /hang failed, the connection is closed/ });
  await closed;
  t.ok(client.closed);
  await t.rejects(client.call('add', [], { timeoutMs: 1000 }), { code: 'closed' });
});

t.test('pending calls are bounded', async (t) => {
  const { client } = await pair(t, { maxPendingCalls: 2 });
  for (let i = 0; i < 2; i++) client.call('hang', [], { timeoutMs: 10_000 }).catch(() => {});
  await t.rejects(client.call('add', [], { timeoutMs: 1000 }), { code: 'too-many-calls' });
});

t.test('requests being answered are bounded', async (t) => {
  const { client } = await pair(t, { maxPendingRequests: 2 });
  for (let i = 0; i < 2; i++) client.call('hang', [], { timeoutMs: 10_000 }).catch(() => {});
  await t.rejects(client.call('add', [], { timeoutMs: 1000 }), { code: 'remote', remoteText: /too many requests/ });
});

t.test('a peer that sends no JSON closes the connection with the reason', async (t) => {
  const path = join(folder, 'garbage');
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request'));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.teardown(() => server.close());
  const client = await JsonRpcConnection.connect(path, { timeoutMs: 1000 });
  await t.rejects(client.call('x', [], { timeoutMs: 1000 }), { code: 'closed', message: /expected a JSON object/ });
});

t.test('a peer that asks and never reads is cut off', async (t) => {
  const path = join(folder, 'deaf');
  const closed = new Promise<Error | undefined>((resolve) => {
    const server = new JsonRpcServer(
      (connection) => {
        connection.onRequest(async () => 'y'.repeat(100_000));
        connection.onClose(resolve);
      },
      { maxBytes: 500_000 },
    );
    t.teardown(() => server.close());
    void server.listen(path).then(async () => {
      const { createConnection } = await import('node:net');
      const socket = createConnection(path).pause();
      t.teardown(() => socket.destroy());
      for (let i = 0; i < 200; i++) socket.write('{"id":1,"method":"m","params":[]}');
    });
  });
  t.match((await closed)?.message, /does not read/);
});

t.test('connect errors name the path and say where to look', async (t) => {
  const path = join(folder, 'absent');
  await t.rejects(JsonRpcConnection.connect(path, { timeoutMs: 1000 }), {
    code: 'connect',
    message: `cannot connect to ${path}: no such socket (is the daemon running, and the path right?)`,
  });
  const server = createServer();
  const dead = join(folder, 'dead');
  await new Promise<void>((resolve) => server.listen(dead, resolve));
  // A server that crashes leaves its file behind.
  const { renameSync } = await import('node:fs');
  renameSync(dead, `${dead}.kept`);
  await new Promise((resolve) => server.close(resolve));
  await t.rejects(JsonRpcConnection.connect(`${dead}.kept`, { timeoutMs: 1000 }), { message: /nobody listens on it/ });

  const takeover = new JsonRpcServer(() => {});
  await takeover.listen(`${dead}.kept`, { mode: 0o660 });
  t.equal(statSync(`${dead}.kept`).mode & 0o777, 0o660, 'a stale socket is replaced, with the mode asked for');
  await t.rejects(new JsonRpcServer(() => {}).listen(`${dead}.kept`), {
    code: 'listen',
    message: /another process serves it/,
  });
  await takeover.close();
  t.throws(() => statSync(`${dead}.kept`), { code: 'ENOENT' }, 'close removes the socket');
});

t.test('a file that is no socket is never removed', async (t) => {
  const path = join(folder, 'precious');
  writeFileSync(path, 'data');
  await t.rejects(new JsonRpcServer(() => {}).listen(path), { code: 'listen', message: /is no socket/ });
  t.equal(statSync(path).size, 4);
});

t.test('connections are bounded', async (t) => {
  const path = join(folder, 'few');
  const server = new JsonRpcServer(() => {}, { maxConnections: 1 });
  await server.listen(path);
  t.teardown(() => server.close());
  const first = await JsonRpcConnection.connect(path, { timeoutMs: 1000 });
  await first.call('echo', [], { timeoutMs: 1000 });
  const second = await JsonRpcConnection.connect(path, { timeoutMs: 1000 });
  await t.rejects(second.call('echo', [], { timeoutMs: 1000 }), { code: 'closed' });
  t.equal(server.connections, 1);
  first.close();
});
