// The command line of `npm run bench`. Text in, options out.
import { parseArgs } from 'node:util';

export const usage = `usage: npm run bench -- [NAME ...] [--quick] [--out DIR]
       npm run bench -- --growth [NAME ...] [--results DIR]

Runs the benchmarks, each in a process of its own, prints a table, and writes DIR/summary.json.

  NAME            only these: NAMES
  --quick         small sizes, few repetitions: shows that they still run, not how fast anything is
  --growth        measures every curve at all of its sizes, and writes RESULTS.md with its plots
  --out DIR       where summary.json goes; default out/bench
  --results DIR   where RESULTS.md, results.jsonl and plots/ go; default tools/bench
  --help

exit codes: 0 everything ran, whether targets are met or not; 1 something failed; 2 wrong arguments
`;

export interface BenchOptions {
  readonly names: readonly string[];
  readonly quick: boolean;
  readonly growth: boolean;
  readonly out: string;
  readonly results: string;
}

/** The options, or 'help'. Throws Error with words for the user when the arguments are wrong. */
export function parseOptions(argv: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      out: { type: 'string', default: 'out/bench' },
      results: { type: 'string', default: 'tools/bench' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.quick && values.growth) throw new Error('--quick measures nothing worth plotting; leave --growth out');
  const { quick, growth, out, results } = values;
  return { names: positionals, quick, growth, out, results };
}
