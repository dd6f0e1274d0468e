// `npm test`: the linter and every compiled test file, or with arguments the files whose path contains one of
// them. Lab tests run one at a time, because each starts hypervisors; they skip themselves where they cannot run.
// The last line is `N passed, N failed[, N skipped]`; the exit code is 0 only if nothing failed and something ran.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { count, failedLines, fileLines, lastLine, skippedLines, succeeded } from './report.js';
import { type FileResult, runFile, stopAll } from './run-file.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const testFolder = fileURLToPath(new URL('../../test/', import.meta.url));

const jobs = 2;
const timeoutMs = 120_000;
const labTimeoutMs = 900_000;

const isLab = (file: string) => file.endsWith('.lab.test.js');

function testFiles(wanted: readonly string[]): string[] {
  const all = readdirSync(testFolder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.js'),
  );
  const paths = all.map((file) => path.relative(process.cwd(), path.join(testFolder, file))).sort();
  return wanted.length === 0 ? paths : paths.filter((file) => wanted.some((part) => file.includes(part)));
}

function lint(): FileResult {
  const start = performance.now();
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [biome, 'check'], {
    cwd: root,
    encoding: 'utf8',
  });
  const outcome = status === 0 ? 'passed' : 'failed';
  const output = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
  return { file: 'biome check', tests: [{ name: 'lint and format', outcome }], output, ms: performance.now() - start };
}

async function runAll(files: readonly string[], atOnce: number, limitMs: number, results: FileResult[]): Promise<void> {
  const queue = [...files];
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const result = await runFile(file, limitMs);
      results.push(result);
      for (const line of fileLines(result)) console.log(line);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function main(wanted: readonly string[]): Promise<boolean> {
  const results: FileResult[] = [];
  if (wanted.length === 0) {
    results.push(lint());
    for (const line of fileLines(results[0]!)) console.log(line);
  }
  const files = testFiles(wanted);
  await runAll(
    files.filter((file) => !isLab(file)),
    jobs,
    timeoutMs,
    results,
  );
  await runAll(files.filter(isLab), 1, labTimeoutMs, results);
  for (const line of [...skippedLines(results), ...failedLines(results)]) console.log(line);
  if (files.length === 0) console.log(`no test file${wanted.length > 0 ? ` matches ${wanted.join(' or ')}` : ''}`);
  const total = count(results);
  console.log(lastLine(total));
  return files.length > 0 && succeeded(total);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopAll(signal);
    process.exit(1);
  });
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error(error);
  console.log(lastLine({ passed: 0, failed: 1, skipped: 0 }));
  process.exitCode = 1;
}
