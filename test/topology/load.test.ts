// What loading a cost map does at its edges: files that are not there, too large, hostile, or oddly but
// rightly written. Mistakes inside a file are in mistakes.test.ts.
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { formatIpv4, ipv4 } from '../../topology/ipv4.js';
import { CostMapError, type CostMapErrorCode, loadCostMap, maxFileBytes, readCostMap } from '../../topology/load.js';
import { nearest } from '../../topology/nearest.js';

const head = 'version: 1\ntiers:\n  - { name: rack, weight: 1 }\n  - { name: core, weight: 2 }\n';

async function rejection(loading: () => unknown): Promise<CostMapError> {
  try {
    await loading();
  } catch (error) {
    if (error instanceof CostMapError) return error;
    throw error;
  }
  throw new Error('accepted');
}

t.test('files that cannot be read', async (t) => {
  const folder = t.testdir({
    'latin1.yaml': Buffer.from('version: 1 # caf\xe9\n', 'latin1'),
    'good.yaml': `${head}hosts: [{ host: 10.0.0.1, at: a }]\n`,
    'bad.yaml': 'version: 2\n',
  });
  const refuses = async (name: string, code: CostMapErrorCode, words: RegExp) => {
    const error = await rejection(() => readCostMap(path.join(folder, name)));
    t.equal(error.code, code, name);
    t.match(error.message, words);
    t.ok(error.message.startsWith(path.join(folder, name)), 'names the file first');
  };
  await refuses('absent.yaml', 'unreadable', /cannot be read: ENOENT/);
  await refuses('.', 'unreadable', /cannot be read: it is a folder, not a regular file/);
  await refuses('latin1.yaml', 'unreadable', /not UTF-8 text; save it as UTF-8/);
  await refuses('bad.yaml', 'invalid', /bad\.yaml:1:10: version 2 is not known/);
  const large = openSync(path.join(folder, 'large.yaml'), 'w');
  ftruncateSync(large, maxFileBytes + 1);
  closeSync(large);
  await refuses('large.yaml', 'too-large', /16777217 bytes, of 16777216 at most; describe hosts by prefix/);
  t.strictSame((await readCostMap(path.join(folder, 'good.yaml'))).hosts.map(formatIpv4), ['10.0.0.1']);
});

t.test('what is no regular file is refused at once', async (t) => {
  const folder = t.testdir({ 'good.yaml': `${head}hosts: [{ host: 10.0.0.1, at: a }]\n` });
  const file = (name: string) => path.join(folder, name);
  execFileSync('mkfifo', [file('fifo')]);
  symlinkSync(file('fifo'), file('link-to-fifo'));
  symlinkSync(file('good.yaml'), file('link'));
  for (const [name, kind] of [
    ['fifo', 'a FIFO'],
    ['link-to-fifo', 'a FIFO'],
    ['/dev/zero', 'a device'],
  ] as const) {
    const error = await rejection(() => readCostMap(path.resolve(folder, name)));
    t.equal(error.code, 'unreadable');
    t.ok(error.message.endsWith(`${name}: cannot be read: it is ${kind}, not a regular file`), error.message);
  }
  t.equal((await readCostMap(file('link'))).hosts.length, 1, 'a link to a regular file is as good as the file');
});

t.test('a byte order mark, CRLF, block style, quotes, and JSON are all YAML', async (t) => {
  const text = [
    'version: 1',
    'tiers:',
    '  - name: "rack"',
    '    weight: 0x0',
    '  - name: core',
    '    weight: 2.5e0',
    'hosts:',
    '- at: "room 3"',
    "  host: '10.0.0.1'",
    'endpoints:',
  ].join('\r\n');
  const file = path.join(t.testdir(), 'crlf.yaml');
  writeFileSync(file, `\ufeff${text}`);
  const map = await readCostMap(file);
  t.equal(map.placeOf(ipv4('10.0.0.1')), 'room 3');
  t.equal(map.pathWeight(2), 2.5);
  const json = { version: 1, tiers: [{ name: 'net', weight: 1 }], hosts: [{ host: '10.0.0.1' }] };
  t.equal(loadCostMap(JSON.stringify(json), 'map.json').maxLevel, 1);
});

t.test('a file with one mistake on every line shows the first 50 and counts the rest', async (t) => {
  const lines = Array.from({ length: 60 }, (_, index) => `  - { host: 10.0.0.${index}, at: a/b }`);
  const error = await rejection(() => loadCostMap(`${head}hosts:\n${lines.join('\n')}\n`, 'map.yaml'));
  t.equal(error.problems.length, 50);
  t.match(error.problems[49], { line: 55, column: 28 });
  const printed = error.message.split('\n');
  t.equal(printed.length, 51);
  t.equal(printed[50], 'map.yaml: and 10 more problems; mend these first');
});

t.test('an alias bomb costs no more than its text', async (t) => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let index = 1; index < 30; index++) {
    lines.push(
      `a${index}: &a${index} [${Array(10)
        .fill(`*a${index - 1}`)
        .join(', ')}]`,
    );
  }
  const start = performance.now();
  const error = await rejection(() => loadCostMap(`${lines.join('\n')}\nhosts: *a29\n`, 'bomb.yaml'));
  t.match(error.message, 'bomb.yaml:31:8: hosts is a YAML alias, which is not followed; write the value out: a list');
  t.ok(performance.now() - start < 2000, 'followed, 10 ** 30 elements would not have ended');
});

t.test('hostile nesting ends in an error and not in the end of the process', async (t) => {
  const hostile = {
    lists: (depth: number) => '['.repeat(depth),
    'closed lists': (depth: number) => '['.repeat(depth) + ']'.repeat(depth),
    mappings: (depth: number) => '{ a: '.repeat(depth),
    'block lists': (depth: number) => `${'- '.repeat(depth)}x`,
    'complex keys': (depth: number) => `${'? '.repeat(depth)}x`,
  };
  for (const [what, nest] of Object.entries(hostile)) {
    for (const depth of [17, 1000, 20000]) {
      const error = await rejection(() => loadCostMap(nest(depth), 'deep.yaml'));
      t.equal(error.code, 'syntax', `${depth} ${what}`);
      t.match(error.problems[0]!.message, /nested deeper than 16 levels/);
    }
  }
});

t.test('a mapping with very many keys is read in linear time', async (t) => {
  const keys = Array.from({ length: 40_000 }, (_, index) => `k${index}: 1`).join('\n');
  const start = performance.now();
  const error = await rejection(() => loadCostMap(keys, 'wide.yaml'));
  t.equal(error.problems.length, 50);
  t.ok(performance.now() - start < 5000, '0.5 s; comparing all pairs of keys takes 10 s');
});

t.test('the key that was meant', (t) => {
  const keys = ['version', 'tiers', 'hosts', 'endpoints'];
  t.equal(nearest('teirs', keys), 'tiers', 'two letters swapped');
  t.equal(nearest('Hosts', keys), 'hosts', 'capitals');
  t.equal(nearest('endpiont', keys), 'endpoints', 'a swap and a missing letter');
  t.equal(nearest('ip', ['at', 'host']), undefined, 'another word of two letters');
  t.equal(nearest('', keys), undefined);
  t.equal(nearest('x'.repeat(100_000), keys), undefined);
  t.end();
});
