// The commands of score-sim, each as its options' parser, its help, and what it runs.

import { CostMapError } from '../../topology/load.js';
import type { ProgressWriter } from '../progress-writer.js';
import { factsText } from './generate/facts.js';
import { generateScenario } from './generate/generate.js';
import { generateHelp, parseGenerateOptions } from './generate/options.js';
import { ImportError } from './import/error.js';
import { describeImport, importScenario } from './import/import.js';
import { importHelp, parseImportOptions } from './import/options.js';
import { OptimumError } from './optimum/errors.js';
import { optimumHelp, parseOptimumOptions } from './optimum/options.js';
import { optimum } from './optimum/run.js';
import { OutputError } from './output/new-files.js';
import { ReportError } from './report/error.js';
import { parseRunOptions, runHelp } from './run/options.js';
import { run } from './run/run.js';
import { ScenarioError } from './scenario/read.js';

/** Where a command writes to. */
export interface Output {
  /** A line of the result. */
  print(line: string): void;
  readonly progress: ProgressWriter;
  /** Seconds from any origin. */
  clock(): number;
}

export interface Command {
  readonly name: string;
  readonly help: string;
  /** Rejects with UsageError, or with an error that `isRefusal` knows. */
  run(argv: readonly string[], output: Output): Promise<void>;
}

export const commands: readonly Command[] = [
  {
    name: 'generate',
    help: generateHelp,
    async run(argv, { print }) {
      const { out, options } = parseGenerateOptions(argv);
      const facts = await generateScenario(out, options);
      for (const line of factsText(facts).trimEnd().split('\n')) print(line);
      print(`wrote ${out}`);
    },
  },
  {
    name: 'import',
    help: importHelp,
    async run(argv, { print }) {
      const options = parseImportOptions(argv);
      for (const line of describeImport(await importScenario(options), options.out)) print(line);
    },
  },
  { name: 'run', help: runHelp, run: (argv, output) => run(parseRunOptions(argv), output) },
  { name: 'optimum', help: optimumHelp, run: (argv, output) => optimum(parseOptimumOptions(argv), output) },
];

export const help = `score-sim: what S-CORE would do in a data centre, before it is installed in one

${commands.map((command) => command.help).join('\n')}
A scenario is a folder with topology.yaml, hosts.csv, vms.csv and traffic.csv; see tools/sim/README.md.
Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
`;

const refusals = [ScenarioError, CostMapError, ImportError, OptimumError, OutputError, ReportError];

/** Whether an error is about the input or the machine, and its message all that a person needs. */
export function isRefusal(error: unknown): error is Error {
  const isSystemError = error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
  return isSystemError || refusals.some((kind) => error instanceof kind);
}
