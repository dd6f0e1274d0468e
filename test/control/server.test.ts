// The control server and client on a real unix socket: permissions, answers, refusals, clients that go.
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { AgentUnreachableError, ControlClient } from '../../agent/control/client.js';
import { ControlError } from '../../agent/control/errors.js';
import { FlowDumps } from '../../agent/control/flow-dumps.js';
import { type ControlHandlers, maxDumpFlows } from '../../agent/control/protocol.js';
import { ControlServer } from '../../agent/control/server.js';
import { FlowTable } from '../../agent/core/flows/flow-table.js';
import { JsonRpcConnection } from '../../agent/jsonrpc/connection.js';
import { createLogger } from '../../agent/log.js';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder, until } from '../support/temporary.js';
import { handlers } from './handlers.js';
import { explainReport, historyReport, labelReport, topReport } from './history-reports.js';
import { dumpOpening, roundReport, statusReport } from './reports.js';

async function served(t: Test, changed: Partial<ControlHandlers> = {}, groupFile = '/nonexistent') {
  const logged: { level: string; message: string }[] = [];
  const log = createLogger({ sink: (line) => logged.push(JSON.parse(line)), priorities: false });
  const socket = path.join(shortFolder(t), 'run', 'agent.sock');
  const server = new ControlServer({ ...handlers, ...changed }, log, { groupFile });
  t.teardown(() => server.close());
  await server.listen(socket);
  const client = await ControlClient.connect(socket);
  t.teardown(() => client.close());
  return { socket, server, client, logged };
}

t.test('requests reach the handlers checked, and answers come back', async (t) => {
  const seen: unknown[] = [];
  const { client } = await served(t, {
    inject: async (request) => {
      seen.push(request);
      return { tokenId: 'abc', slots: 1, silentHosts: [] };
    },
  });
  const vms = [ipv4('10.1.0.1')];
  t.same(await client.inject({ policy: 'distributed', migrationCost: 5, vms }), {
    tokenId: 'abc',
    slots: 1,
    silentHosts: [],
  });
  t.same(seen, [{ policy: 'distributed', migrationCost: 5, vms, force: false }]);
  t.same(await client.order('retire'), { order: 'retire', hosts: 3, silent: 0, silentHosts: [] });
  t.same(await client.status(), statusReport);
  t.same(await client.wait({ tokenId: 'abc', timeoutMs: 10 }), roundReport);
  t.match(await client.flows(), { vms: [{ vm: '10.1.0.1', txBytes: 2 }] });
});

t.test('refusals keep their code; faults are logged and called internal', async (t) => {
  const { client, logged } = await served(t, {
    inject: async () => {
      throw new ControlError('round-running', 'token 7 is under way; wait for it or use force');
    },
    status: () => {
      throw new TypeError('undefined is not an object');
    },
  });
  await t.rejects(client.inject({ policy: 'distributed', migrationCost: 1 }), {
    name: 'ControlError',
    code: 'round-running',
    message: 'token 7 is under way; wait for it or use force',
  });
  t.notMatch(logged, [{ level: 'error' }]);
  await t.rejects(client.status(), { code: 'internal', message: 'undefined is not an object' });
  t.match(logged.at(-1), { level: 'error', message: 'control request failed', method: 'status' });
});

t.test('what a hostile client sends is refused before any handler sees it', async (t) => {
  const called: string[] = [];
  const { socket } = await served(t, {
    inject: async () => {
      called.push('inject');
      return { tokenId: 'x', slots: 0, silentHosts: [] };
    },
  });
  const raw = await JsonRpcConnection.connect(socket, { timeoutMs: 1000 });
  t.teardown(() => raw.close());
  const call = (method: string, params: unknown) => raw.call(method, params, { timeoutMs: 1000 });
  await t.rejects(call('inject', { policy: 'distributed', migrationCost: -1 }), {
    message: /bad-request: inject: migrationCost/,
  });
  await t.rejects(call('constructor', {}), { message: /unknown-method: no method "constructor"/ });
  await t.rejects(call('status', [1]), { message: /bad-request: status: parameters must be an object/ });
  t.same(called, []);
});

