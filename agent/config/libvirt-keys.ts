// The settings of the libvirt driver: a table as those of keys.ts.
import type { LibvirtConfig } from './config.js';
import { dayMs, hourMs, integer, type KeysOf } from './key.js';

/** Managers whose marks agent/libvirt/managers.ts recognizes. */
export const managerNames = [
  'ovirt',
  'nova',
  'kubevirt',
  'opennebula',
  'cloudstack',
  'proxmox',
  'ganeti',
  'pacemaker',
] as const;
export type ManagerName = (typeof managerNames)[number];

const uri = /^[a-z][a-z0-9]*(\+[a-z0-9]+)?:\/\/\S{0,500}$/;

export const libvirtKeys = {
  socket: { kind: 'socket', default: '/run/libvirt/libvirt-sock', doc: "libvirtd's (or virtqemud's) unix socket." },
  uri: {
    kind: 'text',
    pattern: uri,
    expects: 'a libvirt URI such as qemu:///system',
    default: 'qemu:///system',
    doc: 'Connection URI opened on that socket.',
  },
  migrationUri: {
    kind: 'text',
    pattern: /^[a-z][a-z0-9]*(\+[a-z0-9]+)?:\/\/\S{0,400}\{host\}\S{0,100}$/,
    expects: 'a libvirt URI with {host} where the address of the target goes',
    default: 'qemu+tls://{host}/system',
    doc: "Where the source's libvirtd connects to for a migration; {host} becomes the target's address. qemu+tcp is neither encrypted nor authenticated.",
  },
  sharedPaths: {
    kind: 'paths',
    maxItems: 1000,
    default: [],
    doc: 'Directories and devices with disk images that are the same on every host, for storage that cannot be told by its file system (a clustered volume, say). Network file systems are known without it. Wrong: libvirt refuses the migration.',
  },
  bandwidthMiBps: integer({
    ...{ min: 0, max: 1_000_000, unit: 'MiB/s', default: 0 },
    doc: "Pre-copy bandwidth cap; 0 is the hypervisor's own default. Too small: a busy VM never converges and times out. Too large: the copy takes the link from the guests. What c_m auto expects of a copy is for this bandwidth.",
  }),
  timeoutMs: integer({
    ...{ min: 1000, max: dayMs, unit: 'ms', default: 600_000 },
    doc: 'A migration that takes longer is aborted and the VM stays at the source (with postCopy: is switched). Too short: large VMs never move.',
  }),
  progressTimeoutMs: integer({
    ...{ min: 0, max: dayMs, unit: 'ms', default: 150_000 },
    doc: 'A migration that makes no progress for so long is aborted (with postCopy: is switched); 0: never. Progress is a pass over the memory that has less to copy than each one before. Too short: a slow link is taken for a standstill.',
  }),
  downtimeMs: integer({
    ...{ min: 1, max: hourMs, unit: 'ms', default: 100 },
    doc: 'How long the VM may stand still at the end of its migration, at first. Short: guests hardly notice, and busy ones need more passes.',
  }),
  downtimeLimitMs: integer({
    ...{ min: 1, max: hourMs, unit: 'ms', default: 500 },
    doc: 'The same in the end, for VMs that do not converge with less; below downtimeMs it counts as that. Long: connections and clusters in guests may notice; short: busy VMs are not migrated.',
  }),
  downtimeSteps: integer({
    ...{ min: 1, max: 100, unit: 'steps', default: 5 },
    doc: 'Steps from downtimeMs to downtimeLimitMs, both counted: the third pass over the memory, and each one after it, is given one more. Many: a busy VM is copied for longer before it may stand still for longer.',
  }),
  postCopy: {
    kind: 'boolean',
    default: false,
    doc: 'Whether a migration whose downtimeSteps or time are used up is switched to post-copy instead of being aborted: the VM goes on at the target at once, and its memory follows. It always ends, but while it lasts the VM needs both hosts and the network between them: if one fails, the VM is lost with all that it held in memory. Both hosts must allow QEMU userfaultfd; where they do not, each migration is refused.',
  },
  postCopyBandwidthMiBps: integer({
    ...{ min: 0, max: 1_000_000, unit: 'MiB/s', default: 0 },
    doc: "Bandwidth cap after the switch to post-copy; 0 is the hypervisor's own default, no cap. Small: the VM is slow, and in danger, for longer.",
  }),
  migrationNetwork: {
    kind: 'prefixes',
    minItems: 0,
    maxItems: 1,
    default: [],
    doc: "A network of its own for copies, one prefix: the target's address in it must have the same host bits as its fixed address (10.0.1.7 is 192.168.1.7 in 192.168.0.0/16). None: libvirt takes the target's host name, or migration_host of its qemu.conf. Wrong: migrations fail, and say which address was not reached.",
  },
  tls: {
    kind: 'boolean',
    default: false,
    doc: "Whether QEMU encrypts the copy with TLS; needs certificates for QEMU on every host (migrate_tls_x509_cert_dir in qemu.conf), which name the address or host name that the copy goes to. false: the guests' memory crosses the network as it is. It is not migrationUri's TLS, which protects libvirt's own talk.",
  },
  ignoreManagers: {
    kind: 'choices',
    choices: managerNames,
    default: [],
    doc: 'Managers whose VMs are moved all the same. Without it a VM that bears the mark of one of them is left alone. Risk: that manager does not expect its VM on another host; it may start it a second time, which destroys its disk, or move it back. Only for marks that are left over from a manager that is gone.',
  },
} satisfies KeysOf<LibvirtConfig>;
