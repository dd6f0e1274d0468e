// The text of a key file.
import { formatKey, generateKey, KeyError, parseKeys } from '../../../agent/transport/key.js';
import { holds, type Target, unless } from '../engine/target.js';

const keyOf = (byte: number) => generateKey((bytes) => Buffer.alloc(bytes, byte));

export const key: Target = {
  name: 'transport-key',
  seeds: () =>
    [formatKey(keyOf(7)), formatKey(keyOf(8), { ...keyOf(9), isNew: true })].map((text) => Buffer.from(text)),
  run(input) {
    const found = unless([KeyError], () => parseKeys(input.toString('utf8'), 'the file'));
    if (!found) return;
    const again = parseKeys(formatKey(...found), 'written again');
    holds(again.length === found.length, 'as many keys');
    for (const [index, { id, secret, version, isNew }] of found.entries()) {
      const other = again[index]!;
      const same = other.id === id && other.version === version && other.isNew === isNew && other.secret.equals(secret);
      holds(same, 'the keys that were written are those that are read');
    }
  },
};