t.test('a dump of more than one message comes page by page, each bounded', async (t) => {
  const flows = 3 * maxDumpFlows + 1;
  const table = new FlowTable({ windowMs: 1000, maxFlows: flows, nowMs: 0 });
  for (let flow = 0; flow < flows; flow++) {
    const ports = { srcPort: flow & 0xffff, dstPort: flow >>> 16 };
    table.add({ src: ipv4('10.1.0.1'), dst: ipv4('10.1.0.2'), protocol: 6, ...ports }, flow, 0);
  }
  table.advance(500);
  const dumps = new FlowDumps({ table, presentSinceMs: () => 0, minimumMs: 100, restMs: 60_000 });
  const { client } = await served(t, {
    dumpFlows: async ({ cursor, limit }) =>
      cursor === undefined ? dumps.begin(limit, dumpOpening) : dumps.proceed({ cursor, limit }),
  });
  const sizes: number[] = [];
  let bytes = 0;
  let page = await client.dumpFlows();
  t.same(page.opening, dumpOpening);
  for (;;) {
    sizes.push(page.flows.length);
    for (const flow of page.flows) bytes += flow.bytes;
    if (page.cursor === undefined) break;
    page = await client.dumpFlows({ cursor: page.cursor });
    t.equal(page.opening, undefined, 'once');
  }
  t.same(sizes, [maxDumpFlows, maxDumpFlows, maxDumpFlows, 1]);
  t.equal(bytes, (flows * (flows - 1)) / 2, 'each flow once');
  t.equal((await client.dumpFlows({ limit: 7 })).flows.length, 7);
});

t.test('hostile dump requests are refused, and a page cannot be had twice', async (t) => {
  const table = new FlowTable({ windowMs: 1000, maxFlows: 10, nowMs: 0 });
  for (const dstPort of [1, 2, 3]) {
    table.add({ src: ipv4('10.1.0.1'), dst: ipv4('10.1.0.2'), protocol: 6, srcPort: 9, dstPort }, 100, 0);
  }
  const dumps = new FlowDumps({ table, presentSinceMs: () => 0, minimumMs: 100 });
  const { socket, client } = await served(t, {
    dumpFlows: async ({ cursor, limit }) =>
      cursor === undefined ? dumps.begin(limit, dumpOpening) : dumps.proceed({ cursor, limit }),
  });
  const raw = await JsonRpcConnection.connect(socket, { timeoutMs: 1000 });
  t.teardown(() => raw.close());
  const call = (params: unknown) => raw.call('dumpFlows', params, { timeoutMs: 1000 });
  for (const limit of [0, -1, 1.5, maxDumpFlows + 1, 1e300, '5', null]) {
    await t.rejects(call({ limit }), {
      message: /bad-request: dumpFlows: limit must be a whole number from 1 to 2000/,
    });
  }
  for (const cursor of ['', '1', '1-', '-1-1', '1-1-1', 'x-y', '1'.repeat(20_000), 7, null, {}, ['1-1']]) {
    await t.rejects(call({ cursor }), { message: /bad-request: dumpFlows: cursor must be the one of the page before/ });
  }
  await t.rejects(call({ offset: 1 }), { message: /unknown parameter "offset"; it takes cursor, limit/ });
  await t.rejects(call([1]), { message: /must be an object/ });
  t.equal(dumps.size, 0, 'none of them began a dump');

  const { cursor } = await client.dumpFlows({ limit: 1 });
  const guesses = ['999999999999999-999999999999999', cursor!.replace(/-.*/, '-0'), cursor!.replace(/-.*/, '-2')];
  for (const guess of guesses) await t.rejects(client.dumpFlows({ cursor: guess }), { code: 'unknown-dump' }, guess);
  const second = await client.dumpFlows({ cursor: cursor!, limit: 1 });
  t.equal(second.flows[0]?.dstPort, 2);
  await t.rejects(client.dumpFlows({ cursor: cursor! }), { code: 'unknown-dump', message: /dump anew/ });
  t.match(await client.dumpFlows({ cursor: second.cursor! }), { flows: [{ dstPort: 3 }], cursor: undefined });
  t.equal(dumps.size, 0);
});

