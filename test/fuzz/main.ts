// `npm run fuzz`: fuzzes the decoders and parsers that are named, or all of them, two at a time; or runs one input again.
// See README.md.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { addInputs, readInputs, treeFolder, writeFinding } from './engine/corpus.js';
import { textOf } from './engine/findings.js';
import { minimise } from './minimise.js';
import { type Outcome, runJob } from './pool.js';
import { targets } from './targets/index.js';

const usage = `npm run fuzz -- [--seconds N] [--seed N] [--jobs N] [--out DIR] [--keep] [TARGET...]
npm run fuzz -- --replay FILE TARGET
npm run fuzz -- --minimise [--out DIR] [TARGET...]
npm run fuzz -- --list
TARGET is a target's name or the beginning of some. Default: 60 s for each, two at a time, a fresh seed, out/fuzz.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    jobs: { type: 'string', default: '2' },
    out: { type: 'string', default: 'out/fuzz' },
    keep: { type: 'boolean', default: false },
    replay: { type: 'string' },
    minimise: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function wanted(): string[] {
  const names = Object.keys(targets);
  for (const part of positionals) {
    if (!names.some((name) => name.startsWith(part))) throw new Error(`no target begins with ${part}; --list has them`);
  }
  return positionals.length === 0 ? names : names.filter((name) => positionals.some((part) => name.startsWith(part)));
}

const corpusOf = (name: string): string => path.join(values.out, 'corpus', name);

function describe({ target, progress, findings, seconds }: Outcome): string {
  const { executions, stretches, entries, reached, all } = progress;
  const share = all === 0 ? 0 : Math.round((100 * reached) / all);
  const rate = `${executions} inputs in ${seconds.toFixed(0)} s, ${stretches} stretched`;
  return `${target.padEnd(28)} ${rate}, ${entries} kept, ${share} % of its source reached, ${findings.length} findings`;
}

async function fuzz(): Promise<boolean> {
  const seed = Number(values.seed);
  console.log(`seed ${seed}`);
  const queue = wanted();
  let good = true;
  const worker = async () => {
    for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
      const folders = [path.join(treeFolder, target), corpusOf(target)];
      const outcome = await runJob(
        { target, searches: [{ seed, seconds: Number(values.seconds) }], folders },
        {
          onFinding: (finding) => {
            good = false;
            const file = writeFinding(values.out, finding);
            console.log(
              `${target}: ${finding.kind}: ${finding.message.split('\n').slice(0, 3).join(' | ')}\n  ${file}`,
            );
          },
        },
      );
      if (values.keep) addInputs(corpusOf(target), outcome.entries);
      console.log(describe(outcome));
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
  return good;
}

async function replay(file: string): Promise<boolean> {
  const [name = ''] = positionals;
  const listed = targets[name];
  if (!listed) throw new Error(`--replay needs the name of the target, not ${name || 'nothing'}; --list has them`);
  const target = await listed.load();
  const startMs = performance.now();
  try {
    await target.run(readFileSync(file));
    console.log(`${name}: good, after ${(performance.now() - startMs).toFixed(1)} ms`);
    return true;
  } catch (error) {
    console.log(`${name}: ${textOf(error)}`);
    return false;
  }
}

async function run(): Promise<boolean> {
  if (values.help) console.log(usage);
  else if (values.list) console.log(Object.keys(targets).join('\n'));
  else if (values.replay !== undefined) return replay(values.replay);
  else if (values.minimise) {
    for (const name of wanted()) {
      const inputs = [path.join(treeFolder, name), corpusOf(name)].flatMap(readInputs);
      console.log(`${name}: ${inputs.length} inputs, ${await minimise(name, inputs)} kept in the tree`);
    }
  } else return fuzz();
  return true;
}

try {
  process.exit((await run()) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exit(2);
}
