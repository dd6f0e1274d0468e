// The files of one run: allocation.csv, migrations.csv and summary.json. Streamed, because a run of a million VMs
// makes as many lines. Drawing is report/'s.
import { lstat, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { formatIpv4 } from '../../../topology/ipv4.js';
import type { RunResult, SweepPoint } from '../results.js';
import { hostAddress, type Scenario, vmAddress } from '../scenario/scenario.js';
import { type Fill, makeOutputFolder, writeNewFiles } from './new-files.js';

/** Lines written at once. */
const LINES_OF_CHUNK = 4_096;

/** The files of one policy's run, summary.json last: when it is there, so are the others. */
const resultNames = { allocation: 'allocation.csv', migrations: 'migrations.csv', summary: 'summary.json' } as const;
const sweepName = 'sweep.json';
export const reportName = 'report.html';

/** Writes a run's files into `folder`, which is made when it is not there. Rejects as writeNewFiles does. */
export async function writeResult(folder: string, scenario: Scenario, result: RunResult): Promise<void> {
  await makeOutputFolder(folder);
  await writeNewFiles(folder, [
    { name: resultNames.allocation, content: linesOf(allocationLines(scenario, result.allocation)) },
    { name: resultNames.migrations, content: linesOf(migrationLines(scenario, result)) },
    { name: resultNames.summary, content: `${JSON.stringify(result.summary, undefined, 2)}\n` },
  ]);
}

/** `sweep.json`: one point for each policy and migration cost. */
export async function writeSweep(folder: string, sweep: readonly SweepPoint[]): Promise<void> {
  await writeNewFiles(folder, [{ name: sweepName, content: `${JSON.stringify(sweep, undefined, 2)}\n` }]);
}

/**
 * Removes what earlier runs left in the folder, so that nothing of them stands beside what this one writes: files of
 * exactly these names, and the policies' folders when nothing else is in them. Links to folders are not followed.
 */
export async function removeResults(folder: string, policies: readonly string[]): Promise<void> {
  const names = [resultNames.summary, reportName, sweepName, resultNames.allocation, resultNames.migrations];
  for (const name of names) await rm(path.join(folder, name), { force: true });
  for (const policy of policies) await removePolicy(path.join(folder, policy));
}

async function removePolicy(folder: string): Promise<void> {
  const stats = await lstat(folder).catch(ignore('ENOENT'));
  if (!stats?.isDirectory()) return;
  const { summary, allocation, migrations } = resultNames;
  for (const name of [summary, allocation, migrations]) await rm(path.join(folder, name), { force: true });
  await rmdir(folder).catch(ignore('ENOTEMPTY'));
}

function ignore(expected: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code !== expected) throw error;
  };
}

export function* allocationLines(scenario: Scenario, allocation: Uint32Array): Generator<string, void, undefined> {
  yield 'vm,host';
  for (const [vm, host] of allocation.entries()) {
    yield `${formatIpv4(vmAddress(scenario, vm))},${formatIpv4(hostAddress(scenario, host))}`;
  }
}

function* migrationLines(scenario: Scenario, { migrations }: RunResult): Generator<string, void, undefined> {
  yield 'n,iteration,vm,from,to,gain,cost_after';
  for (const [index, { iteration, vm, from, to, gain, costAfter }] of migrations.entries()) {
    const names = [vmAddress(scenario, vm), hostAddress(scenario, from), hostAddress(scenario, to)].map(formatIpv4);
    yield [index + 1, iteration, ...names, gain, costAfter].join(',');
  }
}

function linesOf(lines: Iterable<string>): Fill {
  return async (handle) => {
    for (const chunk of chunksOf(lines)) await handle.writeFile(chunk);
  };
}

function* chunksOf(lines: Iterable<string>): Generator<string, void, undefined> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line);
    if (chunk.length < LINES_OF_CHUNK) continue;
    yield `${chunk.join('\n')}\n`;
    chunk = [];
  }
  if (chunk.length > 0) yield `${chunk.join('\n')}\n`;
}
