// Starts the hypervisors and runs commands in them. A hypervisor is one process tree in network, mount, UTS,
// IPC and pid namespaces of its own; killing its first process is a host crash, guests included.
import { mkdirSync, writeFileSync } from 'node:fs';
import { besideHost, exec, inNamespace, startDetached, until } from './exec.js';
import { initScript, libvirtdConf, qemuConf } from './libvirt-files.js';
import { hostDir } from './paths.js';
import { BRIDGE, type LabHost, namespaceOf } from './plan.js';
import { initPidOf } from './state.js';

/** Starts one hypervisor; resolves when its libvirtd answers. Rejects with LabError('timeout'). */
export async function startHypervisor(host: LabHost): Promise<void> {
  const dir = hostDir(host.name);
  // libvirtd wants these two to exist below the directories that the start script puts over its own.
  for (const name of ['ovs', 'etc/qemu/networks', 'lib/qemu', 'cache/qemu', 'log/qemu']) {
    mkdirSync(`${dir}/${name}`, { recursive: true });
  }
  writeFileSync(`${dir}/etc/libvirtd.conf`, libvirtdConf(host));
  writeFileSync(`${dir}/etc/qemu.conf`, qemuConf(host));
  writeFileSync(`${dir}/init.sh`, initScript(host));
  const isolate = ['unshare', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child', 'bash', `${dir}/init.sh`];
  startDetached(inNamespace(namespaceOf(host.name), isolate), `${dir}/init.log`);
  await until(`hypervisor ${host.name} (log ${dir}/init.log)`, 60_000, async () => initPidOf(host.name));
  await until(`libvirtd of ${host.name}`, 60_000, () => virsh(host.name, ['list', '--name']));
  // The bridge's own port is a tap device whose checksums nobody fills in either.
  await exec(besideHost(initPidOf(host.name), ['ethtool', '-K', BRIDGE, 'tx', 'off', 'tso', 'off', 'gso', 'off']));
}

/** Runs a command inside a hypervisor. Rejects with LabError('command-failed') or ('not-up'). */
export function onHost(host: string, argv: readonly string[], timeoutMs = 60_000, input?: string): Promise<string> {
  return exec(besideHost(initPidOf(host), argv), { timeoutMs, ...(input === undefined ? {} : { input }) });
}

export function virsh(host: string, args: readonly string[], timeoutMs = 60_000): Promise<string> {
  return onHost(host, ['/usr/bin/virsh', '-q', '-c', 'qemu:///system', ...args], timeoutMs);
}

/** Names of the domains that run on a host, as its libvirt says. A domain that is still arriving is `paused`. */
export async function runningDomains(host: string): Promise<string[]> {
  return (await virsh(host, ['list', '--name', '--state-running'])).split('\n').filter((name) => name !== '');
}
