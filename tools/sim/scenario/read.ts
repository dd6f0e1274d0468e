// A scenario's folder into memory: which files there are, in which order they are read, and what is thrown. Each
// file's format is csv.ts's, tables.ts's and traffic.ts's; writing is write.ts's.
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CostMap } from '../../../topology/cost-map.js';
import { CostMapError, readCostMap } from '../../../topology/load.js';
import type { OpenFile } from './csv.js';
import { magnitudeComplaint } from './magnitude.js';
import { ScenarioError, ScenarioProblems } from './problems.js';
import type { Scenario } from './scenario.js';
import { sortTables } from './sort.js';
import { readHosts, readVms } from './tables.js';
import { readTraffic } from './traffic.js';

export { ScenarioError, type ScenarioErrorCode, type ScenarioProblem } from './problems.js';

/** The files of a scenario's folder. */
export const scenarioFiles = {
  map: 'topology.yaml',
  hosts: 'hosts.csv',
  vms: 'vms.csv',
  traffic: 'traffic.csv',
} as const;

/**
 * Reads a folder with the four files. Rejects with ScenarioError, whose message has a line `file:line: what, and what
 * to do` for each problem (the first `maxScenarioProblems`). A million VMs with five million lines of traffic take
 * some 10 s and 0.6 GB.
 */
export async function readScenario(folder: string): Promise<Scenario> {
  const files = await openTables(folder);
  try {
    const map = await readMap(path.join(folder, scenarioFiles.map));
    const problems = new ScenarioProblems();
    const hostFile = await readHosts(files.hosts, map, problems);
    const vmFile = await readVms(files.vms, hostFile, map, problems);
    const { hosts, vms } = sortTables(hostFile, vmFile);
    const { traffic, endpoints } = await readTraffic(files.traffic, vms.addresses, vmFile.complete, map, problems);
    problems.throwIfAny('invalid');
    const complaint = magnitudeComplaint(map, traffic);
    if (complaint !== undefined) problems.add(path.join(folder, scenarioFiles.map), 0, complaint);
    problems.throwIfAny('invalid');
    return { map, hosts, vms, endpoints, traffic };
  } finally {
    await Promise.all(Object.values(files).map(({ handle }) => handle.close()));
  }
}

/** Opens the three tables. What cannot be opened is reported together. */
async function openTables(folder: string): Promise<Record<'hosts' | 'vms' | 'traffic', OpenFile>> {
  const problems = new ScenarioProblems();
  const opened: (OpenFile | undefined)[] = [];
  for (const name of Object.values(scenarioFiles)) opened.push(await tryOpen(path.join(folder, name), problems));
  const [map, hosts, vms, traffic] = opened;
  try {
    await map?.handle.close(); // topology/load.ts opens it itself.
    problems.throwIfAny('unreadable');
    if (!hosts || !vms || !traffic) throw new Error('a file that was not opened must have been reported');
    return { hosts, vms, traffic };
  } catch (error) {
    await Promise.all([hosts, vms, traffic].map((file) => file?.handle.close()));
    throw error;
  }
}

async function tryOpen(file: string, problems: ScenarioProblems): Promise<OpenFile | undefined> {
  try {
    if (!(await stat(file)).isFile()) {
      problems.add(file, 0, 'is no regular file; put the table itself there');
      return undefined;
    }
    return { path: file, handle: await open(file) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'is missing' : `cannot be read: ${message}`;
    problems.add(file, 0, `${what}; a scenario has ${Object.values(scenarioFiles).join(', ')}`);
    return undefined;
  }
}

async function readMap(file: string): Promise<CostMap> {
  try {
    return await readCostMap(file);
  } catch (error) {
    if (!(error instanceof CostMapError)) throw error;
    const { code, message, problems } = error;
    const placed = problems.map(({ line, message }) => ({ file, line, message }));
    const found = placed.length > 0 ? placed : [{ file, line: 0, message: message.replace(`${file}: `, '') }];
    throw new ScenarioError(code === 'syntax' ? 'invalid' : code, message, found, error);
  }
}
