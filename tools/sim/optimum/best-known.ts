// The best allocation that anybody has found for a scenario, beside the scenario: best-known.json says what it
// costs and how it was found, best-known.csv has it. Trusted only after it was computed again.
import path from 'node:path';
import { parseIpv4 } from '../../../topology/ipv4.js';
import { writeNewFiles } from '../output/new-files.js';
import { allocationLines } from '../output/result-files.js';
import type { BestKnown } from '../results.js';
import { RegularFileError, readRegularFile } from '../scenario/regular-file.js';
import { indexOfAddress, type Scenario } from '../scenario/scenario.js';
import { allocationCost } from './cost.js';
import { OptimumError } from './errors.js';
import { makeInstance } from './instance.js';
import { Placement } from './placement.js';
import type { Optimum } from './types.js';

const jsonName = 'best-known.json';
const csvName = 'best-known.csv';
/** best-known.json is a few lines. */
const maxJsonBytes = 64 * 1024;
/** Two addresses, a comma and a line end: 32 bytes, or 33 with CRLF. */
const maxRowBytes = 33;
/** Sums of costs in another order differ in their last digits. */
const relativeRounding = 1e-9;

/**
 * What is known of this scenario, or undefined. Rejects with OptimumError: `stale-best-known` when the files are
 * another scenario's, `invalid-best-known` when they contradict each other or break capacity.
 */
export async function readBestKnown(folder: string, scenario: Scenario): Promise<BestKnown | undefined> {
  return (await readStored(folder, scenario))?.best;
}

/** The same with its allocation: host index of each VM. */
export async function readStored(
  folder: string,
  scenario: Scenario,
): Promise<{ readonly best: BestKnown; readonly allocation: Uint32Array } | undefined> {
  const json = path.join(folder, jsonName);
  const text = await readBounded(json, maxJsonBytes);
  if (text === undefined) return undefined;
  const best = parseBestKnown(text, json);
  const instance = makeInstance(scenario);
  checkFresh(best, json, scenario, allocationCost(instance, scenario.vms.hosts));
  const csv = path.join(folder, csvName);
  const rows = await readBounded(csv, (instance.vms + 1) * maxRowBytes);
  if (rows === undefined) throw invalid(csv, 'is missing');
  const allocation = parseAllocation(rows, csv, scenario);
  checkCapacity(scenario, allocation, csv);
  const cost = allocationCost(instance, allocation);
  if (!isSame(cost, best.cost)) throw invalid(csv, `costs ${cost}, but ${jsonName} says ${best.cost}`);
  return { best, allocation };
}

/**
 * Stores an optimum when it is better than the one there, and returns what is best known now. Rejects with
 * OptimumError as reading does, and `invalid-allocation` when the optimum breaks capacity.
 */
export async function storeBestKnown(
  folder: string,
  scenario: Scenario,
  method: string,
  { allocation, detail }: Optimum,
): Promise<{ readonly best: BestKnown; readonly stored: boolean }> {
  const instance = makeInstance(scenario);
  const overfull = new Placement(instance, allocation).overfullHost();
  if (overfull !== undefined) {
    throw new OptimumError('invalid-allocation', `the allocation to store puts more on host ${overfull} than it holds`);
  }
  const cost = allocationCost(instance, allocation);
  const known = await readBestKnown(folder, scenario);
  if (known && known.cost <= cost) return { best: known, stored: false };
  const initialCost = allocationCost(instance, scenario.vms.hosts);
  const best: BestKnown = { cost, method, detail, vms: instance.vms, hosts: instance.hosts, initialCost };
  const lines = [...allocationLines(scenario, allocation)].join('\n');
  await writeNewFiles(folder, [
    { name: csvName, content: `${lines}\n` },
    { name: jsonName, content: `${JSON.stringify(best, undefined, 2)}\n` },
  ]);
  return { best, stored: true };
}

async function readBounded(file: string, maxBytes: number): Promise<string | undefined> {
  try {
    return Buffer.from(await readRegularFile(file, maxBytes)).toString('utf8');
  } catch (error) {
    if (!(error instanceof RegularFileError)) throw error;
    if (error.code === 'missing') return undefined;
    if (error.code === 'unreadable') throw new OptimumError('unreadable', `${file}: ${error.message}`);
    throw invalid(file, error.message);
  }
}

function parseBestKnown(text: string, file: string): BestKnown {
  let value: Partial<BestKnown> | null;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(file, `is no JSON: ${(error as Error).message}`);
  }
  for (const name of ['cost', 'vms', 'hosts', 'initialCost'] as const) {
    if (!Number.isFinite(value?.[name])) throw invalid(file, `has no number ${name}`);
  }
  for (const name of ['method', 'detail'] as const) {
    if (typeof value?.[name] !== 'string') throw invalid(file, `has no text ${name}`);
  }
  return value as BestKnown;
}

function checkFresh(best: BestKnown, file: string, { vms, hosts }: Scenario, initialCost: number): void {
  const differences = [
    best.vms === vms.addresses.length ? '' : `${best.vms} VMs, here ${vms.addresses.length}`,
    best.hosts === hosts.addresses.length ? '' : `${best.hosts} hosts, here ${hosts.addresses.length}`,
    isSame(best.initialCost, initialCost) ? '' : `initial cost ${best.initialCost}, here ${initialCost}`,
  ].filter((difference) => difference !== '');
  if (differences.length === 0) return;
  throw new OptimumError(
    'stale-best-known',
    `${file}: found for another scenario (${differences.join('; ')}); delete it and ${csvName}, and run score-sim optimum again`,
  );
}

function parseAllocation(text: string, file: string, scenario: Scenario): Uint32Array {
  const { vms, hosts } = scenario;
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.shift() !== 'vm,host') throw invalid(`${file}:1`, 'must be vm,host');
  if (lines.length !== vms.addresses.length) {
    throw invalid(file, `has ${lines.length} VMs, the scenario ${vms.addresses.length}`);
  }
  const allocation = new Uint32Array(lines.length);
  const isPlaced = new Uint8Array(lines.length);
  for (const [index, line] of lines.entries()) {
    const [vm, host] = line.split(',').map((field) => parseIpv4(field) ?? -1);
    const vmIndex = indexOfAddress(vms.addresses, vm ?? -1);
    const hostIndex = indexOfAddress(hosts.addresses, host ?? -1);
    const where = `${file}:${index + 2}`;
    if (vmIndex < 0 || hostIndex < 0) throw invalid(where, `${line.slice(0, 40)} is no VM and host of the scenario`);
    if (isPlaced[vmIndex] === 1) throw invalid(where, 'the VM is there twice');
    isPlaced[vmIndex] = 1;
    allocation[vmIndex] = hostIndex;
  }
  return allocation;
}

function checkCapacity(scenario: Scenario, allocation: Uint32Array, file: string): void {
  const overfull = new Placement(makeInstance(scenario), allocation).overfullHost();
  if (overfull !== undefined) throw invalid(file, `puts more on host ${overfull} than it has slots or memory for`);
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= relativeRounding * Math.max(Math.abs(a), Math.abs(b));
}

function invalid(where: string, what: string): OptimumError {
  const advice = `delete ${jsonName} and ${csvName}, and run score-sim optimum again`;
  return new OptimumError('invalid-best-known', `${where}: ${what}; ${advice}`);
}
