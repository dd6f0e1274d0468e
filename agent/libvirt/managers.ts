// Other managers that decide where a domain runs, by the marks that they leave in its definition. S-CORE leaves such a domain
// alone: two of them would move it to and fro, and the other one would believe it where it is not.
//
// Not every manager leaves one. Proxmox and Ganeti start QEMU themselves, so libvirt does not list their guests at all, except
// for those that somebody has taken over into libvirt with their arguments. Pacemaker's agent for VMs (VirtualDomain) leaves
// none by itself: its VMs have to be marked as never-move by their owner, or the cluster's name put into the metadata.
import { type ManagerName, managerNames } from '../config/libvirt-keys.js';
import type { Obstacle } from '../core/drivers.js';
import type { MetadataElement } from './metadata.js';
import { child, children, type Element } from './xml-tree.js';

/** What of a definition managers mark. */
interface Definition {
  readonly name: string;
  /** Namespaces of the metadata's elements. */
  readonly namespaces: readonly string[];
  /** Manufacturer and product that the guest is shown (SMBIOS type 1). */
  readonly system: readonly string[];
  /** Arguments that are handed to QEMU as they are. */
  readonly qemuArguments: readonly string[];
}

interface Manager {
  readonly title: string;
  /** The mark that it has left, or undefined. */
  mark(definition: Definition): string | undefined;
}

const namespace =
  (pattern: RegExp) =>
  ({ namespaces }: Definition): string | undefined =>
    shown(
      'metadata',
      namespaces.find((uri) => pattern.test(uri)),
    );
const system =
  (pattern: RegExp) =>
  ({ system }: Definition): string | undefined =>
    shown(
      'SMBIOS',
      system.find((text) => pattern.test(text)),
    );
const qemuArgument =
  (pattern: RegExp) =>
  ({ qemuArguments }: Definition): string | undefined =>
    shown(
      'argument of QEMU',
      qemuArguments.find((text) => pattern.test(text)),
    );
const domainName =
  (pattern: RegExp) =>
  ({ name }: Definition): string | undefined =>
    shown('name', pattern.test(name) ? name : undefined);

function shown(what: string, mark: string | undefined): string | undefined {
  return mark === undefined ? undefined : `${what} '${mark.slice(0, 80)}'`;
}

function anyOf(...marks: readonly Manager['mark'][]): Manager['mark'] {
  return (definition) => {
    for (const mark of marks) {
      const found = mark(definition);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

const managers: Readonly<Record<ManagerName, Manager>> = {
  ovirt: { title: 'oVirt', mark: anyOf(namespace(/^http:\/\/ovirt\.org\/vm\//), system(/^(oVirt|RHEV)\b/)) },
  nova: {
    title: 'OpenStack Nova',
    mark: anyOf(namespace(/^http:\/\/openstack\.org\/xmlns\/libvirt\/nova\//), system(/^OpenStack\b/)),
  },
  kubevirt: { title: 'KubeVirt', mark: anyOf(namespace(/^https?:\/\/kubevirt\.io\b/), system(/^KubeVirt$/)) },
  opennebula: {
    title: 'OpenNebula',
    mark: anyOf(namespace(/^http:\/\/opennebula\.org\/xmlns\/libvirt\//), domainName(/^one-\d+$/)),
  },
  // It leaves nothing in the metadata, and what it shows to the guest can be set; its names cannot.
  cloudstack: { title: 'CloudStack', mark: anyOf(system(/^CloudStack\b/), domainName(/^(i-\d+-\d+|[rsv]-\d+)-VM$/)) },
  proxmox: { title: 'Proxmox', mark: qemuArgument(/\/(run\/qemu-server|etc\/pve)\//) },
  ganeti: { title: 'Ganeti', mark: qemuArgument(/\/ganeti\/kvm-hypervisor\//) },
  pacemaker: { title: 'Pacemaker', mark: namespace(/pacemaker|clusterlabs/i) },
};

/** One obstacle for each manager that has left its mark and is not among those to be ignored. */
export function managedElsewhere(
  domain: Element,
  metadata: readonly MetadataElement[],
  ignored: readonly ManagerName[],
): Obstacle[] {
  const definition: Definition = {
    name: child(domain, 'name')?.text ?? '',
    namespaces: metadata.map(({ uri }) => uri),
    system: systemOf(domain),
    qemuArguments: qemuArgumentsOf(domain),
  };
  return managerNames.flatMap((name): Obstacle[] => {
    const { title, mark } = managers[name];
    const found = ignored.includes(name) ? undefined : mark(definition);
    if (found === undefined) return [];
    return [{ code: 'managed-elsewhere', detail: `${title} decides where it runs (${found})` }];
  });
}

function systemOf(domain: Element): string[] {
  const entries = children(domain, 'sysinfo').flatMap((info) => children(child(info, 'system'), 'entry'));
  return entries
    .filter(({ attributes }) => ['manufacturer', 'product'].includes(attributes.name ?? ''))
    .map(({ text }) => text);
}

/** libvirt prints this element with the prefix qemu, whatever prefix it was written with. */
function qemuArgumentsOf(domain: Element): string[] {
  return children(child(domain, 'qemu:commandline'), 'qemu:arg').map(({ attributes }) => attributes.value ?? '');
}
