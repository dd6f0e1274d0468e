// The files of one run: allocation.csv, migrations.csv and summary.json. Streamed, because a run of a million VMs
// makes as many lines. Drawing is report/'s.
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatIpv4 } from '../../../topology/ipv4.js';
import type { RunResult, SweepPoint } from '../results.js';
import { hostAddress, type Scenario, vmAddress } from '../scenario/scenario.js';

/** Lines given to the stream at once. */
const LINES_OF_CHUNK = 4_096;

/** Writes a run's files into `folder`, which is made when it is not there. */
export async function writeResult(folder: string, scenario: Scenario, result: RunResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeLines(path.join(folder, 'allocation.csv'), allocationLines(scenario, result.allocation));
  await writeLines(path.join(folder, 'migrations.csv'), migrationLines(scenario, result));
  await writeFile(path.join(folder, 'summary.json'), `${JSON.stringify(result.summary, undefined, 2)}\n`);
}

/** `sweep.json`: one point for each policy and migration cost. */
export async function writeSweep(folder: string, sweep: readonly SweepPoint[]): Promise<void> {
  await writeFile(path.join(folder, 'sweep.json'), `${JSON.stringify(sweep, undefined, 2)}\n`);
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

async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(chunksOf(lines)), createWriteStream(file));
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
