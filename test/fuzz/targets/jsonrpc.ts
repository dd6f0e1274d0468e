// JSON-RPC as Open vSwitch's daemons and score-token's clients send it: framing, long texts, and a whole connection.
import { Duplex } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { JsonRpcConnection, JsonRpcError } from '../../../agent/jsonrpc/connection.js';
import { JsonFramer, JsonFramingError } from '../../../agent/jsonrpc/framing.js';
import { TextAnswer } from '../../../agent/jsonrpc/text-call.js';
import type { Random } from '../../../tools/random.js';
import { cut } from '../engine/bytes.js';
import { holds, type Target, unless } from '../engine/target.js';
import { varyValue } from '../engine/vary.js';

const maxBytes = 2048;

/** Framed messages, and whether the stream was good to its end. */
function framed(pieces: readonly Buffer[]): { readonly messages: unknown[]; readonly good: boolean } {
  const framer = new JsonFramer({ maxBytes });
  const messages: unknown[] = [];
  const good = unless([JsonFramingError], () => {
    for (const piece of pieces) {
      messages.push(...framer.push(piece));
      holds(framer.heldBytes <= maxBytes, 'an unfinished message has a bound');
    }
    return true;
  });
  return { messages, good: good ?? false };
}

/** Changes one message of a stream of them. */
export function variedJson(input: Buffer, random: Random): Buffer | undefined {
  const { messages } = framed([input]);
  if (messages.length === 0) return undefined;
  const at = random.integer(0, messages.length - 1);
  messages[at] = varyValue(messages[at], random);
  return Buffer.from(messages.map((message) => JSON.stringify(message) ?? '').join(''));
}

/** The first message, for what gets its JSON by way of a connection; it is not as deep as JSON can be. */
export function firstMessage(input: Buffer): unknown {
  return unless([JsonFramingError], () => new JsonFramer({ maxBytes: input.length }).push(input))?.[0];
}

/** As `variedJson`, and very deep now and then: for what reads JSON from a file. */
export function variedDeepJson(input: Buffer, random: Random): Buffer | undefined {
  const varied = variedJson(input, random);
  if (!varied || random.next() > 0.05) return varied;
  return Buffer.from(withDepth(varied.toString('utf8'), random));
}

/** Far more than a recursion has stack for. */
const depth = 20_000;

