// Cluster keys: text form, files, and who may read them.
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t from 'tap';
import {
  type ClusterKey,
  changeKeyFile,
  formatKey,
  formatKeyId,
  generateKey,
  KeyError,
  type KeyErrorCode,
  parseKeys,
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
  t.match(text, /^# .*cbcb289e.*\nscore-key-2:AAEC[\w+/]{39}=\n$/);
  t.ok(parseKeys(text, 'x')[0].secret.equals(key.secret));
  t.ok(
    parseKeys(`\r\n  # mine\r\n score-key-1:${BASE64} \r\n`, 'x')[0].secret.equals(key.secret),
    'comments, spaces, CRLF',
  );
  t.notOk(generateKey().secret.equals(generateKey().secret));
  t.notMatch(JSON.stringify(key), /AAEC/, 'a key does not print itself');
});

/** A line of a key file; each number gives another key. */
const line = (number: number) => `score-key-2:${Buffer.alloc(32, 0x40 + number).toString('base64')}`;

t.test('a file with several keys: the first one sends', async (t) => {
  const keys = parseKeys(`# ours\nscore-key-1:${BASE64}\n\n# the next\n${line(1)}  new\r\n${line(2)}\n`, 'k');
  t.same(
    keys.map(({ version, isNew }) => [version, isNew]),
    [
      [1, undefined],
      [2, true],
      [2, undefined],
    ],
  );
  t.same(parseKeys(formatKey(...keys), 'k'), keys, 'and is written as it is read');
});

t.test('junk is refused, by line, without showing it', async (t) => {
  const junk: Record<string, RegExp> = {
    '': /k: holds no key; make a key with "score-token keygen"/,
    '# only a comment\n': /holds no key/,
    [`#\n\nscore-key-3:${BASE64}`]: /line 3: a key of a later version than this program; upgrade it/,
    [BASE64]: /line 1: is no key \("score-key-2:" and base64\) and no comment/,
    'score-key-1:': /line 1: is no key/,
    'score-key-1:AAAA': /line 1: not the base64 of 32 bytes/,
    [`score-key-1:${BASE64.slice(4)}`]: /not the base64/,
    [`score-key-1:${BASE64}AAAA`]: /not the base64/,
    [`score-key-1:${BASE64.replace('A', '*')}`]: /not the base64/,
    [`score-key-1:${BASE64.replace('8=', '9=')}`]: /not the base64/,
    [`score-key-1:${BASE64}\nscore-key-1:${BASE64}`]: /line 2: the same key as the 1\. one; remove one/,
    [`${line(1)}\n\n# x\nscore-key-2:${BASE64}\nscore-key-1:${BASE64}`]: /line 5: the same key as the 2\. one/,
    [`${line(1)}\nscore-key-2:${BASE64} old`]: /line 2: only "new" may stand behind a key; remove the rest/,
    [`${line(1)} new\n${line(2)}`]: /line 1: the first key is the sending one; remove "new"/,
    [`${line(1)}\n${line(2)} new\n${line(3)} new`]: /line 3: a second key marked "new"; remove one/,
    [Array.from({ length: 9 }, (_, i) => line(i)).join('\n')]: /line 9: more than 8 keys; remove those/,
    '\0\u{fffd}\n\n': /line 1: is no key/,
  };
  for (const [text, message] of Object.entries(junk)) {
    const error = refusal(() => parseKeys(text, 'k'));
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
  t.ok(readKeyFile(file)[0].secret.equals(key.secret));
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
    { code: 'owner', message: /belongs to uid 12345.*chown score: / },
  );
});

t.test('changing a key file: comments, mode and owner stay, and nobody sees it half done', async (t) => {
  const folder = t.testdir({});
  const file = path.join(folder, 'cluster.key');
  const [old, fresh] = [generateKey(), generateKey()];
  writeFileSync(file, `# rack 3\n${formatKey(old)}`, { mode: 0o400 });
  if (notRoot === false) chownSync(file, 0, 4321);
  const link = path.join(folder, 'link.key');
  symlinkSync('cluster.key', link);
  changeKeyFile(link, (keys) => {
    t.equal(readKeyFile(file).length, 1, 'the old one is there until the new one is complete');
    t.match(
      refusal(() => changeKeyFile(file, () => [fresh])),
      { code: 'exists', message: /cluster\.key\.new: exists: another change is going on; remove it if none is/ },
    );
    return [...keys, { ...fresh, isNew: true }];
  });
  t.same(
    readKeyFile(file).map(({ id }) => id),
    [old.id, fresh.id],
  );
  t.match(readFileSync(file, 'utf8'), /^# rack 3\n# S-CORE cluster key [^#]*$/);
  t.equal(statSync(file).mode & 0o777, 0o400);
  if (notRoot === false) t.equal(statSync(file).gid, 4321);
  t.ok(lstatSync(link).isSymbolicLink());

  const before = readFileSync(file, 'utf8');
  const wrong = () =>
    changeKeyFile(file, () => {
      throw new KeyError('rotation', 'no');
    });
  t.equal(refusal(wrong).code, 'rotation');
  t.equal(readFileSync(file, 'utf8'), before);
  t.same(readdirSync(folder), ['cluster.key', 'link.key'], 'nothing is left beside it');
});

t.test('keyring', async (t) => {
  const [old, fresh] = [generateKey(), generateKey()];
  const ring = new Keyring([fresh, old, fresh]);
  t.equal(ring.sending, fresh);
  t.equal(ring.find(old.id), old);
  t.equal(ring.find(fresh.id), fresh);
  t.equal(ring.find((old.id ^ 1) >>> 0), undefined);
  ring.replace([old]);
  t.equal(ring.sending, old);
  t.equal(ring.find(fresh.id), undefined);
  const clash: ClusterKey = { ...old, id: fresh.id };
  const wrong: [ClusterKey[], RegExp][] = [
    [[], /no cluster key/],
    [[fresh, clash], /two cluster keys have the id/],
    [Array.from({ length: 9 }, () => generateKey()), /9 cluster keys; at most 8/],
  ];
  for (const [keys, message] of wrong) {
    t.throws(() => new Keyring(keys), message);
    t.throws(() => ring.replace(keys), message);
    t.equal(ring.sending, old, 'and the old ones stay');
    t.equal(ring.find(old.id), old);
  }
});