t.test('a wait is given up when its client goes', async (t) => {
  let gone: AbortSignal | undefined;
  const { client } = await served(t, {
    wait: (_request, signal) => {
      gone = signal;
      return new Promise(() => {});
    },
  });
  const waiting = t.rejects(client.wait({ tokenId: 'a', timeoutMs: 60_000 }), AgentUnreachableError);
  await until('the request has arrived', () => gone !== undefined);
  t.equal(gone?.aborted, false);
  client.close();
  await until('the handler is told', () => gone?.aborted === true);
  await waiting;
});

t.test('the folder is 0750 and the socket 0660, both of the group when there is one', async (t) => {
  const folder = shortFolder(t);
  const own = process.getgid?.() ?? 0;
  const other = process.getuid?.() === 0 ? 54_321 : own;
  const groupFile = path.join(folder, 'group');
  writeFileSync(groupFile, `root:x:0:\nnoscore:x:1:\nscore:x:${other}:alice\n`);
  const { socket } = await served(t, {}, groupFile);
  t.equal(statSync(socket).mode & 0o777, 0o660);
  t.equal(statSync(socket).gid, other);
  t.equal(statSync(path.dirname(socket)).mode & 0o777, 0o750);
  t.equal(statSync(path.dirname(socket)).gid, other);
  const without = await served(t);
  t.equal(statSync(without.socket).gid, own);
});

t.test('a folder that everybody can write to is told', async (t) => {
  const folder = path.join(shortFolder(t), 'open');
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  const lines: string[] = [];
  const server = new ControlServer(handlers, createLogger({ sink: (line) => lines.push(line) }), {
    groupFile: '/none',
  });
  t.teardown(() => server.close());
  await server.listen(path.join(folder, 's'));
  t.match(lines.join(''), /everybody can write to .*open/);
});

t.test('a second agent on the same socket is refused', async (t) => {
  const { socket, client } = await served(t);
  const second = new ControlServer(handlers, createLogger({ sink: () => {} }), { groupFile: '/none' });
  await t.rejects(second.listen(socket), { message: new RegExp(`${socket}.*another process`) });
  t.match(await client.status(), { host: statusReport.host }, 'the first goes on');
});

t.test('no agent: the message names the socket and what to do', async (t) => {
  const folder = shortFolder(t);
  const missing = path.join(folder, 'none.sock');
  await t.rejects(ControlClient.connect(missing), {
    name: 'AgentUnreachableError',
    message: `cannot reach the agent at ${missing}: no such socket: is score-agent running (systemctl status score-agent), and is controlSocket the same path?`,
  });
  const { socket, server, client } = await served(t);
  await server.close();
  await t.rejects(client.status(), {
    name: 'AgentUnreachableError',
    message: new RegExp(`lost the agent at ${socket}`),
  });
});

t.test('a folder whose parent is missing is refused with what to do', { timeout: 5_000 }, async (t) => {
  // Below /proc a recursive mkdir of Node's would go round for ever.
  for (const folder of [path.join(shortFolder(t), 'no/such'), '/proc/nope']) {
    const server = new ControlServer(handlers, createLogger({ sink: () => {} }), { groupFile: '/nonexistent' });
    const message = new RegExp(
      `^cannot make the control socket's folder ${folder}: .*; ${path.dirname(folder)} must exist`,
    );
    await t.rejects(server.listen(path.join(folder, 's')), { message });
  }
});

t.test('single VMs and this host over the socket; orders come at a bounded rate', async (t) => {
  const seen: unknown[] = [];
  const { client } = await served(t, {
    explain: async (request) => {
      seen.push(request);
      return explainReport;
    },
  });
  t.same(await client.explain({ vm: '10.1.0.1', limit: 3 }), explainReport);
  t.same(seen, [{ vm: { address: ipv4('10.1.0.1') }, limit: 3 }]);
  t.same(await client.history({ kind: 'alarm', limit: 1 }), historyReport);
  t.same(await client.top(), topReport);
  t.same(await client.label('web1', { neverMove: null }), labelReport);
  t.match(await client.hostOrder('drain'), { maintenance: 'drains' });
  for (let count = 0; count < 20; count++) await client.order('pause');
  await t.rejects(client.order('pause'), { code: 'limit', message: /too many orders to the cluster: 20 a minute/ });
  t.match(await client.hostOrder('serve'), { maintenance: 'none' }, 'which is another limit');
});
