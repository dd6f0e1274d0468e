// The protobuf messages between agents. It names no kind of message: well-formed ones are made from score.proto, or
// decoded, varied and encoded again.
import { isDeepStrictEqual } from 'node:util';
import type { Message } from '../../../agent/core/messages.js';
import { Token } from '../../../agent/core/token.js';
import { CodecError } from '../../../proto/check.js';
import { decodeMessage, encodeMessage } from '../../../proto/codec.js';
import { type Random, seededRandom } from '../../../tools/random.js';
import { holds, type Target, unless } from '../engine/target.js';
import { varyValue } from '../engine/vary.js';
import { schemaMessages } from './from-schema.js';
import { tokenOf } from './token-samples.js';

const documented = [CodecError];
const schema = schemaMessages();

/** As `message` after its way through plain objects, which lose the class of a token. */
function withToken(message: Message): Message {
  if (message.type !== 'token') return message;
  const { header, ids, levels, loads, visited } = message.token;
  return { ...message, token: Token.of(header, { ids, levels, loads, visited }) };
}

/** Another well-formed message: of any kind, or this one with something changed. */
export function varied(input: Buffer, random: Random): Buffer | undefined {
  if (random.next() < 0.2) return schema.make(random);
  const found = unless(documented, () => decodeMessage(input));
  if (!found) return undefined;
  try {
    return Buffer.from(encodeMessage(withToken(varyValue(found, random) as Message)));
  } catch {
    return undefined; // Not everything that a value can be made into is a message.
  }
}

/** What a message says, with a token's slots, without what it keeps for itself. */
function said(message: Message): unknown {
  if (message.type !== 'token') return message;
  const { header, ids, levels, loads, visited, visitedCount } = message.token;
  return { ...message, token: { header, ids, levels, loads, visited, visitedCount } };
}

export const message: Target = {
  name: 'proto-message',
  maxBytes: 8192,
  seeds: () => [
    Buffer.from(encodeMessage({ type: 'token', token: tokenOf('load-aware', 20) })),
    ...schema.oneOfEach(seededRandom(1)),
  ],
  vary: varied,
  run(input) {
    const found = unless(documented, () => decodeMessage(input));
    if (!found) return;
    const again = decodeMessage(encodeMessage(found));
    holds(isDeepStrictEqual(said(again), said(found)), 'what is decoded, encoded and decoded is the same');
  },
  decode: (input) => void unless(documented, () => decodeMessage(input)),
};
