// score-sim as a process that is killed, or runs again into a folder of results: nothing old and new side by side.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { compiled } from '../../support/paths.js';
import { shortFolder, until } from '../../support/temporary.js';

const run = promisify(execFile);
const program = compiled('tools/sim/main.js');
const small = '--racks 4 --hosts-per-rack 2 --slots 4 --racks-per-pod 2 --pods-per-zone 2'.split(' ');
const scoreSim = (...argv: string[]) => run(process.execPath, [program, ...argv]);

const names = ['hosts.csv', 'topology.yaml', 'traffic.csv', 'vms.csv'];
const contents = (folder: string) => names.map((name) => readFileSync(path.join(folder, name), 'latin1'));

t.test('generate that is killed leaves the scenario that was there', async (t) => {
  const folder = shortFolder(t);
  await scoreSim('generate', '--out', folder, ...small);
  const before = contents(folder);
  const child = spawn(process.execPath, [program, 'generate', '--out', folder, '--racks', '400'], { stdio: 'ignore' });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('close', resolve));
  await until('traffic is written', () => existsSync(path.join(folder, 'traffic.csv.tmp')), 60_000);
  child.kill('SIGKILL');
  await ended;
  t.equal(child.signalCode, 'SIGKILL', 'it was not over');
  t.same(contents(folder), before);
  await scoreSim('generate', '--out', folder, ...small);
  t.same(contents(folder), before);
  t.same(readdirSync(folder).sort(), names, 'and the next one leaves nothing of it');
});

t.test('run removes results of earlier runs, and nothing else', async (t) => {
  const folder = shortFolder(t);
  const [scenario, out] = [path.join(folder, 's'), path.join(folder, 'o')];
  await scoreSim('generate', '--out', scenario, ...small);
  await scoreSim('run', scenario, '--policy', 'all', '--sweep', '0,5%', '--out', out);
  writeFileSync(path.join(out, 'notes.txt'), 'mine');
  writeFileSync(path.join(out, 'global', 'notes.txt'), 'mine');
  await scoreSim('run', scenario, '--policy', 'distributed', '--out', out);
  const single = ['allocation.csv', 'migrations.csv', 'report.html', 'summary.json'];
  t.same(readdirSync(out).sort(), [...single, 'global', 'notes.txt'].sort());
  t.same(readdirSync(path.join(out, 'global')), ['notes.txt']);
  await scoreSim('run', scenario, '--policy', 'all', '--out', out);
  const all = ['distributed', 'global', 'load-aware', 'notes.txt', 'report.html', 'round-robin'];
  t.same(readdirSync(out).sort(), all);
});

t.test('a link to a folder with the name of a policy is not followed when results are removed', async (t) => {
  const folder = shortFolder(t);
  const [scenario, out, other] = ['s', 'o', 'other'].map((name) => path.join(folder, name)) as [string, string, string];
  await scoreSim('generate', '--out', scenario, ...small);
  for (const name of [out, other]) mkdirSync(name);
  writeFileSync(path.join(other, 'summary.json'), 'mine');
  symlinkSync(other, path.join(out, 'global'));
  await scoreSim('run', scenario, '--policy', 'distributed', '--out', out);
  t.equal(readFileSync(path.join(other, 'summary.json'), 'utf8'), 'mine');
});

t.test('a run that cannot write says so before it simulates; a refused one leaves the earlier results', async (t) => {
  const folder = shortFolder(t);
  const [scenario, out, file] = ['s', 'o', 'file'].map((name) => path.join(folder, name)) as [string, string, string];
  await scoreSim('generate', '--out', scenario, ...small);
  writeFileSync(file, '');
  for (const bad of [file, '/proc/x/y']) {
    const { code, stderr } = await failure('run', scenario, '--policy', 'distributed', '--out', bad);
    t.equal(code, 1);
    t.match(stderr, /^score-sim: [^\n]*\n$/);
    t.notMatch(stderr, /round 1/);
  }
  await scoreSim('run', scenario, '--policy', 'distributed', '--out', out);
  writeFileSync(path.join(scenario, 'vms.csv'), 'vm\n');
  await failure('run', scenario, '--policy', 'all', '--out', out);
  t.same(readdirSync(out).sort(), ['allocation.csv', 'migrations.csv', 'report.html', 'summary.json']);
});

async function failure(...argv: string[]): Promise<{ readonly code: number; readonly stderr: string }> {
  return await scoreSim(...argv).then(
    () => ({ code: 0, stderr: '' }),
    (error) => error as { readonly code: number; readonly stderr: string },
  );
}
