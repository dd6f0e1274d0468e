// `score-lab run --faults`: the lab, each scenario in turn, and the lab down again. A scenario that fails does not
// keep the next ones from running, unless it leaves the lab in a state in which they cannot.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { CostMap } from '../../../topology/cost-map.js';
import { readCostMap } from '../../../topology/load.js';
import { LabError } from '../errors.js';
import { FAULTS_FILE, OUT_DIR, TOPOLOGY_FILE } from '../paths.js';
import { requireState } from '../state.js';
import { type Say, up } from '../up.js';
import { runEpisode } from './episode.js';
import { type KnockRecord, knockProblems, runKnocks } from './knock.js';
import { KNOCK } from './names.js';
import { type FaultSummary, type FaultsSummary, summarizeFault } from './report.js';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { findFaultProblems } from './verdict.js';

/**
 * Builds the lab and runs the scenarios of these names, in the order of SCENARIOS: what ends a hypervisor comes last.
 * `down` takes the lab down and names what is left behind. Rejects with LabError when there is no lab to speak of.
 */
export async function runFaults(
  names: readonly string[],
  say: Say,
  down: () => Promise<readonly string[]>,
): Promise<FaultsSummary> {
  const started = Date.now();
  rmSync(FAULTS_FILE, { force: true }); // A run that fails early must not show an older one's success.
  const scenarios: FaultSummary[] = [];
  const problems: string[] = [];
  let knocks: KnockRecord | undefined;
  let leftBehind: readonly string[] = [];
  let upMs = 0;
  try {
    await up(say, { agents: true });
    upMs = requireState().upMs ?? 0;
    const map = await readCostMap(TOPOLOGY_FILE);
    if (names.includes(KNOCK)) {
      say(`${KNOCK}: guests send to agents ...`);
      knocks = await runKnocks().catch((error: unknown) => {
        problems.push(`${KNOCK}: ${textOf(error)}`);
        return undefined;
      });
      problems.push(...(knocks ? knockProblems(knocks) : []).map((problem) => `${KNOCK}: ${problem}`));
    }
    for (const scenario of SCENARIOS.filter(({ name }) => names.includes(name))) {
      const summary = await runScenario(scenario, map, say);
      scenarios.push(summary);
      problems.push(...summary.problems.map((problem) => `${summary.name}: ${problem}`));
    }
  } finally {
    leftBehind = await down();
  }
  problems.push(...leftBehind.map((what) => `left behind: ${what}`));
  const ms = { up: upMs, whole: Date.now() - started };
  const startedAt = new Date(started).toISOString();
  const ok = problems.length === 0;
  const summary = { ok, problems, startedAt, ms, scenarios, knocks: knocks ?? null, leftBehind };
  mkdirSync(OUT_DIR, { recursive: true });
  writeFileSync(FAULTS_FILE, `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

async function runScenario(scenario: Scenario, map: CostMap, say: Say): Promise<FaultSummary> {
  say(`${scenario.name}: ${scenario.title} ...`);
  try {
    const record = await runEpisode(scenario, map, say);
    const problems = findFaultProblems(record);
    for (const problem of problems) say(`${scenario.name}: PROBLEM: ${problem}`);
    return summarizeFault(record, problems);
  } catch (error) {
    const problem = textOf(error);
    say(`${scenario.name}: PROBLEM: ${problem}`);
    const { name, title } = scenario;
    const nothing = { what: '-', goesOnMs: null, endedMs: null, endReason: 'not observed' };
    return {
      name,
      title,
      ok: false,
      problems: [problem],
      ...nothing,
      moved: [],
      lostGuests: [],
      stays: {},
      failures: [],
    };
  }
}

/** The text of a failure that the run outlives. Throws one that it does not: the user's interruption. */
function textOf(error: unknown): string {
  if (!(error instanceof Error) || (error instanceof LabError && error.code === 'interrupted')) throw error;
  return error.message;
}
