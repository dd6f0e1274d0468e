// The processes of the hypervisors that faults end, stop and start again. A supervisor's part (systemd's, or
// ovs-ctl's) is played by the lab: nothing in a hypervisor restarts by itself.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { settingsFile, startAgent } from '../agents.js';
import { LabError } from '../errors.js';
import { exec, inHost } from '../exec.js';
import { onHost } from '../hypervisor.js';
import { controlSocketOf } from '../paths.js';
import { BRIDGE, hostNamed, PREFIX_LENGTH } from '../plan.js';
import { initPidOf } from '../state.js';

/** Pid, in the outer pid namespace, of a host's agent; undefined when none runs. */
export function agentPid(host: string): number | undefined {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .find((pid) => isAgentOf(host, pid));
}

function isAgentOf(host: string, pid: number): boolean {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    // nsenter, which started it and waits for it, has the same words behind its own.
    return argv[0] === process.execPath && argv.includes(settingsFile(host));
  } catch {
    return false; // Ended since the listing.
  }
}

/** Sends a signal to a host's agent. Throws LabError('agent-failed') when none runs. */
export function signalAgent(host: string, signal: NodeJS.Signals): void {
  const pid = agentPid(host);
  if (pid === undefined) throw new LabError('agent-failed', `no agent runs on ${host}; see its log`);
  process.kill(pid, signal);
}

/** Starts the agent of a host on which none runs, with the state that the last one has left on disk. */
export async function restartAgent(host: string): Promise<void> {
  // The socket of an agent that was killed would look like the new one's.
  rmSync(controlSocketOf(host), { force: true });
  await startAgent(hostNamed(host));
}

const daemons = { libvirtd: '/run/libvirt/libvirtd.pid', 'ovs-vswitchd': '/run/openvswitch/ovs-vswitchd.pid' } as const;

/** kill -9 of one of a hypervisor's daemons. Guests are processes of their own and go on. */
export async function killDaemon(host: string, daemon: keyof typeof daemons): Promise<void> {
  const script = 'kill -9 "$(cat "$1")"';
  await exec(inHost(initPidOf(host), ['sh', '-c', script, 'kill', daemons[daemon]]));
}

export async function startLibvirtd(host: string): Promise<void> {
  await exec(inHost(initPidOf(host), ['libvirtd', '--listen', '-d', '-p', daemons.libvirtd]));
}

/** Starts ovs-vswitchd, and puts back what the host's network configuration has on the bridge: its interface went away. */
export async function startVswitchd(host: string): Promise<void> {
  const dir = '/run/openvswitch';
  const environment = ['env', `OVS_RUNDIR=${dir}`, `OVS_LOGDIR=${dir}`, `OVS_DBDIR=${dir}`];
  const program = ['ovs-vswitchd', `unix:${dir}/db.sock`, '--pidfile', '--detach', '--no-chdir', '--log-file'];
  await exec(inHost(initPidOf(host), [...environment, ...program]));
  const address = `${formatIpv4(hostNamed(host).address)}/${PREFIX_LENGTH}`;
  const script = 'ip addr replace "$1" dev "$2" && ip link set "$2" up && ethtool -K "$2" tx off tso off gso off';
  await onHost(host, ['sh', '-c', script, 'network', address, BRIDGE]);
}

/** kill -9 of a hypervisor's first process: all of them end, guests included. */
export function crashHypervisor(host: string): void {
  process.kill(initPidOf(host), 'SIGKILL');
}
