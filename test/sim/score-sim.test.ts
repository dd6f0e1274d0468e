// score-sim as a process: from a generated scenario to the files of a run, and how it ends when something is wrong.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { compiled } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';

const main = compiled('tools/sim/main.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function scoreSim(...args: string[]): Promise<Ended> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [main, ...args])) };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

const small = ['--racks', '8', '--hosts-per-rack', '4', '--slots', '6', '--racks-per-pod', '2', '--pods-per-zone', '2'];

t.test('generate, run all, and what it leaves', async (t) => {
  const folder = shortFolder(t);
  const [scenario, out] = [path.join(folder, 's'), path.join(folder, 'o')];
  const made = await scoreSim('generate', '--out', scenario, ...small, '--seed', '3');
  t.equal(made.code, 0, made.stderr);
  t.match(made.stdout, /VMs +154/);
  const ended = await scoreSim('run', scenario, '--policy', 'all', '--sweep', '0,1%', '--out', out);
  t.equal(ended.code, 0, ended.stderr);
  t.same(readdirSync(out).sort(), ['distributed', 'global', 'load-aware', 'report.html', 'round-robin', 'sweep.json']);
  for (const policy of ['distributed', 'global', 'load-aware', 'round-robin']) {
    const lines = (file: string) =>
      readFileSync(path.join(out, policy, file), 'utf8')
        .trimEnd()
        .split('\n');
    const summary = JSON.parse(readFileSync(path.join(out, policy, 'summary.json'), 'utf8'));
    t.match(summary, { policy, vms: 154, hosts: 32, migrationCost: 0, candidates: 'cost-map', seed: 1 });
    t.equal(summary.occupancy, 154 / 192);
    t.equal(summary.finalCost, summary.iterations.at(-1).cost);
    t.ok(summary.finalCost < summary.initialCost / 2);
    const [header, ...migrations] = lines('migrations.csv');
    t.equal(header, 'n,iteration,vm,from,to,gain,cost_after');
    t.equal(migrations.length, summary.migrations);
    const gains = migrations.reduce((sum, line) => sum + Number(line.split(',')[5]), 0);
    t.ok(Math.abs(summary.initialCost - gains - summary.finalCost) < 1e-9 * summary.initialCost);
    const [allocationHeader, ...allocation] = lines('allocation.csv');
    t.equal(allocationHeader, 'vm,host');
    t.equal(allocation.length, 154);
  }
  const sweep = JSON.parse(readFileSync(path.join(out, 'sweep.json'), 'utf8')) as {
    asked: string;
    finalCost: number;
  }[];
  t.equal(sweep.length, 8);
  t.ok(sweep[1]!.finalCost >= sweep[0]!.finalCost, 'the higher the migration cost, the less is gained');
});

t.test('percent of c_m is of the overall cost', async (t) => {
  const folder = shortFolder(t);
  await scoreSim('generate', '--out', folder, ...small);
  const out = path.join(folder, 'o');
  t.equal((await scoreSim('run', folder, '--policy', 'distributed', '--migration-cost', '0.5%', '--out', out)).code, 0);
  const { migrationCost, initialCost } = JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8'));
  t.equal(migrationCost, (initialCost * 0.5) / 100);
});

t.test('refusals: what, where, and the exit code', async (t) => {
  const folder = shortFolder(t);
  await scoreSim('generate', '--out', folder, ...small);
  const traffic = path.join(folder, 'traffic.csv');
  writeFileSync(traffic, `${readFileSync(traffic, 'utf8').split('\n').slice(0, 2).join('\n')}\n100.64.0.1,9.9.9.9,5\n`);
  const cases: [string[], number, RegExp][] = [
    [['run', folder, '--policy', 'distributed', '--out', `${folder}/o`], 1, /traffic\.csv:3: .*9\.9\.9\.9/],
    [['run', `${folder}/none`, '--policy', 'all', '--out', `${folder}/o`], 1, /none/],
    [['run', folder, '--policy', 'best', '--out', `${folder}/o`], 2, /--policy must be one of round-robin, .*all/],
    [['run', folder, '--policy', 'all'], 2, /--out is missing/],
    [['run', folder, '--policy', 'all', '--out', `${folder}/o`, '--migration-cost', '-1'], 2, /--migration-cost/],
    [['generate', '--out', `${folder}/s`, '--ocupancy', '0.5'], 2, /did you mean --occupancy/],
    [['simulate'], 2, /no command simulate; it is one of generate, import, run, optimum/],
    [[], 2, /no command; it is one of/],
  ];
  for (const [args, code, text] of cases) {
    const ended = await scoreSim(...args);
    t.equal(ended.code, code, `${args.join(' ')}: ${ended.stderr}`);
    t.match(ended.stderr, text);
    t.notMatch(ended.stderr, /\n {4}at /, 'no stack');
  }
  const help = await scoreSim('--help');
  t.same([help.code, help.stderr], [0, '']);
  for (const name of ['generate', 'import', 'run', 'optimum']) {
    t.match(help.stdout, `score-sim ${name} `);
    t.match((await scoreSim(name, '--help')).stdout, `score-sim ${name} `);
  }
});
