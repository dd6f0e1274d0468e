// One run of the demo from nothing to its summary: what happens in which order, and what is told meanwhile.
// The parts are in the other files; argv, signals and exit codes in main.ts.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { communicationCost, type PairRate } from '../../agent/core/cost.js';
import type { RoundReport } from '../../agent/report/status.js';
import type { CostMap } from '../../topology/cost-map.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { readCostMap } from '../../topology/load.js';
import { type ProgressOutput, ProgressWriter } from '../progress-writer.js';
import { seededRandom } from '../random.js';
import { DataCentre } from './data-centre.js';
import type { DemoOptions } from './options.js';
import { newestRound, progressLine } from './progress.js';
import { reportLines } from './report.js';
import { planSite, type Site } from './site.js';
import { type Summary, summarize } from './summary.js';
import { makeTraffic, pairsOf } from './traffic.js';

const readyTimeoutMs = 60_000;
const roundTimeoutMs = 240_000;
/** For the agents to notice the last migration. */
const settleTimeoutMs = 10_000;
const lookIntervalMs = 150;
/** Rates are averages, and their first moments are rough: several polls pass before anybody decides on them. */
const warmUpMs = 1500;

interface Run {
  readonly options: DemoOptions;
  readonly site: Site;
  readonly pairs: readonly PairRate[];
  readonly centre: DataCentre;
  readonly output: ProgressOutput;
  readonly signal: AbortSignal;
}

/**
 * Runs the demo and writes summary.json. Rejects with an Error for the reader when it cannot be carried through or
 * `signal` aborts; every process it started has ended by then.
 */
export async function runDemo(options: DemoOptions, output: ProgressOutput, signal: AbortSignal): Promise<Summary> {
  const random = seededRandom(options.seed);
  const site = planSite(options.hosts, options.vms, random);
  const addresses = site.vms.map((vm) => vm.address);
  const streams = makeTraffic(addresses, random);
  mkdirSync(options.out, { recursive: true });
  // A summary of an earlier run must not be taken for this one's.
  rmSync(summaryFile(options), { force: true });
  const centre = new DataCentre(site, streams, options.out);
  // Ends what is still waiting when the run fails, so that nothing more is printed.
  const ending = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const run: Run = { options, site, pairs: pairsOf(streams), centre, output, signal: ending.signal };
  try {
    const summary = await Promise.race([carryOut(run), centre.agents.failed, aborted]);
    if (options.keep) await Promise.race([stayUp(run, signal), centre.agents.failed]);
    return summary;
  } finally {
    ending.abort();
    await centre.stop();
  }
}

export function summaryFile(options: DemoOptions): string {
  return path.join(options.out, 'summary.json');
}

async function carryOut(run: Run): Promise<Summary> {
  const { options, site, centre, output } = run;
  const startedAt = performance.now();
  const counts = `${site.hosts.length} hosts, ${site.vms.length} VMs, ${site.tiers.length} tiers, seed ${options.seed}`;
  output.write(`Embedded data centre: ${counts}; settings and logs in ${options.out}/\n`);
  await centre.start();
  const map = await readCostMap(centre.topologyFile);
  await waitUntilReady(run);
  const before = centre.world.placement();
  const round = await playRound(run, map);
  await until(() => centre.agentsAgree(), settleTimeoutMs, run.signal);
  const summary = summarize({
    options,
    site,
    map,
    pairs: run.pairs,
    before,
    after: centre.world.placement(),
    moves: centre.world.moves.length,
    running: centre.running(),
    agentVms: await centre.agentVms(),
    round,
    seconds: Math.round(performance.now() - startedAt) / 1000,
  });
  writeFileSync(summaryFile(options), `${JSON.stringify(summary, null, 2)}\n`);
  output.write(`\n${reportLines(summary).join('\n')}\n\n${whereToLook(run)}\n`);
  return summary;
}

async function waitUntilReady({ site, centre, output, signal }: Run): Promise<void> {
  const writer = new ProgressWriter(output, 5000);
  const wanted = site.hosts.length;
  let ready = 0;
  signal.addEventListener('abort', () => writer.end(), { once: true });
  const isReady = await until(
    async () => {
      ready = await centre.readyHosts();
      if (!signal.aborted)
        writer.show(`starting agents: ${ready} of ${wanted} see their VMs' traffic`, performance.now());
      return ready === wanted;
    },
    readyTimeoutMs,
    signal,
  );
  writer.end();
  if (!isReady) {
    const logs = centre.agents.logFiles().join('\n  ');
    throw new Error(`only ${ready} of ${wanted} agents are ready after ${readyTimeoutMs / 1000} s; see\n  ${logs}`);
  }
  await sleep(warmUpMs, undefined, { signal });
}

/** Injects a token at the first host and shows its way until it is retired. */
async function playRound(run: Run, map: CostMap): Promise<RoundReport> {
  const { options, centre, output } = run;
  const agent = await centre.agents.first();
  const { policy, migrationCost } = options;
  const { tokenId, slots } = await agent.inject({ policy, migrationCost });
  const host = run.site.hosts[0]!.name;
  output.write(`Token ${tokenId} with ${slots} slots injected at ${host}: ${policy}, c_m ${migrationCost}\n`);
  const writer = new ProgressWriter(output);
  run.signal.addEventListener('abort', () => writer.end(), { once: true });
  let ended = false;
  const end = agent.wait({ tokenId, timeoutMs: roundTimeoutMs }).finally(() => {
    ended = true;
  });
  // The failure is met below; until then it must not count as unhandled.
  end.catch(() => undefined);
  const cost = () => communicationCost(run.pairs, (vm) => centre.world.hostOf(vm), map);
  const initialCost = cost();
  const show = async () => {
    const statuses = await centre.agents.statuses();
    const newest = newestRound(
      statuses.map((status) => status?.round),
      tokenId,
    );
    const line = progressLine({
      round: newest?.round,
      host: run.site.hosts[newest?.index ?? 0]!.name,
      initialCost,
      cost: cost(),
      migrations: centre.world.moves.length,
    });
    if (!run.signal.aborted) writer.show(line, performance.now());
  };
  while (!ended && !run.signal.aborted) {
    await show();
    await Promise.race([end.catch(() => undefined), sleep(lookIntervalMs)]);
  }
  writer.end();
  return end;
}

async function stayUp({ site, centre, output }: Run, signal: AbortSignal): Promise<void> {
  const socket = centre.controlSocket(site.hosts[0]!);
  output.write(`The data centre stays up until Ctrl-C. Ask it, for example:\n`);
  output.write(`  node dist/tools/score-token/main.js status --socket ${socket}\n`);
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function whereToLook({ options, site }: Run): string {
  const host = site.hosts[0]!;
  return [
    'Look next at',
    `  ${summaryFile(options)}: all of this as JSON, with traffic matrix and placement`,
    `  ${path.join(options.out, host.name)}/agent.log: what the agent of ${host.name} (${formatIpv4(host.address)}) did, one JSON object a line`,
    `  ${path.join(options.out, 'topology.yaml')}: the cost map`,
  ].join('\n');
}

/** Asks until `condition` holds; false when `timeoutMs` have passed first. Rejects when `signal` aborts. */
async function until(condition: () => Promise<boolean>, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await sleep(lookIntervalMs, undefined, { signal });
  }
  return true;
}
