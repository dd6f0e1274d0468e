// The control socket: the checks of requests, and the real server with whatever a client may write to it.
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ControlClient } from '../../../agent/control/client.js';
import { ControlError, decodeControlError, encodeControlError } from '../../../agent/control/errors.js';
import { changedMarks } from '../../../agent/control/marks.js';
import { parseDumpFlows, parseInject, parseWait } from '../../../agent/control/parse.js';
import { parseExplain, parseHistory, parseHostOrder, parseLabel } from '../../../agent/control/parse-host.js';
import type { ControlHandlers } from '../../../agent/control/protocol.js';
import { ControlServer } from '../../../agent/control/server.js';
import { JsonFramer } from '../../../agent/jsonrpc/framing.js';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { cut } from '../engine/bytes.js';
import { Broken, holds, type Target, unless } from '../engine/target.js';
import { firstMessage, variedJson } from './jsonrpc.js';

const requests = [
  '{"policy":"distributed","migrationCost":0,"rounds":3,"vms":["10.0.0.1","10.0.0.2"],"force":true}',
  '{"policy":"load-aware","migrationCost":1.5e6}',
  '{"tokenId":"0123456789abcdef","timeoutMs":1000}',
  '{"cursor":"1-2000","limit":100}',
  '{"vm":"10.0.0.1","limit":20}',
  '{"vm":"web-1","kind":"decision","sinceMs":1700000000000,"limit":50}',
  '{"order":"drain"}',
  '{"vm":"web-1","changes":{"label":"red","neverMove":null,"affinity":["a"],"allowedHosts":["10.0.0.0/8"]}}',
];

export const request: Target = {
  name: 'control-request',
  seeds: () => requests.map((text) => Buffer.from(text)),
  vary: variedJson,
  run(input) {
    const text = input.toString('utf8');
    const error = decodeControlError(text);
    holds(
      encodeControlError(decodeControlError(encodeControlError(error))) === encodeControlError(error),
      'an error travels',
    );
    const params = firstMessage(input);
    const inject = unless([ControlError], () => parseInject(params));
    if (inject) {
      const vms = inject.vms && { vms: inject.vms.map(formatIpv4) };
      const again = parseInject({ ...inject, ...vms });
      holds(JSON.stringify(again) === JSON.stringify(inject), 'a request that is written again is the same');
    }
    unless([ControlError], () => parseWait(params));
    for (const parse of [parseDumpFlows, parseExplain, parseHistory, parseHostOrder]) {
      unless([ControlError], () => parse(params));
    }
    const label = unless([ControlError], () => parseLabel(params));
    if (label) changedMarks({ label: 'green' }, label.changes);
  },
};

/** Refuses everything in the way that it documents. */
const handlers = new Proxy({} as ControlHandlers, {
  get: () => () => Promise.reject(new ControlError('not-ready', 'it is being fuzzed')),
});
const faults: string[] = [];
const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: (message: string) => faults.push(message) };

let listening: Promise<string> | undefined;

/** One server for all inputs, in a folder that goes when the thread ends. */
function server(): Promise<string> {
  listening ??= (async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'score-fuzz-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const socket = path.join(folder, 'control.sock');
    // A thread cannot set the umask, and need not: nobody else may enter the folder.
    process.umask = () => 0o077;
    const options = { groupFile: '/dev/null', times: { idleMs: 2000, unfinishedMs: 2000 } };
    await new ControlServer(handlers, log as never, options).listen(socket);
    return socket;
  })();
  return listening;
}

/** Writes the input in pieces, ends, and gives everything that came back. */
function exchange(socket: string, input: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const answers: Buffer[] = [];
    const stream = connect(socket);
    stream.on('data', (chunk: Buffer) => answers.push(chunk));
    // Reset while this end still writes: the server had had enough.
    stream.on('error', () => {});
    stream.on('close', () => resolve(Buffer.concat(answers)));
    for (const piece of cut(input)) stream.write(piece);
    stream.end();
  });
}

let exchanges = 0;

export const socket: Target = {
  name: 'control-socket',
  maxBytes: 1024,
  seeds: () =>
    requests.map((params, index) => {
      const method = ['inject', 'status', 'wait', 'dumpFlows', 'explain', 'history', 'hostOrder', 'label'][index]!;
      return Buffer.from(`{"id":${index},"method":"${method}","params":${index === 1 ? '{}' : params}}`);
    }),
  vary: variedJson,
  async run(input) {
    const path = await server();
    const answers = await exchange(path, input);
    for (const answer of new JsonFramer({ maxBytes: 1024 * 1024 }).push(answers)) {
      const { error } = answer as { error: unknown };
      holds(error === null || typeof error === 'string', 'an answer has a result, or an error in words');
      holds(!String(error).startsWith('internal'), `the agent is not at fault: ${String(error)}`);
    }
    if (faults.length > 0) throw new Broken(`logged as a fault: ${faults.splice(0).join('; ')}`);
    if (exchanges++ % 100 !== 0) return;
    const client = await ControlClient.connect(path);
    const refusal = await client.status().catch((error: Error) => error);
    client.close();
    holds(refusal instanceof ControlError && refusal.code === 'not-ready', 'the server still answers others');
  },
};
