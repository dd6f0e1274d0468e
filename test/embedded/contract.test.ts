// The contracts of every hypervisor and every datapath against the embedded drivers. The world's VMs neither start nor end,
// so here they come and go by migrations that nobody but the test asked for.
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { EmbeddedDatapath } from '../../agent/embedded/datapath.js';
import { EmbeddedHypervisor } from '../../agent/embedded/hypervisor.js';
import { dumpParser } from '../../agent/ovs/dump-text.js';
import type { SiteVm } from '../../tools/demo/site.js';
import { World } from '../../tools/demo/world.js';
import { WorldServer } from '../../tools/demo/world-server.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { datapathContract } from '../contract/datapath.js';
import { type HypervisorSubject, hypervisorContract } from '../contract/hypervisor.js';
import { shortFolder, type Teardown, until } from '../support/temporary.js';
import { hostA, hostB, nowhere } from './world.js';

function vmOf(index: number, host: Ipv4, memoryMiB: number): SiteVm {
  return {
    name: `vm-${index}`,
    address: ipv4(`10.9.0.${index}`),
    mac: `52:54:00:00:00:0${index}`,
    uuid: `00000000-0000-4000-8000-00000000000${index}`,
    memoryMiB,
    host,
  };
}

/** Two hosts with these VMs; B has two slots. 1 and 2 talk to each other. A GiB of memory takes a second to copy. */
async function serve(t: Teardown, vms: readonly SiteVm[]) {
  const hosts = [
    { name: 'a', address: hostA, at: '', slots: 4, memoryMiB: 8192 },
    { name: 'b', address: hostB, at: '', slots: 2, memoryMiB: 8192 },
  ];
  const [one, two] = vms;
  const streams = [
    { src: one!.address, dst: two!.address, bytesPerSecond: 10_000_000 },
    { src: two!.address, dst: one!.address, bytesPerSecond: 10_000_000 },
  ];
  const site = { tiers: [{ name: 'rack', weight: 1 }], hosts, vms: [...vms] };
  const clock = () => performance.now();
  const world = new World(site, streams, { clock, sleep: (ms) => sleep(ms), migrationMiBps: 1000 });
  const server = new WorldServer(world, shortFolder(t));
  await server.listen();
  t.teardown(() => server.close());
  const move = async (vm: SiteVm, from: Ipv4, to: Ipv4) => {
    const result = await world.migrate(from, vm.uuid, to);
    if (!result.ok) throw new Error(`${vm.name} is not moved: ${result.text}`);
  };
  return { world, server, socket: server.socketOf(hostA), move };
}

datapathContract(t, async (t) => {
  const vms = [1, 2].map((index) => vmOf(index, hostB, 32));
  const { world, server, socket, move } = await serve(t, vms);
  return {
    make: () => new EmbeddedDatapath({ driver: 'embedded', socket }, dumpParser()),
    socket,
    plug: (index) => move(vms[index - 1]!, hostB, hostA),
    unplug: (index) => move(vms[index - 1]!, hostA, hostB),
    // They always talk, and what the first says to the second always passes connection tracking.
    talk: () => sleep(20),
    talkInDetours: () => sleep(20),
    dropped: ['127.72.255.1', '127.72.0.1'],
    printed: () => world.dumpFlows(hostA),
    stop: () => server.close(),
    start: () => server.listen(),
  };
});

hypervisorContract(t, await embedded(t));

async function embedded(t: Teardown): Promise<HypervisorSubject> {
  const [movable, bystander, visitor] = [vmOf(1, hostA, 1024), vmOf(2, hostA, 32), vmOf(3, hostB, 32)];
  const { world, server, socket, move } = await serve(t, [movable, bystander, visitor]);
  const { uuid, name, memoryMiB, mac } = movable;
  const has = (host: Ipv4, uuid: string) => world.domains(host).find((domain) => domain.uuid === uuid);
  const runs = (host: Ipv4, uuid: string) => has(host, uuid)?.running === true;
  /** Migrations that shall end as failed. */
  const doomed = new Set<string>();
  world.scriptMigrations((vm) => (doomed.delete(vm.uuid) ? 'operation failed: the job is lost' : undefined));
  const doom = () => {
    for (const domain of world.domains(hostA)) if (domain.obstacle) doomed.add(domain.uuid);
  };
  return {
    make: () => new EmbeddedHypervisor({ driver: 'embedded', socket }),
    makeAtTarget: () => new EmbeddedHypervisor({ driver: 'embedded', socket: server.socketOf(hostB) }),
    target: hostB,
    movable: { uuid, name, memoryMiB, macs: [mac], running: true, vcpus: 1 },
    bystander: bystander.uuid,
    leastBytes: 1024 * 2 ** 20,
    refusals: [
      {
        what: 'a target without room',
        prepare: async (t) => {
          await move(bystander, hostA, hostB);
          t.teardown(() => move(bystander, hostB, hostA));
        },
        order: { uuid, target: hostB },
        expected: { code: 'refused', text: /no room: 2 of 2 slots taken/ },
      },
      {
        what: 'the same host',
        order: { uuid, target: hostA },
        expected: { code: 'refused', text: /same host/ },
      },
      {
        what: 'a host that is off',
        order: { uuid, target: nowhere },
        expected: { code: 'unreachable', text: /No route/ },
      },
      {
        what: 'it fails on the way',
        prepare: () => void doomed.add(uuid),
        order: { uuid, target: hostB },
        expected: { code: 'failed', text: /the job is lost/ },
      },
    ],
    socket,
    away: new RegExp(`embedded data centre at ${socket}`),
    lost: { code: 'unreachable', text: /closed/ },
    runsAtSource: (uuid) => runs(hostA, uuid),
    runsAtTarget: (uuid) => runs(hostB, uuid),
    knownAtTarget: (uuid) => has(hostB, uuid) !== undefined,
    appear: async () => {
      await move(visitor, hostB, hostA);
      return visitor.uuid;
    },
    disappear: () => move(visitor, hostA, hostB),
    abort: async () => {
      doom();
      await until('the job has ended', () => world.domains(hostA).every(({ obstacle }) => obstacle === undefined));
    },
    kill: async () => {
      doom();
      await server.close();
    },
    restart: () => server.listen(),
  };
}
