// What a person reads of a test run: a line for each file that passed, a failed file's output in full, what was
// skipped and why, and the count as the very last line.
import type { FileResult } from './run-file.js';
import type { TestResult } from './tap-output.js';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function count(results: readonly FileResult[]): Count {
  const tests = results.flatMap((result) => result.tests);
  const of = (outcome: TestResult['outcome']) => tests.filter((test) => test.outcome === outcome).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

/** `12 passed, 0 failed`, and `, 3 skipped` when some were. */
export function lastLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Nothing failed and something ran: a run without a test has shown nothing. */
export function succeeded({ passed, failed }: Count): boolean {
  return failed === 0 && passed > 0;
}

/** Output without the lines that say that something passed, so that failures are not buried. */
function withoutPasses(output: string): string[] {
  return output.split('\n').filter((line) => !/^ *(ok \d+|1\.\.\d+$|TAP version)/.test(line) && line.trim() !== '');
}

/** The lines for one file. */
export function fileLines(result: FileResult): string[] {
  const { passed, failed, skipped } = count([result]);
  const seconds = (result.ms / 1000).toFixed(1).padStart(6);
  const mark = failed > 0 ? 'FAIL' : passed > 0 ? 'ok  ' : 'skip';
  const head = `${mark} ${seconds}s  ${result.file}  ${lastLine({ passed, failed, skipped })}`;
  if (failed === 0) return [head];
  const names = result.tests
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ name, reason }) => `    failed: ${name}${reason === undefined ? '' : `: ${reason}`}`);
  return [head, ...names, ...withoutPasses(result.output).map((line) => `    | ${line}`)];
}

/** What was skipped, by reason: a reason that a hundred tests share is told once. */
export function skippedLines(results: readonly FileResult[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { file, tests } of results) {
    for (const { name, outcome, reason = 'no reason given' } of tests) {
      if (outcome !== 'skipped') continue;
      byReason.set(reason, [...(byReason.get(reason) ?? []), `${file}: ${name}`]);
    }
  }
  const lines = [...byReason].flatMap(([reason, names]) => [`  ${reason}`, ...names.map((name) => `    ${name}`)]);
  return lines.length === 0 ? [] : ['', 'Skipped:', ...lines];
}

/** The files that failed, again, at the end of a long output. */
export function failedLines(results: readonly FileResult[]): string[] {
  const failed = results.filter((result) => count([result]).failed > 0);
  return failed.length === 0 ? [] : ['', 'Failed:', ...failed.map(({ file }) => `  ${file}`)];
}
