// Dumps written by hand, for tests of their import.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ImportSummary, importScenario } from '../../../tools/sim/import/import.js';
import { shortFolder, type Teardown } from '../../support/temporary.js';

export const host = (address: string, changes: object = {}) => ({
  ...{ type: 'host', version: 1, host: address, slots: 4, memoryMiB: 8192, atMs: 1000, windowMs: 60_000 },
  ...{ coveredMs: 60_000, silentVms: 0, silentMemoryMiB: 0, ...changes },
});

export const vm = (address: string, on: string, changes: object = {}) => ({
  ...{ type: 'vm', vm: address, addresses: [address], name: `vm ${address}`, host: on, memoryMiB: 1024, ...changes },
});

export const flow = (src: string, dst: string, bytesPerSecond: number, changes: object = {}) => ({
  ...{ type: 'flow', src, dst, protocol: 6, srcPort: 0, dstPort: 0, bytes: bytesPerSecond * 60, bytesPerSecond },
  ...changes,
});

type Line = object | string;

/** The dump of a host with its end line. */
export function dump(first: object, vms: readonly object[], flows: readonly object[]): readonly Line[] {
  return [first, ...vms, ...flows, { type: 'end', vms: vms.length, flows: flows.length }];
}

export const costMap = `# Kept as it is.
version: 1
tiers:
  - { name: rack, weight: 1 }
  - { name: core, weight: 3 }
hosts:
  - { prefix: 10.0.1.0/24, at: rack-1 }
  - { prefix: 10.0.2.0/24, at: rack-2 }
endpoints:
  - { host: 10.9.0.1, at: rack-1 }
  - { prefix: 10.9.1.0/24, at: rack-2 }
`;

export interface Imported {
  readonly summary: ImportSummary;
  readonly out: string;
}

/** A folder with dumps in it: a list of lines each, objects as JSON. */
export class DumpFolder {
  readonly folder: string;
  readonly #files: string[] = [];

  constructor(t: Teardown, map = costMap) {
    this.folder = shortFolder(t);
    writeFileSync(this.file('map.yaml'), map);
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  add(name: string, lines: readonly Line[]): string {
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    writeFileSync(this.file(name), `${text.join('\n')}\n`);
    this.#files.push(this.file(name));
    return this.file(name);
  }

  async import(files: readonly string[] = this.#files): Promise<Imported> {
    const out = this.file('out/scenario');
    const summary = await importScenario({ files, topologyFile: this.file('map.yaml'), out });
    return { summary, out };
  }
}
