// The best known allocation beside a scenario: written only when it is better, believed only when it is true.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readBestKnown, readStored, storeBestKnown } from '../../../tools/sim/optimum/best-known.js';
import { shortFolder } from '../../support/temporary.js';
import { smallScenario } from '../small.js';
import { plainCost } from './plain-cost.js';

// Two racks of two hosts with two slots; two pairs, torn apart at first.
const base = {
  shape: [2, 2],
  weights: [1, 3],
  vms: 4,
  hosts: [0, 2, 1, 3],
  pairs: [
    [0, 1, 100],
    [2, 3, 10],
  ],
} as const;
const scenario = smallScenario(base);
const good = { cost: 0, allocation: Uint32Array.of(0, 0, 1, 1), detail: 'by hand' };
const fair = { cost: 20, allocation: Uint32Array.of(0, 0, 2, 3), detail: 'by hand' };

t.test('stores the first, then better ones only', async (t) => {
  const folder = shortFolder(t);
  t.equal(await readBestKnown(folder, scenario), undefined);
  const first = await storeBestKnown(folder, scenario, 'ga', fair);
  t.equal(first.stored, true);
  const expected = { cost: 20, method: 'ga', detail: 'by hand', vms: 4, hosts: 4, initialCost: 880 };
  t.same(await readBestKnown(folder, scenario), expected);
  t.equal(plainCost(scenario, scenario.vms.hosts), 880);
  t.equal(
    readFileSync(path.join(folder, 'best-known.csv'), 'utf8'),
    'vm,host\n10.8.0.1,10.1.0.1\n10.8.0.2,10.1.0.1\n10.8.0.3,10.1.0.3\n10.8.0.4,10.1.0.4\n',
  );
  t.equal((await storeBestKnown(folder, scenario, 'scotch', good)).stored, true);
  const again = await storeBestKnown(folder, scenario, 'ga', fair);
  t.equal(again.stored, false);
  t.match(again.best, { cost: 0, method: 'scotch' });
  t.same((await readStored(folder, scenario))?.allocation, good.allocation);
});

t.test('refuses another scenario’s', async (t) => {
  const folder = shortFolder(t);
  await storeBestKnown(folder, scenario, 'ga', fair);
  const others = [
    [{ ...base, hosts: [0, 1, 1, 3] }, /initial cost 880, here 280/],
    [{ ...base, vms: 5, hosts: [0, 2, 1, 3, 3] }, /4 VMs, here 5/],
    [{ ...base, shape: [2, 3] }, /4 hosts, here 6/],
  ] as const;
  for (const [options, message] of others) {
    const other = smallScenario(options);
    await t.rejects(readBestKnown(folder, other), { code: 'stale-best-known', message });
    const optimum = { ...good, allocation: other.vms.hosts };
    await t.rejects(storeBestKnown(folder, other, 'ga', optimum), { code: 'stale-best-known' });
  }
});

t.test('refuses what is not true', async (t) => {
  const folder = shortFolder(t);
  await storeBestKnown(folder, scenario, 'ga', fair);
  const json = path.join(folder, 'best-known.json');
  const csv = path.join(folder, 'best-known.csv');
  const [jsonText, csvText] = [json, csv].map((file) => readFileSync(file, 'utf8')) as [string, string];
  const spoiled: readonly (readonly [string, string, RegExp])[] = [
    [json, jsonText.replace('"cost": 20', '"cost": 19'), /costs 20, but best-known.json says 19/],
    [json, jsonText.replace('"cost"', '"price"'), /no number cost/],
    [json, jsonText.replace('"ga"', '7'), /no text method/],
    [json, '{', /no JSON/],
    [json, 'null', /no number cost/],
    [csv, csvText.replace('vm,host', 'vm;host'), /csv:1: must be vm,host/],
    [csv, csvText.replace('10.1.0.3', '10.9.9.9'), /csv:4: 10.8.0.3,10.9.9.9 is no VM and host/],
    [csv, csvText.replace('10.8.0.3', '10.8.0.2'), /csv:4: the VM is there twice/],
    [csv, csvText.replace('10.8.0.4,10.1.0.4\n', ''), /has 3 VMs, the scenario 4/],
    [csv, csvText.replaceAll(/10\.1\.0\../g, '10.1.0.1'), /more on host 0/],
    [csv, csvText.repeat(9), /bytes, more than/],
  ];
  for (const [file, text, message] of spoiled) {
    writeFileSync(file, text);
    await t.rejects(readBestKnown(folder, scenario), { code: 'invalid-best-known', message }, String(message));
    writeFileSync(json, jsonText);
    writeFileSync(csv, csvText);
  }
  t.match(await readBestKnown(folder, scenario), { cost: 20 }, 'and believes it again');
});

t.test('does not store what breaks capacity', async (t) => {
  const folder = shortFolder(t);
  const crowded = { ...good, allocation: new Uint32Array(4) };
  await t.rejects(storeBestKnown(folder, scenario, 'ga', crowded), { code: 'invalid-allocation' });
  t.equal(await readBestKnown(folder, scenario), undefined);
});

t.test('pipes and devices are refused, not read', async (t) => {
  for (const name of ['best-known.json', 'best-known.csv']) {
    const folder = shortFolder(t);
    await storeBestKnown(folder, scenario, 'ga', fair);
    const file = path.join(folder, name);
    rmSync(file);
    symlinkSync('/dev/zero', file);
    const refusal = { code: 'invalid-best-known', message: new RegExp(`${name}: is no regular file`) };
    await t.rejects(readBestKnown(folder, scenario), refusal);
    rmSync(file);
    execFileSync('mkfifo', [file]);
    await t.rejects(readBestKnown(folder, scenario), refusal);
  }
});
