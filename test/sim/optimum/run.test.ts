// The command as an operator runs it: the compiled program on a generated folder.
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { compiled } from '../../support/paths.js';
import { shortFolder, until } from '../../support/temporary.js';

const run = promisify(execFile);
const program = compiled('tools/sim/main.js');

async function generated(folder: string): Promise<string> {
  const scenario = path.join(folder, 'dc');
  const sizes = '--racks 8 --hosts-per-rack 4 --slots 4 --racks-per-pod 2 --pods-per-zone 2'.split(' ');
  await run(process.execPath, [program, 'generate', '--out', scenario, ...sizes]);
  return scenario;
}

t.test('finds, stores, and keeps the better one', async (t) => {
  const scenario = await generated(shortFolder(t));
  const argv = [program, 'optimum', scenario, '--method', 'ga', '--population', '20'];
  const first = await run(process.execPath, argv);
  t.match(first.stdout, /^initial cost .*\nfound .*\(-\d+\.\d %\)/);
  t.match(first.stdout, `stored as best known in ${scenario}`);
  const stored = JSON.parse(readFileSync(path.join(scenario, 'best-known.json'), 'utf8'));
  t.match(stored, { method: 'ga', vms: 102, hosts: 32, detail: /population 20 of 20/ });
  t.ok(stored.cost < stored.initialCost);
  const second = await run(process.execPath, argv);
  t.match(second.stdout, 'not stored');
});

t.test('an interrupt ends gmap and removes its files', async (t) => {
  const folder = shortFolder(t);
  const scenario = await generated(folder);
  const gmap = path.join(folder, 'gmap');
  writeFileSync(gmap, `#!/bin/sh\necho $$ > ${folder}/pid\nexec sleep 60\n`);
  chmodSync(gmap, 0o755);
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary);
  const child = spawn(process.execPath, [program, 'optimum', scenario, '--gmap', gmap], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  t.teardown(() => child.kill('SIGKILL'));
  await until('gmap runs', () => existsSync(path.join(folder, 'pid')) && readPid(folder) > 0, 20_000);
  t.equal(readdirSync(temporary).length, 1);
  child.kill('SIGINT');
  t.equal(await ended, 1);
  t.match(errors, /score-sim: interrupted; nothing was stored/);
  t.same(readdirSync(temporary), []);
  t.throws(() => process.kill(readPid(folder), 0), { code: 'ESRCH' });
  t.notOk(existsSync(path.join(scenario, 'best-known.json')));
});

function readPid(folder: string): number {
  return Number(readFileSync(path.join(folder, 'pid'), 'utf8'));
}
