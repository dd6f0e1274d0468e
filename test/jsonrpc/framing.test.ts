// The framer against every way a byte stream can be cut, and against streams that are no JSON objects.
import t from 'tap';
import { JsonFramer, JsonFramingError } from '../../agent/jsonrpc/framing.js';

const messages = [
  { id: 0, method: 'echo', params: [] },
  { text: 'braces } { in "strings" and \\ back\\slashes \\" ', nested: { a: [{ b: {} }] } },
  { text: 'häß € 😀 \u0000', empty: {} },
  {},
];
const stream = Buffer.from(messages.map((message) => JSON.stringify(message)).join(''), 'utf8');

t.test('a stream in one chunk gives its messages in order', async (t) => {
  t.strictSame(new JsonFramer({ maxBytes: 1000 }).push(stream), messages);
});

t.test('any chunk boundary, in the middle of a character or of an escape too', async (t) => {
  for (let size = 1; size <= stream.length; size++) {
    const framer = new JsonFramer({ maxBytes: 1000 });
    const found: unknown[] = [];
    for (let at = 0; at < stream.length; at += size) {
      const chunk = Uint8Array.from(stream.subarray(at, at + size));
      found.push(...framer.push(chunk));
      chunk.fill(0x7d); // The caller may reuse the memory of a chunk.
    }
    if (!t.strictSame(found, messages, `chunks of ${size} bytes`)) break;
  }
});

t.test('whitespace between messages is skipped, anything else is refused', async (t) => {
  const framer = new JsonFramer({ maxBytes: 100 });
  t.strictSame(framer.push(Buffer.from(' \r\n\t{"a":1}\n {"b":2}\n')), [{ a: 1 }, { b: 2 }]);
  for (const bad of ['[1]', '"x"', 'null', '}', '{"a":1},{"b":2}']) {
    t.throws(() => new JsonFramer({ maxBytes: 100 }).push(Buffer.from(bad)), { code: 'not-an-object' }, bad);
  }
});

t.test('what is inside must be JSON', async (t) => {
  t.throws(() => new JsonFramer({ maxBytes: 100 }).push(Buffer.from('{a:1}')), { code: 'malformed' });
});

t.test('an unfinished message is bounded, and so is a finished one', async (t) => {
  const framer = new JsonFramer({ maxBytes: 10 });
  framer.push(Buffer.from('{"a":"'));
  t.throws(() => framer.push(Buffer.from('xxxxx')), JsonFramingError, 'the 11th byte');
  t.throws(() => new JsonFramer({ maxBytes: 10 }).push(Buffer.from('{"a":12345}')), { code: 'too-large' });
  t.strictSame(new JsonFramer({ maxBytes: 10 }).push(Buffer.from('{"a":1234}')), [{ a: 1234 }], 'exactly the limit');
});

t.test('a message of 20 MB in small chunks takes linear time', async (t) => {
  const framer = new JsonFramer({ maxBytes: 30_000_000 });
  const chunk = Buffer.alloc(1024, 0x61);
  const startMs = Date.now();
  framer.push(Buffer.from('{"a":"'));
  for (let i = 0; i < 20_000; i++) framer.push(chunk);
  const [message] = framer.push(Buffer.from('"}')) as [{ a: string }];
  t.equal(message.a.length, 20_480_000);
  t.ok(Date.now() - startMs < 5000, 'quadratic work would take minutes');
});

t.test('nesting is bounded at 64 levels, and closers must match', async (t) => {
  const nested = (levels: number) => Buffer.from(`{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`);
  t.equal(new JsonFramer({ maxBytes: 1000 }).push(nested(64)).length, 1);
  t.throws(() => new JsonFramer({ maxBytes: 1000 }).push(nested(65)), { code: 'too-deep', message: /64 levels/ });
  t.throws(() => new JsonFramer({ maxBytes: 1e6 }).push(Buffer.from('{"a":'.repeat(65))), { code: 'too-deep' });
  t.strictSame(new JsonFramer({ maxBytes: 1000 }).push(Buffer.from(`{"a":"${'['.repeat(99)}"}`)), [
    { a: '['.repeat(99) },
  ]);
  // Not counted as unfinished: such a message would be waited for.
  t.throws(() => new JsonFramer({ maxBytes: 100 }).push(Buffer.from('{"a":[}')), { code: 'malformed' });
});

t.test('an unfinished message takes at most twice its bytes, however it was cut', async (t) => {
  const framer = new JsonFramer({ maxBytes: 100_000 });
  t.equal(framer.heldBytes, 0);
  framer.push(Buffer.from('{"a":"'));
  for (let i = 0; i < 60_000; i++) framer.push(Buffer.from('x'));
  t.ok(framer.heldBytes >= 60_006 && framer.heldBytes <= 100_000, `${framer.heldBytes}`);
  framer.push(Buffer.from('"}'));
  t.equal(framer.heldBytes, 0);
});
