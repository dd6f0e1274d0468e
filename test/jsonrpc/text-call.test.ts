// A call whose answer is a long text, against a server that writes exactly the bytes that the test says.
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import { callForText, type TextCallOptions } from '../../agent/jsonrpc/text-call.js';
import { shortFolder } from '../support/temporary.js';

interface Played {
  readonly pieces: readonly string[];
  /** Closes the connection behind them. */
  readonly ends?: boolean;
}

/** Resolves with the text as it was escaped. */
async function call(t: Test, { pieces, ends }: Played, options: Partial<TextCallOptions> = {}): Promise<string> {
  const socket = path.join(shortFolder(t), 's');
  const server = createServer(async (connection) => {
    connection.on('error', () => {});
    await once(connection, 'data');
    for (const piece of pieces) {
      connection.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (ends) connection.end();
  });
  server.listen(socket);
  await once(server, 'listening');
  t.teardown(() => server.close());
  const text: string[] = [];
  const write = (bytes: Uint8Array, start: number, end: number) => {
    text.push(Buffer.from(bytes.subarray(start, end)).toString('utf8'));
  };
  await callForText(socket, 'dump', ['a'], { write }, { timeoutMs: 2000, ...options });
  return text.join('');
}

const content = 'a\\n\\"b\\" \\\\ {[\\u00e9';

t.test('the text comes as it was sent, whatever the order of the members, cut at every byte', async (t) => {
  for (const answer of [
    `{"id":0,"result":"${content}","error":null}`,
    `{"error":null,"id":0,"result":"${content}"}`,
    ` { "result" : "${content}" , "x" : {"result":"no"}, "id" : 0 }`,
  ]) {
    t.equal(await call(t, { pieces: [answer] }), content);
    t.equal(await call(t, { pieces: [...answer] }), content);
    const cuts = Array.from({ length: answer.length }, (_, cut) => [answer.slice(0, cut), answer.slice(cut)]);
    for (const pieces of cuts) if ((await call(t, { pieces })) !== content) t.fail(pieces.join(' | '));
  }
  t.equal(await call(t, { pieces: ['{"id":0,"result":"","error":null}'] }), '');
  t.equal(await call(t, { pieces: ['{"id":7,"error":null,"x\\"result":"no"}{"id":0,"result":"yes"}'] }), 'yes');
});

t.test('failures say what happened', async (t) => {
  const failure = '{"id":0,"result":null,"error":"no such datapath"}';
  await t.rejects(call(t, { pieces: [failure] }), { code: 'remote', message: 'dump failed: no such datapath' });
  await t.rejects(call(t, { pieces: ['{"id":0,"result":[1],"error":null}'] }), { code: 'protocol', message: /\[1\]/ });
  await t.rejects(call(t, { pieces: ['{"id":0,"result":"abc'], ends: true }), { code: 'closed' });
  await t.rejects(call(t, { pieces: ['{"id":0,"result":"abc'] }, { timeoutMs: 100 }), { code: 'timeout' });
  await t.rejects(call(t, { pieces: ['nonsense'] }), { code: 'not-an-object' });
  await t.rejects(call(t, { pieces: ['{"id":0,"result":"a"]'] }), { code: 'malformed' });
  const long = `{"id":0,"result":"${'x'.repeat(2000)}"}`;
  await t.rejects(call(t, { pieces: [long] }, { maxBytes: 1000 }), { code: 'too-large', message: /1000 bytes/ });
  const strange = `{"id":0,"strange":"${'x'.repeat(2 * 1024 * 1024)}"}`;
  await t.rejects(call(t, { pieces: [strange] }), { code: 'too-large' }, 'what is around the text is bounded too');
  await t.rejects(callForText('/nowhere/s', 'dump', [], { write: () => {} }, { timeoutMs: 100 }), { code: 'connect' });
});

t.test('the caller may end it, also before it begins', async (t) => {
  const stop = new AbortController();
  const under = call(t, { pieces: ['{"id":0,"result":"abc'] }, { signal: stop.signal });
  setTimeout(() => stop.abort(), 50);
  await t.rejects(under, { code: 'closed' });
  await t.rejects(call(t, { pieces: [] }, { signal: AbortSignal.abort() }), { code: 'closed' });
});
