// `score-lab run --operators`: the lab, an operator's first weeks in it, and the lab down again.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { LabError } from '../errors.js';
import { OPERATORS_FILE, OUT_DIR } from '../paths.js';
import { requireState } from '../state.js';
import { type Say, up } from '../up.js';
import { isOk, type OperatorsSummary, type StepSummary } from './report.js';
import { STEPS, type Step } from './steps.js';
import type { Week } from './week.js';

/** `down` takes the lab down and names what is left behind. Rejects with LabError when there is no lab to speak of. */
export async function runOperators(say: Say, down: () => Promise<readonly string[]>): Promise<OperatorsSummary> {
  const started = Date.now();
  rmSync(OPERATORS_FILE, { force: true }); // A run that fails early must not show an older one's success.
  const steps: StepSummary[] = [];
  const week: Week = { plan: new Map() };
  let leftBehind: readonly string[] = [];
  let upMs = 0;
  try {
    await up(say, { agents: true, trust: { mode: 'recommend' } });
    upMs = requireState().upMs ?? 0;
    for (const step of STEPS) {
      steps.push(await runStep(step, week, say));
      // Later steps stand on earlier ones.
      if (!isOk(steps.at(-1)!)) break;
    }
  } finally {
    leftBehind = await down();
  }
  const ok = steps.length === STEPS.length && steps.every(isOk) && leftBehind.length === 0;
  const ms = { up: upMs, whole: Date.now() - started };
  const summary = { ok, startedAt: new Date(started).toISOString(), steps, leftBehind, ms };
  mkdirSync(OUT_DIR, { recursive: true });
  writeFileSync(OPERATORS_FILE, `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

async function runStep({ name, title, run }: Step, week: Week, say: Say): Promise<StepSummary> {
  say(`${name}: ${title} ...`);
  const started = Date.now();
  try {
    const checks = await run(week);
    for (const { what, seen, ok } of checks) if (!ok) say(`${name}: FAILED: ${what}: ${seen}`);
    return { name, title, ms: Date.now() - started, checks };
  } catch (error) {
    if (!(error instanceof Error) || (error instanceof LabError && error.code === 'interrupted')) throw error;
    say(`${name}: BROKEN OFF: ${error.message}`);
    return { name, title, ms: Date.now() - started, checks: [], error: error.message };
  }
}
