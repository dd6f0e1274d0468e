// What an installation guide needs around it: a booted Debian in which documented commands are typed as they are, with the
// documents' own addresses, and an embedded world in place of libvirt and Open vSwitch, which are not installed there.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Site } from '../../tools/demo/site.js';
import { World } from '../../tools/demo/world.js';
import { WorldServer } from '../../tools/demo/world-server.js';
import { ipv4 } from '../../topology/ipv4.js';
import type { Teardown } from '../support/temporary.js';
import type { BootedSystem } from '../systemd/booted-system.js';
import { commandsInside } from './documents.js';
import type { Ran } from './walk.js';

const HOST = '10.0.1.1';
const VMS = [
  ['10.1.0.5', 'shop1', '05'],
  ['10.1.0.6', 'db1', '06'],
] as const;

/** The world's socket as the booted system sees it: in a folder that is no part of an installed system. */
export const worldSocket = '/machine/w1.sock';

/** What apt would ask for, and packages that are only recommended: they would come from the network. */
export function answerForApt(root: string): void {
  const answers = ['APT::Get::Assume-Yes "true";', 'APT::Install-Recommends "false";'];
  writeFileSync(path.join(root, 'etc/apt/apt.conf.d/90score-test'), `${answers.join('\n')}\n`);
}

/** Runs a documented command in a shell of the system, in `folder`. */
export async function typed(system: BootedSystem, line: string, folder = '/root'): Promise<Ran> {
  const script = `cd ${folder}; { ${line}\n} 2>&1; printf '\\n%s' $?`;
  const environment = [
    '-i',
    'PATH=/usr/sbin:/usr/bin',
    'DEBIAN_FRONTEND=noninteractive',
    'LC_ALL=C.UTF-8',
    'HOME=/root',
  ];
  // Progress is drawn over itself.
  const text = (await system.run('env', ...environment, 'bash', '-c', script)).replace(/\r\n?/g, '\n');
  const lines = text.split('\n');
  const exitCode = Number(lines.pop());
  return { exitCode, lines: lines.at(-1) === '' ? lines.slice(0, -1) : lines };
}

/**
 * systemctl and journalctl where a sentence names them: they must know the unit, whatever they say of it. And manual pages
 * must be there. Resolves with what is wrong.
 */
export async function runInside(system: BootedSystem, document: string): Promise<string[]> {
  const failed: string[] = [];
  for (const line of commandsInside(document).filter((each) => /^(systemctl status|journalctl) /.test(each))) {
    const { exitCode, lines } = await typed(system, line);
    // 3: the unit is not running (systemctl(1), "Exit status").
    if (exitCode !== 0 && exitCode !== 3) failed.push(`${document}: ${line}: ${lines.join(' ')}`);
  }
  const pages = commandsInside(document).flatMap((each) => /^man ([\w.-]+)$/.exec(each)?.[1] ?? []);
  const installed = [1, 5, 8].flatMap((section) => {
    const folder = system.file(`usr/share/man/man${section}`);
    return existsSync(folder) ? readdirSync(folder).map((name) => name.replace(/\.\d\.gz$/, '')) : [];
  });
  return [...failed, ...pages.filter((page) => !installed.includes(page)).map((page) => `no page ${page}`)];
}

/** The host's address and its VMs' are the system's own, and two VMs talk there. */
export async function populate(t: Teardown, system: BootedSystem): Promise<void> {
  const inNetwork = ['-t', String(system.pid), '-n', 'ip'];
  execFileSync('nsenter', [...inNetwork, 'address', 'add', `${HOST}/32`, 'dev', 'lo']);
  execFileSync('nsenter', [...inNetwork, 'route', 'add', 'local', '10.1.0.0/16', 'dev', 'lo']);
  const folder = system.file(path.dirname(worldSocket));
  mkdirSync(folder, { recursive: true });
  const [shop, database] = [ipv4(VMS[0][0]), ipv4(VMS[1][0])];
  const streams = [
    { src: shop, dst: database, bytesPerSecond: 50_000 },
    { src: database, dst: shop, bytesPerSecond: 50_000 },
  ];
  const world = new World(site(), streams, { clock: () => performance.now(), sleep });
  const server = new WorldServer(world, folder);
  t.teardown(() => server.close());
  await server.listen();
  // The agent's user is none of this system's.
  chmodSync(system.file(worldSocket), 0o666);
}

function site(): Site {
  const host = { name: 'host-1', address: ipv4(HOST), at: 'pod-a/rack-1', slots: 16, memoryMiB: 65_536 };
  const vms = VMS.map(([address, name, number]) => ({
    ...{ name, address: ipv4(address), host: host.address, memoryMiB: 1024 },
    mac: `52:54:00:00:00:${number}`,
    uuid: `00000000-0000-4000-8000-0000000000${number}`,
  }));
  return { tiers: [{ name: 'rack', weight: 1 }], hosts: [host], vms };
}
