// Run by access.lab.test.ts inside of a lab host: becomes an unprivileged user and does what the agent does with libvirt.
// Arguments: user and group id, uuid of a domain, address of the target. Prints one line of JSON for each thing done.
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LibvirtConfig } from '../../agent/config/config.js';
import { LibvirtHypervisor } from '../../agent/libvirt/driver.js';
import { ipv4 } from '../../topology/ipv4.js';

const [id, uuid = '', target = ''] = process.argv.slice(2);
const config: LibvirtConfig = {
  ...{ driver: 'libvirt', socket: '/run/libvirt/libvirt-sock', uri: 'qemu:///system' },
  ...{ migrationUri: 'qemu+tcp://{host}/system', sharedPaths: [], migrationNetwork: [], ignoreManagers: [] },
  ...{ bandwidthMiBps: 0, timeoutMs: 60_000, progressTimeoutMs: 0, tls: false },
  ...{ downtimeMs: 50, downtimeLimitMs: 50, downtimeSteps: 1, postCopy: false, postCopyBandwidthMiBps: 0 },
};
const log = {
  debug: () => {},
  info: () => {},
  warn: (message: string, fields?: object) => told('log', { message, ...fields }),
};

function told(what: string, result: unknown): void {
  process.stdout.write(`${JSON.stringify({ what, result })}\n`);
}

async function tried(what: string, task: () => Promise<unknown>): Promise<void> {
  told(
    what,
    await task().then(
      (value) => value ?? 'done',
      (error: Error) => `error: ${error.message}`,
    ),
  );
}

async function connected(changes: Partial<LibvirtConfig> = {}): Promise<LibvirtHypervisor> {
  const hypervisor = new LibvirtHypervisor({ ...config, ...changes }, { log, watchIntervalMs: 50 });
  await hypervisor.start();
  for (let waited = 0; hypervisor.unavailable() !== undefined && waited < 3000; waited += 50) await sleep(50);
  return hypervisor;
}

async function main(): Promise<void> {
  process.setgroups?.([]);
  process.setgid?.(Number(id));
  process.setuid?.(Number(id));
  const hypervisor = await connected();
  told('unavailable', hypervisor.unavailable() ?? 'no');
  if (hypervisor.unavailable() === undefined) {
    await tried('domains', () => hypervisor.domains());
    await tried('memory', () => hypervisor.memory());
    await tried('marks', () => hypervisor.writeMarks(uuid, { label: 'yellow' }));
    await tried('history', () => hypervisor.writeHistory(uuid, []));
    await sleep(1600);
    await tried('measured', async () => (await hypervisor.domains())[0]?.copy?.dirtyBytesPerSecond);
    const slow = await connected({ bandwidthMiBps: 1, timeoutMs: 1500 });
    await tried('aborted', () => slow.migrate({ uuid, target: ipv4(target) }));
    await slow.close();
    await tried('migrated', () => hypervisor.migrate({ uuid, target: ipv4(target), history: [] }));
  }
  await hypervisor.close();
}

/** Program to be run. */
export const accessChild = fileURLToPath(import.meta.url);
if (accessChild === process.argv[1]) await main();
