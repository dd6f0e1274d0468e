// Starts one score-agent in each hypervisor, the real program with a settings file as an operator would write
// it, and waits until all of them know their VMs.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { ControlClient } from '../../agent/control/client.js';
import { emptyMemory, MEMORY_FILE } from '../../agent/memory-format.js';
import type { StatusReport } from '../../agent/report/status.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { PLAIN_RULES } from '../plain-rules.js';
import { LabError } from './errors.js';
import { exec, inHost, startDetached, until } from './exec.js';
import { readPlacement } from './guests.js';
import { controlSocketOf, DIST_DIR, hostDir, KEY_FILE, TOPOLOGY_FILE } from './paths.js';
import { AGENT_PORT, BRIDGE, GUEST_PREFIX, HOSTS, type LabHost, SLOTS_PER_HOST } from './plan.js';
import { initPidOf } from './state.js';

/** Twice this is how far back a rate may reach: short, so that a lab need not wait long for steady rates. */
export const RATE_WINDOW_MS = 5000;
/** Less than the core links carry, so that streams and control packets pass beside a migration. */
const MIGRATION_MIBPS = 9;

export const agentLog = (host: string): string => `${hostDir(host)}/agent.log`;
export const settingsFile = (host: string): string => `${hostDir(host)}/agent.yaml`;

/** Modes, rules and stability in place of PLAIN_RULES. */
export type Trust = Readonly<Record<string, unknown>>;

function settings(host: LabHost, trust: Trust): string {
  return stringify({
    version: 1,
    host: formatIpv4(host.address),
    port: AGENT_PORT,
    topology: TOPOLOGY_FILE,
    keyFile: KEY_FILE,
    controlSocket: controlSocketOf(host.name),
    stateDir: hostDir(host.name),
    logLevel: 'info',
    // Every hypervisor believes that the whole machine's memory is its own, so the amount is stated.
    capacity: { slots: SLOTS_PER_HOST, memoryMiB: 512 },
    guests: { prefixes: [GUEST_PREFIX] },
    datapath: { driver: 'openvswitch', bridge: BRIDGE, runDir: '/run/openvswitch', ipVisibility: 'rule' },
    hypervisor: {
      driver: 'libvirt',
      socket: '/run/libvirt/libvirt-sock',
      uri: 'qemu:///system',
      migrationUri: 'qemu+tcp://{host}/system',
      bandwidthMiBps: MIGRATION_MIBPS,
      timeoutMs: 120_000,
    },
    // One at a time on a link: two would share its rate, and neither would be faster.
    migrations: { intoHost: 1, outOfHost: 1 },
    flows: { pollIntervalMs: 1000, windowMs: RATE_WINDOW_MS },
    ...PLAIN_RULES,
    ...trust,
  });
}

export function writeSettings(host: LabHost, trust: Trust): void {
  writeFileSync(settingsFile(host.name), `# Settings of ${host.name}, written by score-lab.\n${settings(host, trust)}`);
}

/** Makes a cluster key and starts the agents. Rejects with LabError('agent-failed') when one ends at once. */
export async function startAgents(trust: Trust = {}): Promise<void> {
  const tool = path.join(DIST_DIR, 'tools/score-token/main.js');
  if (!existsSync(KEY_FILE)) await exec([process.execPath, tool, 'keygen', KEY_FILE]);
  // A new data centre: nobody can have been promised anything.
  for (const { name, address } of HOSTS) writeFileSync(path.join(hostDir(name), MEMORY_FILE), emptyMemory(address));
  for (const host of HOSTS) writeSettings(host, trust);
  await Promise.all(HOSTS.map((host) => startAgent(host)));
}

/** Starts one agent with the settings that are there; resolves when its control socket is. Rejects as startAgents does. */
export async function startAgent(host: LabHost, main = path.join(DIST_DIR, 'agent/main.js')): Promise<void> {
  const program = [process.execPath, '--enable-source-maps', main];
  const argv = inHost(initPidOf(host.name), [...program, '--config', settingsFile(host.name)]);
  const child = startDetached(argv, agentLog(host.name));
  let ended: number | null | undefined;
  child.once('exit', (code) => {
    ended = code;
  });
  await until(`agent of ${host.name} (log ${agentLog(host.name)})`, 30_000, async () => {
    if (ended !== undefined) return true;
    return existsSync(controlSocketOf(host.name)) || undefined;
  });
  if (ended !== undefined) {
    const log = await exec(['tail', '-n', '5', agentLog(host.name)]);
    throw new LabError('agent-failed', `agent of ${host.name} ended with exit code ${ended}: ${log.trim()}`);
  }
}

/** Asks one agent over its control socket. */
export async function askAgent<T>(host: string, question: (client: ControlClient) => Promise<T>): Promise<T> {
  const client = await ControlClient.connect(controlSocketOf(host));
  try {
    return await question(client);
  } finally {
    client.close();
  }
}

export const agentStatus = (host: string): Promise<StatusReport> => askAgent(host, (client) => client.status());

/** What an agent still lacks before a round makes sense, or undefined when it is ready. */
export function whyNotReady(status: StatusReport, guestsHere: number): string | undefined {
  if (!status.hypervisor.available) return `hypervisor: ${status.hypervisor.reason}`;
  if (!status.datapath.available) return `datapath: ${status.datapath.reason}`;
  if (!status.redirect.ok) return `redirect: ${status.redirect.lastError ?? 'not applied yet'}`;
  if (status.vms.length !== guestsHere) return `${status.vms.length} of ${guestsHere} VMs known`;
  return undefined;
}

/** Resolves when all agents know all their VMs. VMs are known by their traffic, so streams must flow. */
export async function waitForAgents(): Promise<void> {
  const placement = [...(await readPlacement()).values()];
  const ready = HOSTS.map((host) =>
    until(`agent of ${host.name} (log ${agentLog(host.name)})`, 60_000, async () => {
      const guestsHere = placement.filter((hosts) => hosts.includes(host.name)).length;
      const obstacle = whyNotReady(await agentStatus(host.name), guestsHere);
      if (obstacle !== undefined) throw new Error(obstacle);
      return true;
    }),
  );
  await Promise.all(ready);
}
