// A worker of the command: runs the seeds that it is sent, one at a time.
import { parentPort, workerData } from 'node:worker_threads';
import type { FaultsOptions } from './options.js';
import { runSeed } from './seeds.js';

parentPort?.on('message', (seed: number) => {
  parentPort?.postMessage(runSeed(seed, workerData as FaultsOptions));
});
