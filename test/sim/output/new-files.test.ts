// Output that is whole or not there: temporary names, links, what is in the way, folders that cannot be made.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { makeOutputFolder, writeNewFiles } from '../../../tools/sim/output/new-files.js';
import { shortFolder } from '../../support/temporary.js';

t.test('all of the files or none', async (t) => {
  const folder = shortFolder(t);
  const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  const pair = (a: string, b: string) => [
    { name: 'a', content: a },
    { name: 'b', content: Buffer.from(b) },
  ];
  await writeNewFiles(folder, pair('1', '2'));
  t.same([text('a'), text('b'), readdirSync(folder)], ['1', '2', ['a', 'b']]);
  const seen: string[][] = [];
  const failing = {
    name: 'b',
    content: async () => {
      seen.push([text('a'), text('b'), ...readdirSync(folder)]);
      throw new Error('disk full');
    },
  };
  await t.rejects(writeNewFiles(folder, [{ name: 'a', content: '3' }, failing]), /disk full/);
  t.same(seen, [['1', '2', 'a', 'a.tmp', 'b', 'b.tmp']], 'the old ones stand while the new ones are written');
  t.same([text('a'), text('b'), readdirSync(folder)], ['1', '2', ['a', 'b']], 'and stay when that fails');
});

t.test('a full device names the file', async (t) => {
  const folder = shortFolder(t);
  const full = openSync('/dev/full', 'w');
  t.teardown(() => closeSync(full));
  const content = async () => void writeSync(full, 'x');
  const message = /a\.tmp: cannot be written: ENOSPC.*; make room/;
  await t.rejects(writeNewFiles(folder, [{ name: 'a', content }]), { name: 'OutputError', message });
  t.same(readdirSync(folder), []);
});

t.test('files that cannot change places leave the last one missing', async (t) => {
  const folder = shortFolder(t);
  await writeNewFiles(folder, [{ name: 'last', content: 'old' }]);
  mkdirSync(path.join(folder, 'in-the-way'));
  const files = ['first', 'in-the-way', 'last'].map((name) => ({ name, content: 'new' }));
  await t.rejects(writeNewFiles(folder, files), { code: 'EISDIR' });
  t.same(
    readdirSync(folder).filter((name) => !name.endsWith('.tmp')),
    ['first', 'in-the-way'],
  );
});

t.test('links are replaced, not followed', async (t) => {
  const folder = shortFolder(t);
  const victim = path.join(folder, 'victim');
  writeFileSync(victim, 'mine');
  symlinkSync(victim, path.join(folder, 'a'));
  symlinkSync(victim, path.join(folder, 'a.tmp'));
  await writeNewFiles(folder, [{ name: 'a', content: 'new' }]);
  t.equal(readFileSync(victim, 'utf8'), 'mine');
  t.equal(readFileSync(path.join(folder, 'a'), 'utf8'), 'new');
  t.same(readdirSync(folder), ['a', 'victim']);
});

t.test('folders: made with those above, tried, or refused', async (t) => {
  const folder = shortFolder(t);
  const made = path.join(folder, 'x/y/z');
  await makeOutputFolder(made);
  await makeOutputFolder(made);
  t.same(readdirSync(made), []);
  symlinkSync(made, path.join(folder, 'link'));
  await makeOutputFolder(path.join(folder, 'link/deeper'));
  t.same(readdirSync(made), ['deeper'], 'a link to a folder is one');
  writeFileSync(path.join(folder, 'file'), '');
  symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'dangling'));
  const cases: [string, RegExp][] = [
    [path.join(folder, 'file'), /file: no folder; name another/],
    [path.join(folder, 'file/below'), /ENOTDIR/],
    [path.join(folder, 'dangling'), /dangling: a link to what is not there/],
    [path.join(folder, 'dangling/below'), /dangling: a link to what is not there/],
    ['/proc/x/y', /\/proc\/x\/y: cannot be written: .*; check the path/],
    ['/proc/self', /\/proc\/self: cannot be written/],
  ];
  for (const [name, message] of cases) {
    await t.rejects(makeOutputFolder(name), { name: 'OutputError', code: 'unwritable', message }, name);
  }
});
