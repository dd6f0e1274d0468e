// Cluster keys: text form, files, and who may read them.
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import {
  type ClusterKey,
  formatKey,
  formatKeyId,
  generateKey,
  KeyError,
  type KeyErrorCode,
  parseKey,
  readKeyFile,
  writeKeyFile,
} from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';

const BASE64 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

function refusal(what: () => unknown): { code: KeyErrorCode; message: string } {
  try {
    what();
  } catch (error) {
    if (error instanceof KeyError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

t.test('text form', async (t) => {
  const key = generateKey(() => Uint8Array.from({ length: 32 }, (_, index) => index));
  t.equal(formatKeyId(key.id), 'cbcb289e');
  const text = formatKey(key);
  t.match(text, /^# .*cbcb289e.*\nscore-key-1:AAEC[\w+/]{39}=\n$/);
  t.ok(parseKey(text, 'x').secret.equals(key.secret));
  t.ok(
    parseKey(`\r\n  # mine\r\n score-key-1:${BASE64} \r\n`, 'x').secret.equals(key.secret),
    'comments, spaces, CRLF',
  );
  t.notOk(generateKey().secret.equals(generateKey().secret));
  t.notMatch(JSON.stringify(key), /AAEC/, 'a key does not print itself');
});

t.test('junk is refused, by line, without showing it', async (t) => {
  const junk: Record<string, RegExp> = {
    '': /k: holds no key; make a key with "score-token keygen"/,
    '# only a comment\n': /holds no key/,
    [`#\n\nscore-key-2:${BASE64}`]: /line 3: does not begin with "score-key-1:"/,
    [BASE64]: /line 1: does not begin/,
    'score-key-1:': /line 1: not the base64 of 32 bytes/,
    [`score-key-1:${BASE64.slice(4)}`]: /not the base64/,
    [`score-key-1:${BASE64}AAAA`]: /not the base64/,
    [`score-key-1:${BASE64.replace('A', '*')}`]: /not the base64/,
    [`score-key-1:${BASE64.replace('8=', '9=')}`]: /not the base64/,
    [`score-key-1:${BASE64}\nscore-key-1:${BASE64}`]: /line 2: only one key/,
    '\0\u{fffd}\n\n': /line 1: does not begin/,
  };
  for (const [text, message] of Object.entries(junk)) {
    const error = refusal(() => parseKey(text, 'k'));
    t.equal(error.code, 'malformed');
    t.match(error.message, message);
    t.notMatch(error.message, /AwQF/, 'no key material in the message');
  }
});

t.test('files', async (t) => {
  const folder = t.testdir({});
  const file = path.join(folder, 'cluster.key');
  const key = generateKey();
  t.match(
    refusal(() => readKeyFile(file)),
    { code: 'missing', message: /cluster\.key: no such key file.*score-token keygen/ },
  );
  writeKeyFile(file, key);
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.ok(readKeyFile(file).secret.equals(key.secret));
  t.match(
    refusal(() => writeKeyFile(file, generateKey())),
    { code: 'exists', message: /exists already/ },
  );
  t.equal(readFileSync(file, 'utf8'), formatKey(key), 'and was not overwritten');

  for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644, 0o601]) {
    chmodSync(file, mode);
    t.match(
      refusal(() => readKeyFile(file)),
      { code: 'permissions', message: /mode 06\d\d: .*chmod 600 .*cluster\.key/ },
    );
  }
  chmodSync(file, 0o400);
  t.ok(readKeyFile(file), 'read-only is fine');

  const subfolder = path.join(folder, 'folder');
  mkdirSync(subfolder, { mode: 0o700 });
  t.equal(refusal(() => readKeyFile(subfolder)).code, 'unreadable');
  const large = path.join(folder, 'large');
  writeFileSync(large, Buffer.alloc(100_000), { mode: 0o600 });
  t.match(
    refusal(() => readKeyFile(large)),
    { code: 'malformed', message: /100000 bytes is too long/ },
  );
});

const notRoot = process.geteuid?.() === 0 ? false : 'giving a file away needs root';
t.test('a key file of another user', { skip: notRoot }, async (t) => {
  const file = path.join(t.testdir({}), 'cluster.key');
  writeKeyFile(file, generateKey());
  chownSync(file, 12345, 0);
  t.match(
    refusal(() => readKeyFile(file)),
    { code: 'owner', message: /belongs to uid 12345.*chown root/ },
  );
});

t.test('keyring', async (t) => {
  const [old, fresh] = [generateKey(), generateKey()];
  const ring = new Keyring(fresh, [old, fresh]);
  t.equal(ring.sending, fresh);
  t.equal(ring.find(old.id), old);
  t.equal(ring.find(fresh.id), fresh);
  t.equal(ring.find((old.id ^ 1) >>> 0), undefined);
  const clash: ClusterKey = { id: fresh.id, secret: old.secret };
  t.throws(() => new Keyring(fresh, [clash]), /two cluster keys have the id/);
  t.throws(
    () =>
      new Keyring(
        fresh,
        Array.from({ length: 9 }, () => generateKey()),
      ),
    /at most 8/,
  );
});
