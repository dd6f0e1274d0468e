// The commands of score-lab, each from its checks to its exit code.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readCostMap } from '../../topology/load.js';
import { waitForAgents } from './agents.js';
import { LabError } from './errors.js';
import { markChildrenWith } from './exec.js';
import { faultLines } from './faults/report.js';
import { runFaults } from './faults/run.js';
import { setTraffic } from './guests.js';
import { takeLock } from './lock.js';
import { operatorLines } from './operators/report.js';
import { runOperators } from './operators/run.js';
import { HELP, type LabCommand } from './options.js';
import { FAULTS_FILE, OPERATORS_FILE, OUT_DIR, SUMMARY_FILE, TOPOLOGY_FILE } from './paths.js';
import { isEmpty, type Remains } from './remains.js';
import { reportLines } from './report.js';
import { measureRound, type RoundOptions } from './round.js';
import { statusLines, trafficLines } from './show.js';
import { readState, requireState } from './state.js';
import { type Summary, summarize } from './summary.js';
import { down, type Say, up } from './up.js';

export interface Terminal {
  readonly print: Say;
  readonly tell: Say;
}

/** Runs one command under the lab's lock and returns the exit code. Rejects with LabError. */
export async function runCommand(command: LabCommand, terminal: Terminal): Promise<number> {
  if (command.name === 'help') {
    terminal.print(HELP.trimEnd());
    return 0;
  }
  if (process.getuid?.() !== 0) throw new LabError('not-root', 'score-lab needs root: it makes network namespaces');
  if (command.name === 'status') return show(await statusLines(), terminal);
  const release = takeLock();
  try {
    return await runLocked(command, terminal);
  } finally {
    release();
  }
}

async function runLocked(command: LabCommand, terminal: Terminal): Promise<number> {
  switch (command.name) {
    case 'up':
      try {
        await up(terminal.tell, { agents: command.agents });
      } finally {
        if (!readState()?.ready) terminal.tell('the lab is not complete; `score-lab down` removes what is there');
      }
      return 0;
    case 'traffic':
      markChildrenWith(requireState().id);
      if (command.verb === 'show') return show(await trafficLines(), terminal);
      await setTraffic(command.verb === 'on');
      return 0;
    case 'round': {
      const summary = await round(command.options, terminal.tell, false);
      finish(summary, terminal);
      return summary.ok ? 0 : 1;
    }
    case 'run':
      return run(command.options, command.keep, terminal);
    case 'faults':
      return faults(command.scenarios, command.keep, terminal);
    case 'operators':
      return operators(command.keep, terminal);
    case 'down':
      return reportRemains(await down(), terminal);
    default:
      return 0;
  }
}

function show(lines: readonly string[], terminal: Terminal): number {
  for (const line of lines) terminal.print(line);
  return 0;
}

async function round(options: RoundOptions, tell: Say, mustImprove: boolean): Promise<Summary> {
  const state = requireState();
  markChildrenWith(state.id);
  const map = await readCostMap(TOPOLOGY_FILE);
  await waitForAgents();
  const startedAt = new Date().toISOString();
  const record = await measureRound(options, tell);
  const facts = {
    map,
    accelerator: state.accelerator ?? 'tcg',
    upMs: state.upMs ?? 0,
    startedAt,
    mustImprove,
  } as const;
  return summarize(record, facts);
}

async function faults(names: readonly string[], keep: boolean, terminal: Terminal): Promise<number> {
  const summary = await runFaults(names, terminal.tell, () => leave(keep, terminal));
  show(faultLines(summary), terminal);
  terminal.print(summary.ok ? 'The lab succeeded.' : 'The lab failed.');
  terminal.tell(`wrote ${FAULTS_FILE}`);
  return summary.ok ? 0 : 1;
}

async function operators(keep: boolean, terminal: Terminal): Promise<number> {
  const summary = await runOperators(terminal.tell, () => leave(keep, terminal));
  show(operatorLines(summary), terminal);
  terminal.print(summary.ok ? 'The lab succeeded.' : 'The lab failed.');
  terminal.tell(`wrote ${OPERATORS_FILE}`);
  return summary.ok ? 0 : 1;
}

/** Ends a run: takes the lab down, unless it is to be kept, and names what is left behind. */
async function leave(keep: boolean, terminal: Terminal): Promise<string[]> {
  if (keep) {
    terminal.tell(
      'the lab stays up; `npx score-lab down` removes it, `npx score-lab status` shows where its sockets are',
    );
    return [];
  }
  terminal.tell('taking the lab down ...');
  return remainsText(await down());
}

/** The whole lab. Takes it down again also when the round has failed, unless told to keep it. */
async function run(options: RoundOptions, keep: boolean, terminal: Terminal): Promise<number> {
  let summary: Summary | undefined;
  let leftBehind: string[] = [];
  rmSync(SUMMARY_FILE, { force: true }); // A run that fails early must not show an older one's success.
  try {
    await up(terminal.tell, { agents: true });
    summary = await round(options, terminal.tell, true);
  } finally {
    leftBehind = await leave(keep, terminal);
  }
  const problems = [...summary.problems, ...leftBehind.map((what) => `left behind: ${what}`)];
  const complete = { ...summary, ok: problems.length === 0, problems, leftBehind };
  finish(complete, terminal);
  return complete.ok ? 0 : 1;
}

function finish(summary: Summary, terminal: Terminal): void {
  mkdirSync(OUT_DIR, { recursive: true });
  writeFileSync(SUMMARY_FILE, `${JSON.stringify(summary, null, 2)}\n`);
  show(reportLines(summary), terminal);
  terminal.print(summary.ok ? 'The lab succeeded.' : 'The lab failed.');
  terminal.tell(`wrote ${SUMMARY_FILE}`);
}

const remainsText = (remains: Remains): string[] => [
  ...remains.namespaces.map((name) => `namespace ${name}`),
  ...remains.directories,
  ...remains.processes.map((pid) => `process ${pid}`),
];

function reportRemains(remains: Remains, terminal: Terminal): number {
  for (const what of remainsText(remains)) terminal.tell(`still there: ${what}`);
  return isEmpty(remains) ? 0 : 1;
}
