// A domain's XML as libvirt prints it for a running domain, read into what S-CORE needs of it: who it is, its
// memory and interfaces, and what in its definition ties it to this host. Not its state, which is not in the XML.

import type { VmMarks } from '../../topology/vm-marks.js';
import type { ManagerName } from '../config/libvirt-keys.js';
import type { Obstacle } from '../core/drivers.js';
import { historyOf, type ReadHistory } from './history-xml.js';
import { managedElsewhere } from './managers.js';
import { marksOf, misunderstood } from './marks-xml.js';
import { maxMetadata, metadataOf, withoutMetadata } from './metadata.js';
import { child, children, type Element, parseXml, XmlError } from './xml-tree.js';

/** A disk that is written to and whose content must be reachable from the target under the same path. */
export interface WritableDisk {
  /** Name in the guest, such as `vda`. */
  readonly target: string;
  readonly path: string;
}

export interface DomainDescription {
  readonly uuid: string;
  readonly name: string;
  /**
   * `<memory>`: what the balloon may grow to, plugged-in modules included; rounded up. `<maxMemory>` is not
   * counted: managers set it to many times the memory, as room for modules that are not there.
   */
  readonly memoryMiB: number;
  /** `<currentMemory>`: what the balloon leaves the guest now, which is what a migration copies; bytes. */
  readonly currentMemoryBytes: number;
  /** Virtual CPUs that are plugged in. */
  readonly vcpus?: number;
  readonly macs: readonly string[];
  /** Whatever other managers, the host's devices, disks without a path, or pinning forbid; the first is reason enough. */
  readonly obstacles: readonly Obstacle[];
  /** To be checked against what is shared between hosts. */
  readonly writableDisks: readonly WritableDisk[];
  readonly marks?: VmMarks;
  readonly history: ReadHistory;
}

/**
 * Reads the XML; managers in the list are not looked for. Throws XmlError when it is malformed or is no domain. Metadata, in
 * which the owner of a VM may write what he likes, is never the reason: what is too long, or of no use to our parser, is left
 * out, and keeps the VM where it is.
 */
export function describeDomain(xml: string, ignoreManagers: readonly ManagerName[] = []): DomainDescription {
  const { bare, length } = withoutMetadata(xml);
  const describeBare = (problem: string): DomainDescription => {
    return { ...describe(parseXml(bare), ignoreManagers), marks: misunderstood(problem), history: { problem } };
  };
  if (length > maxMetadata) return describeBare(`${length} characters, of ${maxMetadata} at most`);
  try {
    return describe(parseXml(xml), ignoreManagers);
  } catch (error) {
    if (length === 0 || !(error instanceof XmlError)) throw error;
    return describeBare(error.message);
  }
}

function describe(domain: Element, ignoreManagers: readonly ManagerName[]): DomainDescription {
  if (domain.name !== 'domain') throw new XmlError(`the root element is <${domain.name}>, not <domain>`);
  const devices = child(domain, 'devices');
  const disks = children(devices, 'disk');
  const [uuid, name, memoryBytes] = [required(domain, 'uuid'), required(domain, 'name'), memoryOf(domain)];
  const metadata = metadataOf(domain);
  const marks = marksOf(metadata);
  const vcpus = vcpusOf(domain);
  return {
    uuid: uuid.toLowerCase(),
    name,
    memoryMiB: Math.ceil(memoryBytes / 1024 ** 2),
    currentMemoryBytes: bytesOf(child(domain, 'currentMemory')) ?? memoryBytes,
    ...(vcpus === undefined ? {} : { vcpus }),
    macs: macsOf(devices),
    obstacles: [
      ...managedElsewhere(domain, metadata, ignoreManagers),
      ...hostDevices(domain, devices),
      ...disks.flatMap(unmovableDisk),
      ...pinning(domain),
    ],
    writableDisks: disks.flatMap(writableDisk),
    ...(marks ? { marks } : {}),
    history: historyOf(metadata),
  };
}

function required(domain: Element, name: string): string {
  const text = child(domain, name)?.text;
  if (!text) throw new XmlError(`the domain has no <${name}>`);
  return text;
}

/** libvirt accepts and may print any of these (docs/formatdomain, "unit"); the default is KiB. */
const bytesOfUnit: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  KB: 1e3,
  k: 1024,
  KiB: 1024,
  MB: 1e6,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  GB: 1e9,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
  TB: 1e12,
  T: 1024 ** 4,
  TiB: 1024 ** 4,
};

function bytesOf(memory: Element | undefined): number | undefined {
  const bytes = Number(memory?.text || Number.NaN) * (bytesOfUnit[memory?.attributes.unit ?? 'KiB'] ?? Number.NaN);
  return bytes > 0 ? bytes : undefined;
}

function memoryOf(domain: Element): number {
  const memory = child(domain, 'memory');
  const bytes = bytesOf(memory);
  if (bytes !== undefined) return bytes;
  throw new XmlError(`the domain's <memory> cannot be read: '${memory?.text ?? ''}' ${memory?.attributes.unit ?? ''}`);
}

/** `<vcpu current='2'>4</vcpu>`: 2 now, and 2 more can be plugged in. */
function vcpusOf(domain: Element): number | undefined {
  const vcpu = child(domain, 'vcpu');
  const count = Number(vcpu?.attributes.current ?? (vcpu?.text || Number.NaN));
  return Number.isInteger(count) && count > 0 ? count : undefined;
}

function macsOf(devices: Element | undefined): string[] {
  const macs = children(devices, 'interface').map((nic) => child(nic, 'mac')?.attributes.address?.toLowerCase());
  return macs.filter((mac) => mac !== undefined && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) as string[];
}

