// Makes tools/sim/RESULTS.md: generates the thesis's data centre for each occupancy and seed, searches the best known
// allocation, runs every policy under both candidate rules and the migration costs, and puts the figures in tables.
// Takes an hour or so; `node tools/sim/experiments.mjs FOLDER` keeps the scenarios and results in FOLDER and goes on
// where it was stopped.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';

const occupancies = ['0.5', '0.8', '0.95'];
const seeds = [1, 2, 3];
const policies = ['round-robin', 'distributed', 'load-aware', 'global'];
const sweep = '0,0.001%,0.01%,0.03%,0.1%,5%,10%,20%,40%';

const folder = process.argv[2];
if (!folder) throw new Error('usage: node tools/sim/experiments.mjs FOLDER');
const main = path.join(import.meta.dirname, '../../dist/tools/sim/main.js');

/** Runs `score-sim` unless `result` is there already. */
function scoreSim(result, ...args) {
  if (existsSync(result)) return;
  console.log(`score-sim ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [main, ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`score-sim ${args.join(' ')} ended with ${status}`);
}

const json = (...parts) => JSON.parse(readFileSync(path.join(folder, ...parts), 'utf8'));
const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** Mean of the seeds, with the lowest and the highest. */
function spread(numbers, digits = 3) {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map((each) => each.toFixed(digits));
  return low === high ? low : `${mean(numbers).toFixed(digits)} (${low}..${high})`;
}

function table(header, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

for (const occupancy of occupancies) {
  for (const seed of seeds) {
    const name = `${occupancy}-${seed}`;
    const [scenario, best] = [path.join(folder, name), path.join(folder, name, 'best-known.json')];
    scoreSim(
      path.join(scenario, 'traffic.csv'),
      'generate',
      '--out',
      scenario,
      '--occupancy',
      occupancy,
      '--seed',
      `${seed}`,
    );
    scoreSim(best, 'optimum', scenario, '--method', 'scotch');
    for (const rule of ['cost-map', 'neighbours']) {
      const out = path.join(folder, `${name}-${rule}`);
      const extra = rule === 'cost-map' ? ['--sweep', sweep] : [];
      scoreSim(
        path.join(out, 'report.html'),
        'run',
        scenario,
        '--policy',
        'all',
        '--candidates',
        rule,
        ...extra,
        '--out',
        out,
      );
    }
  }
}

const summaries = (occupancy, rule, policy) =>
  seeds.map((seed) => json(`${occupancy}-${seed}-${rule}`, policy, 'summary.json'));
const share = ({ finalCost, initialCost }) => finalCost / initialCost;

const policiesTable = table(
  [
    'occupancy',
    'policy',
    'candidates',
    'final / initial cost',
    'cost / best known',
    'migrations',
    'displaced VMs',
    'rounds',
    's',
  ],
  occupancies.flatMap((occupancy) =>
    policies.flatMap((policy) =>
      ['cost-map', 'neighbours'].map((rule) => {
        const runs = summaries(occupancy, rule, policy);
        return [
          ...[occupancy, policy, rule, spread(runs.map(share)), spread(runs.map((each) => each.costOverBestKnown))],
          ...[runs.map((each) => each.migrations), runs.map((each) => each.displaced)].map((each) =>
            mean(each).toFixed(0),
          ),
          ...[
            spread(
              runs.map((each) => each.iterations.length),
              0,
            ),
            mean(runs.map((each) => each.wallSeconds)).toFixed(1),
          ],
        ];
      }),
    ),
  ),
);

const rounds = table(
  ['policy', ...[1, 2, 3, 4, 5, 6].map((n) => `round ${n}`)],
  policies.map((policy) => [
    policy,
    ...[0, 1, 2, 3, 4, 5].map((n) =>
      mean(
        summaries('0.8', 'cost-map', policy).map(({ iterations, initialCost }) => {
          return (iterations[n] ?? iterations.at(-1)).cost / initialCost;
        }),
      ).toFixed(4),
    ),
  ]),
);

const points = (occupancy) =>
  seeds.flatMap((seed) =>
    json(`${occupancy}-${seed}-cost-map`, 'sweep.json').map((each) => ({
      ...each,
      initialCost: json(`${occupancy}-${seed}-cost-map`, each.policy, 'summary.json').initialCost,
    })),
  );
const costs = table(
  ['occupancy', 'policy', ...sweep.split(',')],
  occupancies.flatMap((occupancy) => {
    const all = points(occupancy);
    return policies.map((policy) => [
      ...[occupancy, policy],
      ...sweep.split(',').map((asked) => {
        return mean(all.filter((each) => each.policy === policy && each.asked === asked).map(share)).toFixed(3);
      }),
    ]);
  }),
);

const best = table(
  ['occupancy', 'initial cost', 'best known / initial', 'found by'],
  occupancies.map((occupancy) => {
    const found = seeds.map((seed) => json(`${occupancy}-${seed}`, 'best-known.json'));
    return [
      occupancy,
      mean(found.map((each) => each.initialCost)).toExponential(3),
      spread(found.map(({ cost, initialCost }) => cost / initialCost)),
      found[0].method,
    ];
  }),
);

const template = readFileSync(new URL('./RESULTS.template.md', import.meta.url), 'utf8');
const [{ vms: low }, { vms: high }] = [
  summaries('0.5', 'cost-map', 'distributed')[0],
  summaries('0.95', 'cost-map', 'distributed')[0],
];
const facts = {
  main: policiesTable,
  rounds,
  costs,
  best,
  machine: `${cpus()[0].model}, Node.js ${process.version}`,
  vms: `${low} to ${high}`,
};
const page = template.replace(/\{\{(\w+)\}\}/g, (_, name) => facts[name] ?? `{{${name}}}`);
writeFileSync(new URL('./RESULTS.md', import.meta.url), page);
console.log('wrote tools/sim/RESULTS.md');
