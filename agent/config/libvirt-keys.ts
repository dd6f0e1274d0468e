// The settings of the libvirt driver: a table as those of keys.ts.
import type { LibvirtConfig } from './config.js';
import { dayMs, integer, type KeysOf } from './key.js';

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
    doc: "Pre-copy bandwidth cap; 0 is the hypervisor's own default. Too small: a busy VM never converges and times out.",
  }),
  timeoutMs: integer({
    ...{ min: 1000, max: dayMs, unit: 'ms', default: 600_000 },
    doc: 'A migration that takes longer is aborted and the VM stays at the source.',
  }),
} satisfies KeysOf<LibvirtConfig>;
