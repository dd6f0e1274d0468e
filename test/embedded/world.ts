// A small data centre in this process for tests of the embedded drivers: two hosts, four VMs, real sockets.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Site, SiteVm } from '../../tools/demo/site.js';
import type { Stream } from '../../tools/demo/traffic.js';
import { World } from '../../tools/demo/world.js';
import { WorldServer } from '../../tools/demo/world-server.js';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder, type Teardown } from '../support/temporary.js';

export const hostA = ipv4('127.71.0.1');
export const hostB = ipv4('127.71.0.2');
/** A host of the fabric that is off. */
export const nowhere = ipv4('127.71.0.99');

export function vmOf(index: number): SiteVm {
  return {
    name: `vm-${index}`,
    address: ipv4(`127.72.0.${index}`),
    mac: `52:54:00:00:00:0${index}`,
    uuid: `00000000-0000-4000-8000-00000000000${index}`,
    memoryMiB: 1024,
    // 1 and 2 on A, 3 and 4 on B.
    host: index <= 2 ? hostA : hostB,
  };
}

/** B has one slot to spare. */
export const site: Site = {
  tiers: [{ name: 'rack', weight: 1 }],
  hosts: [
    { name: 'a', address: hostA, at: '', slots: 4, memoryMiB: 8192 },
    { name: 'b', address: hostB, at: '', slots: 3, memoryMiB: 8192 },
  ],
  vms: [1, 2, 3, 4].map(vmOf),
};

/** 1 talks to 3 on the other host and to 2 on its own. Bytes per second. */
export const streams: Stream[] = [
  { src: vmOf(1).address, dst: vmOf(3).address, bytesPerSecond: 1_000_000 },
  { src: vmOf(3).address, dst: vmOf(1).address, bytesPerSecond: 200_000 },
  { src: vmOf(1).address, dst: vmOf(2).address, bytesPerSecond: 50_000 },
];

export function realWorld(): World {
  return new World(site, streams, { clock: () => performance.now(), sleep: (ms) => sleep(ms) });
}

/** Serves a world on sockets in a folder of the test. */
export async function serve(t: Teardown, world = realWorld()) {
  const folder = shortFolder(t);
  const server = new WorldServer(world, folder);
  await server.listen();
  t.teardown(() => server.close());
  const config = (host: typeof hostA) => ({ driver: 'embedded', socket: server.socketOf(host) }) as const;
  return { world, server, folder, a: config(hostA), b: config(hostB) };
}