/** Everything that is made of a piece of this very host. */
function hostDevices(domain: Element, devices: Element | undefined): Obstacle[] {
  const found: string[] = [];
  for (const device of children(devices, 'hostdev'))
    if (!isUnpluggedByQemu(device)) found.push(`host device (${hostdevText(device)})`);
  for (const nic of children(devices, 'interface')) found.push(...tiedInterface(nic));
  // QEMU refuses 9p and libvirt refuses virtiofs: the guest holds handles of the host's files.
  for (const share of children(devices, 'filesystem')) {
    found.push(`directory of the host (filesystem ${child(share, 'source')?.attributes.dir ?? ''})`);
  }
  // Only the owner of shared memory may move, and never the legacy model (libvirt's own rule).
  for (const memory of children(devices, 'shmem')) {
    const legacy = child(memory, 'model')?.attributes.type === 'ivshmem';
    if (legacy || memory.attributes.role !== 'master')
      found.push(`memory shared with other guests of this host (shmem ${memory.attributes.name ?? ''})`);
  }
  for (const tpm of children(devices, 'tpm')) {
    if (child(tpm, 'backend')?.attributes.type === 'passthrough') found.push("the host's TPM (tpm passthrough)");
  }
  if (child(domain, 'launchSecurity')) found.push("memory encrypted by this host's processor (launchSecurity)");
  return found.map((detail) => ({
    code: 'host-device',
    detail: `the domain uses a ${detail}`.replace(/uses a (the|memory)/, 'uses $1'),
  }));
}

/** QEMU unplugs the transient half of a failover pair by itself before it migrates. */
const isUnpluggedByQemu = (device: Element): boolean => child(device, 'teaming')?.attributes.type === 'transient';

function hostdevText(device: Element): string {
  const { mode = 'subsystem', type = 'unknown', model } = device.attributes;
  const address = child(child(device, 'source'), 'address')?.attributes ?? {};
  const place =
    address.uuid ??
    ['domain', 'bus', 'slot', 'function']
      .map((part) => address[part]?.replace(/^0x/, ''))
      .filter(Boolean)
      .join(':');
  return `${mode} ${type}${model ? ` ${model}` : ''}${place ? ` ${place}` : ''}`;
}

function tiedInterface(nic: Element): string[] {
  const mac = child(nic, 'mac')?.attributes.address ?? 'without MAC';
  const { type = '' } = nic.attributes;
  if (type === 'hostdev' && !isUnpluggedByQemu(nic))
    return [`network card of the host (interface type 'hostdev', ${mac})`];
  if (type === 'vdpa') return [`network card of the host (interface type 'vdpa', ${mac})`];
  const mode = child(nic, 'source')?.attributes.mode;
  if (type === 'direct' && mode === 'passthrough')
    return [`network card of the host (interface type 'direct', mode 'passthrough', ${mac})`];
  return [];
}

const targetOf = (disk: Element): string => child(disk, 'target')?.attributes.dev ?? 'without a target';

function pathOf(disk: Element): string | undefined {
  const { file, dev, dir } = child(disk, 'source')?.attributes ?? {};
  return file ?? dev ?? dir;
}

/**
 * Whether content is at stake: an empty drive has none, a network disk is reached from anywhere, and a read-only
 * image is either at the target as well or libvirt refuses before anything has moved.
 */
function isHarmless(disk: Element): boolean {
  return !child(disk, 'source') || disk.attributes.type === 'network' || child(disk, 'readonly') !== undefined;
}

/** Disks that no shared directory can make movable. */
function unmovableDisk(disk: Element): Obstacle[] {
  const name = `disk ${targetOf(disk)}`;
  if (disk.attributes.type === 'nvme') return [{ code: 'host-device', detail: `${name} is an NVMe drive of the host` }];
  if (child(disk, 'transient'))
    return [{ code: 'local-disk', detail: `${name} is transient: its changes are kept on this host only` }];
  if (isHarmless(disk) || pathOf(disk) !== undefined) return [];
  const { pool, volume } = child(disk, 'source')?.attributes ?? {};
  const what =
    pool === undefined ? `is of type '${disk.attributes.type}'` : `is volume ${volume} of storage pool ${pool}`;
  return [{ code: 'local-disk', detail: `${name} ${what}, and whether other hosts reach it cannot be told` }];
}

function writableDisk(disk: Element): WritableDisk[] {
  const path = pathOf(disk);
  if (path === undefined || isHarmless(disk)) return [];
  return [{ target: targetOf(disk), path }];
}

/** Processors and memory nodes are numbered by host; a guest that was given certain ones was placed by hand. */
function pinning(domain: Element): Obstacle[] {
  const found: string[] = [];
  const cpuset = child(domain, 'vcpu')?.attributes.cpuset;
  if (cpuset !== undefined) found.push(`vcpu cpuset='${cpuset}'`);
  const tune = child(domain, 'cputune');
  for (const name of ['vcpupin', 'emulatorpin', 'iothreadpin']) {
    const pin = child(tune, name);
    if (pin) found.push(`${name} cpuset='${pin.attributes.cpuset ?? ''}'`);
  }
  const numa = child(domain, 'numatune');
  for (const name of ['memory', 'memnode']) {
    const nodeset = child(numa, name)?.attributes.nodeset;
    if (nodeset !== undefined) found.push(`numatune ${name} nodeset='${nodeset}'`);
  }
  if (found.length === 0) return [];
  return [{ code: 'pinned', detail: `the domain is pinned to processors or memory of this host: ${found.join(', ')}` }];
}
