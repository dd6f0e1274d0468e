// The Debian packages the lab needs, and how it installs those that are missing: from the machine's own
// repositories, and without starting their services, because the lab runs private daemons only. It does not
// remove packages afterwards.
import { existsSync } from 'node:fs';
import { LabError } from './errors.js';
import { exec } from './exec.js';

/** A program or file, and the package that brings it. */
export type Need = readonly [file: string, packageName: string];

/** What the lab uses. */
const NEEDED: readonly Need[] = [
  ['/usr/sbin/ovs-vswitchd', 'openvswitch-switch'],
  ['/usr/sbin/libvirtd', 'libvirt-daemon'],
  ['/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so', 'libvirt-daemon-driver-qemu'],
  ['/etc/libvirt/libvirtd.conf', 'libvirt-daemon-system'],
  ['/usr/bin/virsh', 'libvirt-clients'],
  ['/usr/bin/qemu-system-x86_64', 'qemu-system-x86'],
  ['/usr/bin/qemu-img', 'qemu-utils'],
  ['/usr/sbin/nft', 'nftables'],
  ['/usr/sbin/ethtool', 'ethtool'],
  ['/usr/bin/cpio', 'cpio'],
  ['/usr/bin/xz', 'xz-utils'],
  ['/usr/bin/zstd', 'zstd'],
];
/**
 * What `npm test` uses besides: it looks at the simulator's report and the agent's page, checks metrics and alerts, drives
 * the mapper of the reference optima, checks the model, and gives libvirt certificates and polkit.
 */
export const TEST_NEEDS: readonly Need[] = [
  ['/usr/bin/chromium', 'chromium'],
  ['/usr/bin/promtool', 'prometheus'],
  ['/usr/bin/scotch_gmap', 'scotch'],
  ['/usr/bin/spin', 'spin'],
  // The agent runs as a service of a systemd that the test boots.
  ['/usr/lib/systemd/systemd', 'systemd'],
  ['/usr/bin/openssl', 'openssl'],
  ['/usr/lib/polkit-1/polkitd', 'polkitd'],
  ['/usr/bin/dbus-daemon', 'dbus-daemon'],
  // spin's verifier is a C program.
  ['/usr/bin/gcc', 'gcc'],
  ['/usr/include/stdio.h', 'libc6-dev'],
  // The package is installed into a system of its own, and judged with its manual pages.
  ['/usr/sbin/debootstrap', 'debootstrap'],
  ['/usr/bin/lintian', 'lintian'],
  ['/usr/bin/mandoc', 'mandoc'],
  ['/usr/bin/man', 'man-db'],
];
/** Looked up by name, because they have moved between /bin, /sbin and /usr across releases. */
const NEEDED_COMMANDS: ReadonlyArray<readonly [command: string, packageName: string]> = [
  ['ip', 'iproute2'],
  ['tc', 'iproute2'],
  ['ping', 'iputils-ping'],
  ['nsenter', 'util-linux'],
  ['dpkg-deb', 'dpkg'],
];
const SBIN = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Packages that are missing for the lab, and for `besides`. */
export function missingPackages(besides: readonly Need[] = []): string[] {
  const files = [...NEEDED, ...besides].filter(
    ([file]) => !existsSync(file) && !existsSync(file.replace('/usr/bin/', '/bin/')),
  );
  const commands = NEEDED_COMMANDS.filter(([name]) => !SBIN.some((directory) => existsSync(`${directory}/${name}`)));
  return [...new Set([...files, ...commands].map(([, packageName]) => packageName))];
}

/** Installs what is missing. Throws LabError('package-install') with what to do. */
export async function ensurePackages(say: (line: string) => void, besides: readonly Need[] = []): Promise<void> {
  const missing = missingPackages(besides);
  if (missing.length === 0) return;
  say(`installing ${missing.join(' ')} ...`);
  try {
    // Old lists may do; if they do not, the next step says so.
    await aptGet(['update']).catch((error: Error) => say(`apt-get update failed: ${error.message}`));
    await aptGet(['install', '-y', '--no-install-recommends', ...missing]);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new LabError(
      'package-install',
      `cannot install ${missing.join(' ')}; install them by hand and retry. ${text}`,
    );
  }
  const still = missingPackages(besides);
  if (still.length > 0)
    throw new LabError('package-install', `${still.join(' ')}: installed, but its files are not where expected`);
}

/**
 * Runs apt-get in a mount namespace of its own, in which the two programs through which maintainer scripts
 * start services do nothing. The machine's own policy (policy-rc.d) stays as it is.
 */
async function aptGet(args: readonly string[]): Promise<void> {
  const script = [
    'set -e',
    'for starter in /usr/sbin/invoke-rc.d /usr/bin/deb-systemd-invoke; do',
    '  if [ -e "$starter" ]; then mount --bind /bin/true "$starter"; fi',
    'done',
    'export DEBIAN_FRONTEND=noninteractive',
    'exec apt-get -q -o DPkg::Lock::Timeout=120 "$@"',
  ].join('\n');
  await exec(['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'apt-get', ...args], {
    timeoutMs: 600_000,
  });
}
