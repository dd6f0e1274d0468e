// The changes of a token, decoded and applied to one that the sender may not have had in mind.
import { isDeepStrictEqual } from 'node:util';
import { digestOf } from '../../../agent/core/handover/digest.js';
import { applyChange, changesBetween } from '../../../agent/core/handover/token-change.js';
import type { Token } from '../../../agent/core/token.js';
import { CodecError } from '../../../proto/check.js';
import { decodeMessage, encodeMessage } from '../../../proto/codec.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { holds, type Target, unless } from '../engine/target.js';
import { varied } from './messages.js';
import { tokenOf } from './token-samples.js';

const base = tokenOf('load-aware', 60);
const hop = { generation: 1, sequence: 5 };

function seed(change: (token: Token) => void): Buffer {
  const token = base.copy();
  change(token);
  return Buffer.from(encodeMessage({ type: 'token-change', change: changesBetween(base, hop, token) }));
}

export const tokenChange: Target = {
  name: 'proto-change',
  seeds: () => [
    seed((token) => token.markVisited(3)),
    seed((token) => token.drop([token.idAt(5), token.idAt(59)])),
    seed((token) => token.add([token.idAt(5) + 1, 0xffffffff] as Ipv4[], 3)),
    seed((token) => token.raise(7, 200, 1e6)),
  ],
  vary: varied,
  run(input) {
    const found = unless([CodecError], () => decodeMessage(input));
    if (found?.type !== 'token-change') return;
    const token = applyChange(base, found.change);
    if (!token) return;
    holds(isDeepStrictEqual(digestOf(token), found.change.digest), 'the token is the one that was meant');
    const again = applyChange(base, changesBetween(base, hop, token));
    holds(again !== undefined && isDeepStrictEqual(digestOf(again), digestOf(token)), 'its changes make it again');
  },
};
