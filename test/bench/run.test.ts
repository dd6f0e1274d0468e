// The harness as a process: a quick run of one benchmark, wrong arguments, and benchmarks that fail or hang.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { parseOptions } from '../../tools/bench/options.js';
import { entriesOf, registry } from '../../tools/bench/registry.js';
import { runEntry } from '../../tools/bench/run.js';
import { compiled } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';

function bench(...argv: string[]) {
  return spawnSync(process.execPath, [compiled('tools/bench/main.js'), ...argv], { encoding: 'utf8', timeout: 60_000 });
}

t.test('a quick run of one benchmark prints its table and writes its summary', async (t) => {
  const out = shortFolder(t);
  const { status, stdout, stderr } = bench('policy', '--quick', '--out', out);
  t.equal(status, 0, stderr);
  const rows = JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8'));
  t.equal(rows.length, 3, 'one figure a policy');
  for (const row of rows) {
    t.ok(row.value > 0 && row.baseline > 0 && row.ratio > 0, row.name);
    t.equal(row.quick, true);
    t.match(stdout, row.name);
  }
});

t.test('arguments', async (t) => {
  const defaults = { names: [], quick: false, growth: false, out: 'out/bench', results: 'tools/bench' };
  t.same(parseOptions([]), defaults);
  t.same(parseOptions(['policy', '--quick', '--out', 'x']), { ...defaults, names: ['policy'], quick: true, out: 'x' });
  t.equal(parseOptions(['--help']), 'help');
  t.throws(() => parseOptions(['--quick', '--growth']));
  t.throws(() => parseOptions(['--fast']));
  t.same(entriesOf([]), registry);
  t.throws(() => entriesOf(['policy', 'polisy']), /no benchmark is named polisy; there are .*policy/);
  const wrong = bench('polisy');
  t.equal(wrong.status, 2);
  t.match(wrong.stderr, /polisy/);
  t.equal(wrong.stdout, '');
  const help = bench('--help');
  t.equal(help.status, 0);
  for (const { name } of registry) t.match(help.stdout, name);
});

t.test('names are unique, and each loads the benchmark of that name', async (t) => {
  for (const { name, load } of registry) t.equal((await load()).name, name);
  t.equal(new Set(registry.map(({ name }) => name)).size, registry.length);
});

t.test('a benchmark that throws, dies or hangs gives no figures but a reason', async (t) => {
  const folder = shortFolder(t);
  const program = (name: string, text: string): string => {
    const file = path.join(folder, `${name}.mjs`);
    writeFileSync(file, text);
    return file;
  };
  const entry = { name: 'bad', limitSeconds: 1, growthLimitSeconds: 1 };
  const run = (name: string, text: string) => runEntry(entry, { quick: false }, program(name, text));
  t.match(await run('throws', "process.send({ error: 'Error: no socket' }, () => process.exit(0))"), {
    name: 'bad',
    measurements: [],
    error: 'failed: Error: no socket',
  });
  t.match(await run('exits', 'process.exit(3)'), { measurements: [], error: 'failed: it ended with exit code 3' });
  t.match(await run('killed', "process.kill(process.pid, 'SIGKILL')"), { error: 'failed: it was ended by SIGKILL' });
  const hung = await run('hangs', 'setInterval(() => {}, 1000)');
  t.match(hung, { measurements: [], error: 'failed: it took longer than 1 s' });
  t.ok(hung.ms < 5_000, 'a polite end is enough');
});
