// What reaches the terminal: no control character from a file or a folder's name, and one line when it cannot be written.
import { execFile, spawn } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { visible, visibleLines } from '../../../tools/sim/output/visible.js';
import { compiled } from '../../support/paths.js';
import { shortFolder } from '../../support/temporary.js';

const run = promisify(execFile);
const program = compiled('tools/sim/main.js');
const small = '--racks 2 --hosts-per-rack 2 --slots 2'.split(' ');

t.test('escapes', async (t) => {
  t.equal(
    visible('a\u{1b}[2Jb\rc\nd\u{9b}\u{202e}\u{2028}\u{7f}'),
    'a\\u{1b}[2Jb\\u{d}c\\u{a}d\\u{9b}\\u{202e}\\u{2028}\\u{7f}',
  );
  t.equal(visible('Räume │ █ 12 %'), 'Räume │ █ 12 %');
  t.equal(visibleLines('a\u{7}\nb'), 'a\\u{7}\nb');
});

t.test('folder names and the method of a best known allocation', async (t) => {
  const folder = path.join(shortFolder(t), 'a\u{1b}]0;title\u{7}b\nc');
  const made = await run(process.execPath, [program, 'generate', '--out', folder, ...small]);
  t.match(made.stdout, 'a\\u{1b}]0;title\\u{7}b\\u{a}c\n');
  const argv = [program, 'optimum', folder, '--method', 'ga', '--population', '10'];
  await run(process.execPath, argv);
  const json = path.join(folder, 'best-known.json');
  writeFileSync(json, readFileSync(json, 'utf8').replace('"ga"', '"g\\u001b[31ma\\ninitial cost"'));
  const again = await run(process.execPath, argv);
  t.match(again.stdout, 'by g\\u{1b}[31ma\\u{a}initial cost\n');
  writeFileSync(json, '{');
  const refused = await run(process.execPath, argv).catch((error) => error as { stdout: string; stderr: string });
  t.match(refused.stderr, 'best-known.json: is no JSON');
  for (const text of [made.stdout, again.stdout, refused.stderr]) t.notMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
});

t.test('a full device gives one line', async (t) => {
  const full = openSync('/dev/full', 'w');
  for (const argv of [['--help'], ['generate', '--out', path.join(shortFolder(t), 's'), ...small]]) {
    const ended = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', full, 'pipe'] });
      let stderr = '';
      child.stderr!.on('data', (data) => {
        stderr += data;
      });
      child.once('close', (code) => resolve({ code, stderr }));
    });
    t.equal(ended.code, 1);
    t.match(ended.stderr, /^score-sim: standard output cannot be written: ENOSPC[^\n]*\n$/);
  }
});
