// The history on a disk that is full, and has room again: a small tmpfs in a mount namespace of the test's own.
import { spawnSync } from 'node:child_process';
import t, { type Test } from 'tap';
import { compiled, inRepository } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';

/** Runs in the namespace, with the state folder as its argument. Prints what it saw as JSON. */
const PROGRAM = `
  import { rmSync, statSync, writeFileSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  const { History } = await import(process.env.HISTORY_MODULE);
  const folder = process.argv[1];
  const logged = [];
  const note = (level) => (message, fields) => logged.push({ level, message, ...fields });
  const log = { info: note('info'), warn: note('warn'), error: note('error') };
  const history = new History({ stateDir: folder, maxMiB: 4, log, retryMs: 50 });
  const at = new Date().toISOString();
  const record = (number) =>
    history.record({ at, host: '10.0.0.1', kind: 'alarm', code: String(number), text: 'x'.repeat(500) });
  record(0);
  history.flush();
  // What is left for the history is less than one of its batches.
  const filler = folder + '/filler';
  try { writeFileSync(filler, Buffer.alloc(1024 * 1024)); } catch {}
  for (let number = 1; number <= 200; number++) record(number);
  history.flush();
  await sleep(300);
  const failing = { logged: [...logged], size: statSync(folder + '/history/00000001.jsonl').size };
  record(201);
  rmSync(filler);
  await sleep(300);
  const { entries } = await history.read({ limit: 1000 });
  history.close();
  console.log(JSON.stringify({ failing, logged, codes: entries.map(({ code }) => Number(code)) }));
`;

if (process.getuid?.() !== 0) t.plan(0, 'needs root, to mount a small disk');
else if (spawnSync('unshare', ['--version']).error) t.plan(0, 'unshare(1) is not installed');
else t.test('a full disk costs no line, is told once, and is tried again', async (t) => fullDisk(t));

function fullDisk(t: Test): void {
  const folder = shortFolder(t);
  const inside = `mount -t tmpfs -o size=256k score-test '${folder}' && exec '${process.execPath}' --input-type=module -e "$PROGRAM" '${folder}'`;
  const env = { ...process.env, PROGRAM, HISTORY_MODULE: compiled('agent/history/history.js') };
  const options = { env, cwd: inRepository(), encoding: 'utf8', timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync('unshare', ['--mount', 'bash', '-c', inside], options);
  t.equal(status, 0, stderr);
  const { failing, logged, codes } = JSON.parse(stdout);
  t.match(failing.logged, [{ level: 'error', message: 'history not written', reason: /ENOSPC/ }]);
  t.equal(failing.logged.length, 1, 'however often it is tried');
  t.ok(failing.size > 0 && failing.size < 1000, `half a batch does not stay: ${failing.size} bytes`);
  t.match(logged[1], { level: 'info', message: 'history written again', lostEntries: 0 });
  t.same(
    codes,
    Array.from({ length: 202 }, (_, number) => number),
  );
}