/** With lists within lists in the place of one of the values. */
function withDepth(text: string, random: Random): string {
  const values = [...text.matchAll(/"[^"\\]*"(?!:)|\d+|true|false|null/g)];
  const value = values[random.integer(0, values.length - 1)];
  if (!value) return text;
  const deep = '['.repeat(depth) + ']'.repeat(depth);
  return text.slice(0, value.index) + deep + text.slice(value.index + value[0].length);
}

const calls = [
  '{"id":1,"method":"echo","params":[1,"é\\u00e9\\n",null,true]}{"id":"a","method":"status"}',
  '{"id":0,"result":"text \\"quoted\\" \\\\","error":null} \n{"id":null,"method":"update","params":[{}]}',
  '{"id":0,"result":null,"error":{"error":"unknown","details":"no"}}',
];

export const framing: Target = {
  name: 'jsonrpc-framing',
  seeds: () => calls.map((text) => Buffer.from(text)),
  vary: variedJson,
  run(input) {
    const cutUp = framed(cut(input));
    const atOnce = framed([input]);
    holds(cutUp.good === atOnce.good, 'wherever the stream is cut');
    const same = isDeepStrictEqual(cutUp.messages.slice(0, atOnce.messages.length), atOnce.messages);
    holds(same && (!atOnce.good || cutUp.messages.length === atOnce.messages.length), 'the messages are the same');
    for (const message of cutUp.messages) {
      holds(message !== null && typeof message === 'object' && !Array.isArray(message), 'a message is an object');
      // Compared as text, which has neither -0 nor infinities.
      const text = JSON.stringify(message);
      if (text.length > maxBytes / 4) continue;
      const [again] = framed([Buffer.from(text)]).messages;
      holds(JSON.stringify(again) === text, 'and is read again');
    }
  },
  decode: (input) => void framed(cut(input)),
};

/** The text and what became of the answer. */
function answered(pieces: readonly Buffer[]): { readonly text: string; readonly end: string } {
  const parts: Buffer[] = [];
  const answer = new TextAnswer(
    'dump',
    { write: (bytes, start, end) => void parts.push(Buffer.from(bytes.subarray(start, end))) },
    maxBytes,
  );
  let end = 'open';
  try {
    for (const piece of pieces) {
      if (answer.receive(piece, piece.length)) {
        end = 'whole';
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof JsonRpcError || error instanceof JsonFramingError)) throw error;
    end = error.code;
  }
  return { text: Buffer.concat(parts).toString('latin1'), end };
}

export const text: Target = {
  name: 'jsonrpc-text',
  seeds: () =>
    [...calls, '{"error":null,"id":0,"result":"a\\nb\\u0041"}', '{"id":0,"result": [1,"x"]}'].map((text) =>
      Buffer.from(text),
    ),
  vary: variedJson,
  run(input) {
    const found = answered(cut(input));
    const atOnce = answered([input]);
    // All of a piece is framed before its answer is taken, so that at once also what comes behind an answer is judged.
    // Nor is an answer without a result told from a stranger's behind it that has one; the real one sends neither.
    const same = found.end === atOnce.end || found.end === 'protocol' || !['whole', 'open'].includes(atOnce.end);
    holds(same, `${found.end} in pieces, ${atOnce.end} at once`);
    if (found.end !== 'whole' || atOnce.end !== 'whole') return;
    holds(found.text === atOnce.text, 'the text is the same wherever it is cut');
    const last = framed([input]).messages.find((message) => (message as { id: unknown }).id === 0);
    const result = last && (last as { result?: unknown }).result;
    if (typeof result !== 'string') return;
    const decoded = unless([SyntaxError], () => JSON.parse(`"${Buffer.from(found.text, 'latin1').toString('utf8')}"`));
    if (decoded !== undefined)
      holds(
        found.text.endsWith(JSON.stringify(result).slice(1, -1)) || decoded.endsWith(result),
        'the text is the result',
      );
  },
  decode: (input) => void answered(cut(input)),
};

/** One end of a connection, in memory: what is pushed comes in, what is written is kept. */
class Wire extends Duplex {
  readonly written: Buffer[] = [];
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written.push(chunk);
    done();
  }
}

export const connection: Target = {
  name: 'jsonrpc-connection',
  seeds: () => calls.map((text) => Buffer.from(text)),
  vary: variedJson,
  async run(input) {
    const wire = new Wire();
    const connection = new JsonRpcConnection(wire, { maxBytes });
    const ended = new Promise<Error | undefined>((resolve) => connection.onClose(resolve));
    connection.onNotification(() => {});
    connection.onRequest(async (method) => {
      if (method === 'status') throw new Error('refused');
      return method;
    });
    const call = connection.call('dump', [], { timeoutMs: 10_000 }).catch((error: Error) => error);
    for (const piece of cut(input)) wire.push(piece);
    wire.push(null);
    const error = await ended;
    const told = error === undefined || error instanceof JsonRpcError || error instanceof JsonFramingError;
    holds(told, `closed because of ${error?.stack}`);
    const answer = await call;
    if (answer instanceof Error) holds(answer instanceof JsonRpcError, `the call failed with ${answer.stack}`);
    const output = new JsonFramer({ maxBytes: 1024 * 1024 });
    for (const message of output.push(Buffer.concat(wire.written))) {
      holds(typeof message === 'object' && message !== null && 'id' in message, 'what is sent is JSON-RPC');
    }
  },
};
