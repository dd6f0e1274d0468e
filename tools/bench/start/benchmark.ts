// From the start of an agent's process to the moment when it is ready and its operator is answered, against an empty
// Node process. The agent is the real one with the embedded drivers; starting libvirtd's or OVS's clients costs no more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ControlClient } from '../../../agent/control/client.js';
import { type Benchmark, type BenchmarkOptions, type Measurement, samplesOf } from '../benchmark.js';
import { openSite, type StartSite } from './site.js';

export const benchmark: Benchmark = { name: 'start', run };

const program = fileURLToPath(new URL('../../../agent/main.js', import.meta.url));
const readyLimitMs = 20_000;

async function run({ quick }: BenchmarkOptions): Promise<readonly Measurement[]> {
  const site = await openSite();
  try {
    const value: number[] = [];
    const baseline: number[] = [];
    const runs = quick ? 3 : 15;
    // The first of each only fills the file cache.
    for (let count = 0; count <= runs; count += 1) {
      const [agentMs, emptyMs] = [await startAgent(site), await startEmpty()];
      if (count === 0) continue;
      value.push(agentMs);
      baseline.push(emptyMs);
    }
    return [
      {
        name: 'start, process start to ready',
        unit: 'ms',
        value: samplesOf(value),
        baseline: samplesOf(baseline),
        baselineName: 'node -e 0',
        targets: [{ on: 'ratio', max: 4 }],
      },
    ];
  } finally {
    await site.close();
  }
}

async function startEmpty(): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  return performance.now() - start;
}

/** Until the agent has logged that it is ready and has answered `status`. */
async function startAgent({ settingsFile, controlSocket }: StartSite): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [program, '--config', settingsFile], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), readyLimitMs);
  let text = '';
  try {
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (data: string) => {
          text += data;
          if (/\bready\b/.test(text)) resolve();
        });
      }
      child.once('error', reject);
      void ended.then(() => reject(new Error(`the agent ended before it was ready:\n${text}`)), reject);
    });
    const client = await ControlClient.connect(controlSocket);
    await client.status();
    const ms = performance.now() - start;
    client.close();
    return ms;
  } finally {
    clearTimeout(timer);
    child.kill('SIGTERM');
    await ended;
  }
}
