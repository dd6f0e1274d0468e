// The test runner, on real files that pass, fail, skip, hang or die: what is counted, and that nothing that went
// wrong can look like success.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { count, fileLines, lastLine, skippedLines, succeeded } from '../../tools/test/report.js';
import { runFile } from '../../tools/test/run-file.js';
import { shortFolder, until } from '../support/temporary.js';

const tap = `import t from ${JSON.stringify(import.meta.resolve('tap'))};\n`;

function run(t: Test, code: string, timeoutMs = 30_000) {
  const file = path.join(shortFolder(t), 'a.test.mjs');
  writeFileSync(file, tap + code);
  return runFile(file, timeoutMs);
}

t.test('leaf tests are counted, whatever they print', async (t) => {
  const result = await run(
    t,
    `t.test('outer', async (t) => {
      t.test('one', async (t) => { t.ok(true); t.equal(1, 1); });
      t.test('two', async (t) => { console.log('not ok 1 - only a log line'); t.equal('a\\nnot ok 7', 'b\\nok 8'); });
      t.test('three # hash', { skip: 'no Open vSwitch' }, async () => {});
    });
    t.test('whole', async (t) => t.plan(0, 'needs root'));
    t.test('later', { todo: 'when it rains' }, async (t) => { t.ok(false); });
    t.ok(true, 'alone');`,
  );
  t.same(
    result.tests.map(({ name, outcome, reason }) => [name, outcome, ...(reason ? [reason] : [])]),
    [
      ['outer > one', 'passed'],
      ['outer > two', 'failed'],
      ['outer > three # hash', 'skipped', 'no Open vSwitch'],
      ['whole', 'skipped', 'needs root'],
      ['later', 'skipped', 'to do: when it rains'],
      ['assertions outside any test', 'passed'],
    ],
  );
  const lines = fileLines(result);
  t.match(lines[0], /^FAIL .*2 passed, 1 failed, 3 skipped$/);
  t.equal(lines[1], '    failed: outer > two');
  t.match(lines.join('\n'), /not ok 2 - two/);
  t.notMatch(lines.join('\n'), / ok 1 - one/);
  t.same(skippedLines([result]).slice(0, 4), [
    '',
    'Skipped:',
    '  no Open vSwitch',
    `    ${result.file}: outer > three # hash`,
  ]);
});

t.test('a file that skips itself is skipped, not passed', async (t) => {
  const result = await run(t, `t.plan(0, 'needs a cluster');`);
  t.same(result.tests, [{ name: 'the whole file', outcome: 'skipped', reason: 'needs a cluster' }]);
  t.match(fileLines(result)[0], /^skip/);
  t.notOk(succeeded(count([result])), 'a run in which everything was skipped is no success');
});

t.test('what goes wrong around the tests fails the file', async (t) => {
  const good = `t.test('good', async (t) => { t.ok(true); });`;
  const cases: [what: string, code: string, reason: RegExp | undefined][] = [
    ['nothing', '', /ran no test/],
    ['an empty test', `t.test('empty', async () => {});`, /made no assertion/],
    [
      'an early exit',
      `${good} setTimeout(() => process.exit(0), 50); t.test('x', () => new Promise(() => {}));`,
      undefined,
    ],
    ['an exit code', `${good} process.on('exit', () => { process.exitCode = 3; });`, /exit code 3/],
    [
      'a crash',
      `${good} setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50); t.test('x', () => new Promise(() => {}));`,
      /SIGKILL/,
    ],
    ['a thrown error', `t.test('x', async () => { throw new Error('no'); });`, undefined],
    ['no syntax', `const = 1;`, /exit code 1/],
    ['a bail-out', `t.bailout('no disk');`, /Bail out! no disk/],
    [
      'a parent that fails by itself',
      `t.test('p', async (t) => { t.test('c', async (t) => t.ok(1)); t.ok(0); });`,
      undefined,
    ],
  ];
  for (const [what, code, reason] of cases) {
    const result = await run(t, code);
    const failed = result.tests.filter(({ outcome }) => outcome === 'failed');
    t.ok(failed.length >= 1, `${what} is a failure`);
    if (reason) t.match(failed.map((test) => test.reason).join('\n'), reason, what);
  }
});

/** Whether a process is gone, or a zombie that only init has yet to reap (proc_pid_stat(5)). */
function hasEnded(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

t.test('a file that hangs is ended, with what it has started', async (t) => {
  const code = `import { spawn } from 'node:child_process';
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    console.log('child', child.pid);
    process.on('SIGTERM', () => process.exit(1));
    t.test('hangs', () => new Promise(() => { setInterval(() => {}, 1000); }));`;
  const result = await run(t, code, 5000);
  t.match(result.tests.at(-1), { outcome: 'failed', reason: /longer than 5 s/ });
  const child = Number(/child (\d+)/.exec(result.output)?.[1]);
  t.ok(child > 0);
  await until('the child has ended', () => hasEnded(child));
});

t.test('the last line', async (t) => {
  t.equal(lastLine({ passed: 3, failed: 0, skipped: 0 }), '3 passed, 0 failed');
  t.equal(lastLine({ passed: 3, failed: 1, skipped: 2 }), '3 passed, 1 failed, 2 skipped');
  t.same(
    [succeeded({ passed: 1, failed: 0, skipped: 5 }), succeeded({ passed: 9, failed: 1, skipped: 0 })],
    [true, false],
  );
});
