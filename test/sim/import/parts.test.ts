// Parts of the import by themselves: pairs against a deliberately simple version, line reading at its edges, options.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readLines } from '../../../tools/sim/import/lines.js';
import { importHelp, parseImportOptions } from '../../../tools/sim/import/options.js';
import { PairRates } from '../../../tools/sim/import/pair-rates.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { seeded } from '../../core/cluster.js';
import { shortFolder } from '../../support/temporary.js';

t.test('random flows of random dumps, against plain sums and maxima', async (t) => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = seeded(seed);
    const pick = (count: number): number => Math.floor(random() * count);
    const rates = new PairRates();
    const sums = new Map<string, number[]>();
    const dumps = 1 + pick(5);
    for (let each = 0; each < dumps; each += 1) {
      for (let flow = pick(40); flow > 0; flow -= 1) {
        // Addresses on both sides of 2^31, which a signed comparison would sort wrongly.
        const [src, dst] = [(pick(5) * 0x3fff_fff0 + 7) as Ipv4, (pick(5) * 0x3fff_fff0 + 9) as Ipv4];
        const rate = pick(4) * 10;
        rates.add(src, dst, rate);
        const list = sums.get(`${src} ${dst}`) ?? [];
        list[each] = (list[each] ?? 0) + rate;
        sums.set(`${src} ${dst}`, list);
      }
      rates.endDump();
    }
    const expected = [...sums]
      .map(([key, list]) => [...key.split(' ').map(Number), Math.max(...list.filter((sum) => sum !== undefined))])
      .filter(([, , rate]) => rate! > 0)
      .sort(([src, dst], [otherSrc, otherDst]) => src! - otherSrc! || dst! - otherDst!);
    const table = rates.table();
    const rows = [...table.rates].map((rate, row) => [table.sources[row], table.destinations[row], rate]);
    t.same(rows, expected, `seed ${seed}`);
  }
});

t.test('pairs are bounded', async (t) => {
  const rates = new PairRates(2);
  rates.add(1 as Ipv4, 2 as Ipv4, 5);
  rates.add(2 as Ipv4, 1 as Ipv4, 5);
  rates.add(1 as Ipv4, 2 as Ipv4, 5);
  const refusal = { name: 'ImportError', code: 'too-large', message: /more than 2 pairs talk .*; import fewer hosts/ };
  t.throws(() => rates.add(1 as Ipv4, 3 as Ipv4, 5), refusal);
  rates.endDump();
  rates.add(1 as Ipv4, 3 as Ipv4, 5);
  t.throws(() => rates.endDump(), refusal);
});

t.test('lines over the borders of chunks, the longest line, and a last line without an end', async (t) => {
  const file = path.join(shortFolder(t), 'f');
  const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index} ${'é'.repeat(index % 60)}`);
  lines[7] = 'x'.repeat(65_536);
  writeFileSync(file, `\ufeff${lines.join('\n')}`);
  const seen: string[] = [];
  let last = 0;
  await readLines(file, (text, place) => {
    seen.push(text);
    last = place.line;
  });
  t.equal(last, lines.length);
  t.ok(seen.length === lines.length && seen.every((text, index) => text === lines[index]));
});

t.test('options', async (t) => {
  t.same(parseImportOptions(['--topology', 'm', 'a', '--out', 'o', 'b']), {
    files: ['a', 'b'],
    topologyFile: 'm',
    out: 'o',
  });
  const cases: [argv: string, message: RegExp][] = [
    ['--out o a', /--topology is missing/],
    ['--topology m a', /--out is missing/],
    ['--topology m --out o', /takes DUMP\.\.\. behind it/],
    ['--topolgy m --out o a', /--topolgy.*did you mean --topology/],
  ];
  for (const [argv, message] of cases) {
    t.throws(() => parseImportOptions(argv.split(' ')), { name: 'UsageError', message });
  }
  for (const option of ['--topology', '--out', 'DUMP']) t.match(importHelp, option);
});
