// hosts.csv and vms.csv: their rows into tables, with everything checked that the rows say. Tables here are in the
// order of the files, for messages have to name lines; sort.ts puts them into ascending order.
import { MAX_SLOTS } from '../../../agent/core/token.js';
import type { CostMap } from '../../../topology/cost-map.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { AddressTable } from './address-table.js';
import { type OpenFile, readRows } from './csv.js';
import { GrowingFloat64, GrowingUint32 } from './growing.js';
import type { ScenarioProblems } from './problems.js';
import type { Columns } from './row-text.js';
import { memoryRoundingMiB } from './scenario.js';

export const hostColumns: Columns = [
  { name: 'host', kind: 'address' },
  { name: 'slots', kind: 'number' },
  { name: 'memory_mib', kind: 'number' },
];

export const vmColumns: Columns = [
  { name: 'vm', kind: 'address' },
  { name: 'host', kind: 'address' },
  { name: 'memory_mib', kind: 'number' },
];

/** What the rows of hosts.csv and vms.csv have in common. */
class FileTable {
  readonly table = new AddressTable();
  readonly memoryMiB = new GrowingFloat64();
  readonly lines = new GrowingUint32();
  /** Whether each line gave a row. */
  complete = false;

  /** Adds an address. Returns what is wrong with it, if anything is. */
  add(what: 'host' | 'VM', address: number, memoryMiB: number, line: number): string | undefined {
    const index = this.table.size;
    const known = this.table.add(address);
    const text = formatIpv4(address as Ipv4);
    if (known < index) return `${what} ${text} stands in line ${this.lines.view()[known]} already; take one out`;
    this.memoryMiB.push(memoryMiB);
    this.lines.push(line);
    if (this.table.size > MAX_SLOTS) return `more than ${MAX_SLOTS} ${what}s; take some out`;
    return memoryMiB > 0 ? undefined : `memory_mib of ${text} must be more than 0, not ${memoryMiB}`;
  }
}

export class HostFile extends FileTable {
  readonly slots = new GrowingUint32();
}

export class VmFile extends FileTable {
  /** Number of each VM's host in the order of hosts.csv. */
  readonly hosts = new GrowingUint32();
}

export async function readHosts(file: OpenFile, map: CostMap, problems: ScenarioProblems): Promise<HostFile> {
  const found = new HostFile();
  found.complete = await readRows(file, hostColumns, problems, (values, line) => {
    const [address = 0, slots = 0, memoryMiB = 0] = values;
    const text = formatIpv4(address as Ipv4);
    const refuse = (message: string | undefined) => message !== undefined && problems.add(file.path, line, message);
    const size = found.table.size;
    refuse(found.add('host', address, memoryMiB, line));
    const whole = Number.isInteger(slots) && slots >= 0 && slots <= MAX_SLOTS;
    if (found.table.size > size) found.slots.push(whole ? slots : 0);
    if (!whole) refuse(`slots of ${text} must be a whole number from 0 to ${MAX_SLOTS}, not ${slots}`);
    if (map.isEndpoint(address as Ipv4)) refuse(`${text} is an endpoint of topology.yaml; list it under hosts there`);
    else if (!map.isHost(address as Ipv4)) refuse(`host ${text} is not in topology.yaml; add it or its prefix there`);
    return !problems.full && found.table.size <= MAX_SLOTS;
  });
  return found;
}

export async function readVms(
  file: OpenFile,
  hosts: HostFile,
  map: CostMap,
  problems: ScenarioProblems,
): Promise<VmFile> {
  const found = new VmFile();
  const room = new Room(hosts);
  found.complete = await readRows(file, vmColumns, problems, (values, line) => {
    const [address = 0, hostAddress = 0, memoryMiB = 0] = values;
    const refuse = (message: string | undefined) => message !== undefined && problems.add(file.path, line, message);
    const size = found.table.size;
    refuse(found.add('VM', address, memoryMiB, line));
    const isNew = found.table.size > size;
    const host = hosts.table.find(hostAddress);
    if (isNew) found.hosts.push(Math.max(host, 0));
    if (isNew && host >= 0) refuse(room.take(host, memoryMiB));
    // A host whose line was refused is not missing: its own line is the problem.
    if (host < 0 && hosts.complete) refuse(`host ${formatIpv4(hostAddress as Ipv4)} is not in hosts.csv; add it there`);
    if (hosts.table.find(address) >= 0) {
      refuse(`VM ${formatIpv4(address as Ipv4)} is a host of hosts.csv; a VM needs an address of its own`);
    } else if (map.isEndpoint(address as Ipv4)) {
      refuse(
        `VM ${formatIpv4(address as Ipv4)} is an endpoint of topology.yaml, which never moves; take it out of one`,
      );
    }
    return !problems.full && found.table.size <= MAX_SLOTS;
  });
  return found;
}

/** What is left on each host while VMs are put there in the order of vms.csv. */
class Room {
  readonly #hosts: HostFile;
  readonly #slots: Uint32Array;
  readonly #memoryMiB: Float64Array;
  readonly #taken: Uint32Array;
  readonly #takenMiB: Float64Array;
  /** Hosts that were complained about: the VM that overfills one is named, those after it are not. */
  readonly #overfull = new Set<number>();

  constructor(hosts: HostFile) {
    this.#hosts = hosts;
    this.#slots = hosts.slots.view();
    this.#memoryMiB = hosts.memoryMiB.view();
    this.#taken = new Uint32Array(this.#slots.length);
    this.#takenMiB = new Float64Array(this.#slots.length);
  }

  /** Takes a slot and memory. Returns what is wrong when this VM is the first that does not fit. */
  take(host: number, memoryMiB: number): string | undefined {
    const taken = this.#taken[host]! + 1;
    const takenMiB = this.#takenMiB[host]! + memoryMiB;
    this.#taken[host] = taken;
    this.#takenMiB[host] = takenMiB;
    const slots = this.#slots[host]!;
    const most = this.#memoryMiB[host]!;
    if ((taken <= slots && takenMiB <= most + memoryRoundingMiB(most)) || this.#overfull.has(host)) return undefined;
    this.#overfull.add(host);
    const address = formatIpv4(this.#hosts.table.addresses()[host] as Ipv4);
    const where = `host ${address} (line ${this.#hosts.lines.view()[host]} of hosts.csv)`;
    return taken > slots
      ? `${where} has ${slots} slots, and this is VM ${taken} there; put it elsewhere`
      : `${where} has ${most} MiB of memory, and with this VM ${takenMiB} are taken; put it elsewhere`;
  }
}
