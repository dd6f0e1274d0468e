// Scenario folders for tests: a small right one, and files to put in place of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { shortFolder, type Teardown } from '../../support/temporary.js';

/** Two racks with two hosts each, three VMs, an endpoint. */
export const smallFiles: Readonly<Record<string, string>> = {
  'topology.yaml': `version: 1
tiers:
  - { name: rack, weight: 1 }
  - { name: core, weight: 3 }
hosts:
  - { prefix: 10.0.1.0/24, at: rack-1 }
  - { prefix: 10.0.2.0/24, at: rack-2 }
endpoints:
  - { prefix: 192.0.2.0/28, at: rack-1 }
`,
  'hosts.csv': 'host,slots,memory_mib\n10.0.2.1,2,4096\n10.0.1.1,2,4096\n10.0.1.2,0,512.5\n10.0.2.2,1,4096\n',
  'vms.csv': 'vm,host,memory_mib\n172.16.0.3,10.0.2.1,1024\n172.16.0.1,10.0.1.1,2048\n172.16.0.2,10.0.1.1,2048\n',
  'traffic.csv': 'src,dst,bytes_per_second\n172.16.0.1,172.16.0.2,100\n',
};

let folders = 0;

/** A new folder with the small scenario's files, but for those given; undefined leaves a file out. */
export function scenarioFolder(
  t: Teardown,
  files: Readonly<Record<string, string | Uint8Array | undefined>> = {},
): string {
  folders += 1;
  const folder = path.join(shortFolder(t), `scenario-${folders}`);
  mkdirSync(folder);
  for (const [name, content] of Object.entries({ ...smallFiles, ...files })) {
    if (content !== undefined) writeFileSync(path.join(folder, name), content);
  }
  return folder;
}
