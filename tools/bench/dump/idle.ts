// A real agent process on a real Open vSwitch that nobody asks anything: the CPU time that polling costs, against
// ovs-vswitchd's in that time, and its memory. Libvirt is played: its domains do not change, so it would not be asked.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { worldMethods } from '../../../agent/embedded/protocol.js';
import { JsonRpcServer } from '../../../agent/jsonrpc/server.js';
import { generateKey, writeKeyFile } from '../../../agent/transport/key.js';
import { PLAIN_RULES } from '../../plain-rules.js';
import { type Benchmark, type BenchmarkOptions, type Measurement, samplesOf } from '../benchmark.js';
import { BenchOvs, bridge, cpuMsOf, vms } from './open-vswitch.js';
import { costMapText, host, port } from './rig.js';

export const idleBenchmark: Benchmark = { name: 'idle', run };

const program = fileURLToPath(new URL('../../../agent/main.js', import.meta.url));
const pollIntervalMs = 1000;
/** Each flow has a packet every ten seconds, as one that Open vSwitch keeps alive by default. */
const flowPeriodSeconds = 10;
const startLimitMs = 20_000;

async function run({ quick, growth }: BenchmarkOptions): Promise<readonly Measurement[]> {
  const sizes = growth ? [100, 1_000, 10_000] : quick ? [1_000] : [1_000, 10_000];
  const measurements: Measurement[] = [];
  const ovs = await BenchOvs.start();
  const domains = await playDomains(path.join(ovs.folder, 'domains.sock'));
  try {
    await ovs.addHostAddress(`${host}/24`);
    for (const size of sizes) measurements.push(...(await measure(ovs, size, quick ? 5 : 60)));
  } finally {
    await domains.close();
    await ovs.close();
  }
  return measurements;
}

async function measure(ovs: BenchOvs, size: number, seconds: number): Promise<Measurement[]> {
  const agent = await startAgent(ovs);
  try {
    // Only now, because the agent's own rules change the flows. Above its first limit of 10,000 Open vSwitch would evict
    // idle ones; it raises that by 1000 twice a second.
    await ovs.fill(Math.min(size, 8000), { still: false });
    await sleep(size > 8000 ? 5000 : 0);
    await ovs.fill(size, { still: false });
    await ovs.keepSending(size, Math.round(size / flowPeriodSeconds));
    // The first polls compile and fill the table.
    await sleep(seconds > 10 ? 10_000 : 3000);
    const parts = Math.max(1, Math.floor(seconds / 10));
    const [own, vswitchd, memory]: [number[], number[], number[]] = [[], [], []];
    for (let part = 0; part < parts; part += 1) {
      const [ownBefore, vswitchdBefore] = [cpuMsOf(agent.pid!, 'all'), ovs.cpuMs('all')];
      await sleep((seconds / parts) * 1000);
      own.push((cpuMsOf(agent.pid!, 'all') - ownBefore) / (seconds / parts));
      vswitchd.push((ovs.cpuMs('all') - vswitchdBefore) / (seconds / parts));
      memory.push(memoryMiB(agent.pid!));
    }
    if ((await ovs.flowCount()) < size) throw new Error(`of ${size} flows ${await ovs.flowCount()} are left`);
    return [
      {
        name: `idle agent, ${size} flows polled every second, CPU`,
        unit: 'ms/s',
        value: samplesOf(own),
        baseline: samplesOf(vswitchd),
        baselineName: "ovs-vswitchd's CPU time meanwhile",
        targets: [{ on: 'ratio', max: 1 / 5 }],
        size,
        curve: 'idle agent, CPU',
      },
      {
        name: `idle agent, ${size} flows polled every second, RSS`,
        unit: 'MiB',
        value: samplesOf(memory),
        baseline: samplesOf([await emptyNodeMiB()]),
        baselineName: 'an empty Node process',
        targets: size === 10_000 ? [{ on: 'value', max: 90 }] : [],
        size,
        curve: 'idle agent, RSS',
      },
    ];
  } finally {
    const ended = once(agent, 'exit');
    agent.kill('SIGTERM');
    await ended;
  }
}

async function startAgent(ovs: BenchOvs): Promise<ChildProcess> {
  const { folder, namespace, runDir, ovsdbSocket } = ovs;
  const file = (name: string) => path.join(folder, name);
  writeFileSync(file('topology.yaml'), costMapText);
  const keyFile = file('cluster.key');
  rmSync(keyFile, { force: true });
  writeKeyFile(keyFile, generateKey());
  const settings = {
    version: 1,
    host,
    port,
    topology: file('topology.yaml'),
    keyFile,
    controlSocket: file('control.sock'),
    stateDir: folder,
    datapath: { driver: 'openvswitch', bridge, runDir, ovsdbSocket },
    hypervisor: { driver: 'embedded', socket: file('domains.sock') },
    flows: { pollIntervalMs },
    ...PLAIN_RULES,
  };
  writeFileSync(file('agent.yaml'), stringify(settings));
  const parameters = ['netns', 'exec', namespace, process.execPath, program, '--config', file('agent.yaml')];
  const agent = spawn('ip', parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [agent.stdout, agent.stderr]) {
    stream.setEncoding('utf8').on('data', (data) => {
      text += data;
    });
  }
  for (let waitedMs = 0; !/ready/.test(text); waitedMs += 50) {
    if (agent.exitCode !== null || waitedMs > startLimitMs) {
      agent.kill('SIGKILL');
      throw new Error(`the agent did not get ready: ${text}`);
    }
    await sleep(50);
  }
  return agent;
}

async function playDomains(socket: string): Promise<JsonRpcServer> {
  const domains = vms.map(({ uuid, address, mac }) => {
    return { uuid, name: address, memoryMiB: 1024, macs: [mac], running: true };
  });
  const server = new JsonRpcServer((connection) => {
    connection.onRequest(async (method) => {
      if (method === worldMethods.domains) return domains;
      if (method === worldMethods.memory) return { totalMiB: 65_536 };
      throw new Error(`unknown method ${method}`);
    });
  });
  await server.listen(socket);
  return server;
}

function memoryMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function emptyNodeMiB(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
  await sleep(1000);
  const used = memoryMiB(child.pid!);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  return used;
}
