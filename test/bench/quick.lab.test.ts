// `npm run bench -- --quick`, whole: that every benchmark still runs, on real Open vSwitch where it wants that, and
// within the minute that it promises on a machine that does nothing else. Its figures say nothing here.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { registry } from '../../tools/bench/registry.js';
import { missingPackages } from '../../tools/lab/packages.js';
import { compiled } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';

const missing = process.getuid?.() === 0 ? missingPackages() : ['root'];

// Half a minute on a machine that does nothing else; here other tests run beside it.
t.setTimeout(240_000);

t.test('a quick run of all benchmarks', { skip: missing.length > 0 && `needs ${missing.join(', ')}` }, async (t) => {
  const out = shortFolder(t);
  const args = ['--expose-gc', compiled('tools/bench/main.js'), '--quick', '--out', out];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 300_000 });
  t.equal(status, 0, stderr);
  for (const { name } of registry) t.match(stderr, new RegExp(`^${name}: \\d+ figures`, 'm'), name);
  const rows = JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8')) as Record<string, unknown>[];
  for (const row of rows) {
    t.match(row, { name: String, unit: String, value: Number, baseline: Number, baselineName: String, ratio: Number });
    t.ok(Number.isFinite(row.ratio), `${row.name}: ${row.value} to ${row.baseline}`);
  }
  t.match(stdout, 'flow table add');
});
