// Text that tells a person why a VM moved or stayed: its latest decision with everything that led to it, its
// migrations, and what was decided before.
import type { DecisionEntry, ExplainReport, HistoryEntry, MigrationEndEntry } from '../../agent/report/history.js';
import { wordsOf } from './reasons.js';
import { formatBytes, formatCost, formatDuration, safe, table } from './table.js';

/** Decisions and candidates shown; --json has all. */
const SHOWN = 15;

export function showExplanation(report: ExplainReport): string[] {
  const entries = report.told.flatMap(({ entries: each }) => each).sort((a, b) => a.at.localeCompare(b.at));
  const decisions = entries.filter((entry): entry is DecisionEntry => entry.kind === 'decision');
  const latest = decisions.at(-1);
  const name = latest?.name ? ` (${safe(latest.name)})` : '';
  return [
    `VM ${report.vm}${name} runs on ${report.host}.`,
    ...(report.held ? [`Now it is held by: ${safe(report.held.reason)}, ${safe(report.held.detail)}`] : []),
    '',
    ...(latest
      ? showDecision(latest, endOf(latest, entries))
      : ['No decision of it is known: no token has come to it yet.']),
    ...migrations(entries, report),
    ...remembered(report),
    ...alarms(entries),
    ...earlier(decisions.slice(0, -1)),
  ];
}

/** How the migration that was decided on has ended; undefined: there was none, it is under way, or nobody has told. */
export function endOf(
  { tokenId, round, host, vm }: DecisionEntry,
  entries: readonly HistoryEntry[],
): MigrationEndEntry | undefined {
  const ends = entries.filter((entry): entry is MigrationEndEntry => entry.kind === 'migration-end');
  return ends.find((end) => end.tokenId === tokenId && end.round === round && end.host === host && end.vm === vm);
}

/** One decision with its candidates, how its migration ended, and what would have to change. */
function showDecision(decision: DecisionEntry, end: MigrationEndEntry | undefined): string[] {
  const { at, host, tokenId, round, verdict, reason, detail, target } = decision;
  const where = `${at}, token ${safe(tokenId)} round ${round}, on ${host}`;
  const { rule, change } = wordsOf(reason, refusing(decision));
  const going = target ? ` to ${target.host}, which ${saves(target.gain)}` : '';
  return [
    `Latest decision: ${VERDICTS[verdict]}${going} [${safe(reason)}] (${where})`,
    ...(end && verdict === 'migrate'
      ? [`  Then: ${end.ok ? 'it has moved' : `the migration FAILED: ${safe(end.reason)}`}`]
      : []),
    `  Rule: ${safe(rule)}.`,
    ...(detail === '' ? [] : [`  Detail: ${safe(detail)}`]),
    `  Traffic: ${traffic(decision)}`,
    ...(verdict === 'recommend' ? ['  It would move, but the mode of the host or of the round is recommend.'] : []),
    ...candidates(decision),
    ...(verdict === 'stay' ? whatIf(decision, change) : []),
  ];
}

const VERDICTS: Readonly<Record<DecisionEntry['verdict'], string>> = {
  stay: 'STAY',
  migrate: 'MIGRATE',
  recommend: 'RECOMMEND',
};

/** The other host whose refusal has decided: the detail begins with it. */
function refusing({ candidates: all, detail }: DecisionEntry): string | undefined {
  return all.find(({ host }) => detail.startsWith(`${host} refuses: `))?.host;
}

/** A drain may cost something. */
export function saves(gain: number): string {
  return gain < 0 ? `costs ${formatCost(-gain)} more` : `saves ${formatCost(gain)}`;
}

function traffic({ rate, neighbours, unlocated, level }: DecisionEntry): string {
  if (neighbours === 0) return 'no neighbours seen';
  // Rates are added up over neighbours with a place; where nobody is to move, none is looked for.
  if (rate === 0 && unlocated === 0) return `${neighbours} neighbours; how far they are was not looked at`;
  if (rate === 0) return `${neighbours} neighbours, none of which could be located`;
  const unknown = unlocated > 0 ? `, of which ${unlocated} could not be located` : '';
  return `${formatBytes(Math.round(rate))}/s with ${neighbours} neighbours${unknown}; the farthest at level ${level}`;
}

function candidates({ candidates: all }: DecisionEntry): string[] {
  if (all.length === 0) return ['  No other host was considered.'];
  const rows = [...all]
    .sort((a, b) => b.gain - a.gain)
    .slice(0, SHOWN)
    .map(({ host, near, level, gain, cost, threshold, answer }) => [
      ...[host, near === 0 ? 'neighbour' : `${near} away`, String(level), formatCost(gain), formatCost(cost)],
      ...[formatCost(threshold), gain > threshold ? 'yes' : 'no', answer === undefined ? 'not asked' : safe(answer)],
    ]);
  const head = ['HOST', 'NEAR', 'LEVEL', 'GAIN', 'COST', 'MUST EXCEED', 'WORTH IT', 'CAPACITY ANSWER'];
  const more = all.length > SHOWN ? [`  (${all.length - SHOWN} more; --json has them)`] : [];
  const lines = table([head, ...rows], [2, 3, 4, 5]).map((line) => `  ${line}`);
  return ['', '  Hosts that were considered; gain and cost in weight x bytes/s:', ...lines, ...more];
}

function whatIf(decision: DecisionEntry, change: string): string[] {
  if (decision.reason === 'gain-too-small') return ['', `  ${gainTooSmall(decision)}`];
  return change === '' ? [] : ['', `  What would have to change: ${safe(change)}.`];
}

/** Whether anything can make the best host worth it, and what. */
function gainTooSmall({ candidates: all, autoCost, unlocated }: DecisionEntry): string {
  const best = [...all].sort((a, b) => b.gain - a.gain)[0];
  if (!best) return 'No host was found where its traffic would cost less.';
  const { host, gain, threshold } = best;
  // No c_m and no least gain is below 0, and more of the same traffic is as much dearer there as it is here.
  if (gain <= 0) {
    const belongs =
      unlocated > 0 ? 'As far as its neighbours are known, it is where it belongs' : 'It is where it belongs';
    const difference = gain < 0 ? `${formatCost(-gain)} more than` : 'as much as';
    return `${belongs}: even on the best of these hosts, ${host}, its traffic would cost ${difference} here.`;
  }
  const price = autoCost ? 'a longer decision.payoffMs' : 'a lower --migration-cost';
  const lacks = `the best host, ${host}, saves ${formatCost(gain)} and would have to save more than ${formatCost(threshold)}`;
  return `What would have to change: ${lacks}; or more traffic, ${price}, or a lower stability.minGain or minGainPercent.`;
}

function migrations(entries: readonly HistoryEntry[], { vm }: ExplainReport): string[] {
  const ended = entries.filter((entry): entry is MigrationEndEntry => entry.kind === 'migration-end');
  const started = entries.filter((entry) => entry.kind === 'migration-start').at(-1);
  const isOpen = started && !ended.some(({ at }) => at >= started.at);
  const open = isOpen ? [`  under way, or its end was never told: ${vm} to ${started.to}, since ${started.at}`] : [];
  if (ended.length === 0 && open.length === 0) return [];
  return ['', 'Migrations:', ...(ended.length > 0 ? migrationTable(ended) : []), ...open];
}

/** While a former host is silent, what it decided is not known; but the VM carries with it where it came from. */
function remembered({ moves = [], silentHosts }: ExplainReport): string[] {
  if (moves.length === 0 || silentHosts.length === 0) return [];
  const rows = moves.map(({ at, from, to, gain, ok }) => [at, from, to, ok ? 'moved' : 'FAILED', formatCost(gain)]);
  const lines = table([['AT', 'FROM', 'TO', 'RESULT', 'GAIN'], ...rows], [4]).map((line) => `  ${line}`);
  return ['', 'Its moves as its own metadata has them, for a host where it was does not answer:', ...lines];
}

/** A row for each, and the hypervisor's own text of those that failed below it. */
export function migrationTable(ended: readonly MigrationEndEntry[]): string[] {
  const rows = ended.map(({ at, from, to, ok, gain, bytes, ms, downtimeMs, verified }) => [
    ...[at, from, to, ok ? 'moved' : 'FAILED', formatCost(gain), formatBytes(bytes), formatDuration(ms)],
    ...[`${downtimeMs}ms`, ok ? (verified ? 'yes' : 'NO') : ''],
  ]);
  const head = ['AT', 'FROM', 'TO', 'RESULT', 'GAIN', 'BYTES', 'TIME', 'DOWN', 'VERIFIED'];
  const [first = '', ...lines] = table([head, ...rows], [4, 5, 6, 7]);
  const withTexts = lines.flatMap((line, index) => {
    const { ok, reason } = ended[index]!;
    return ok ? [line] : [line, `    ${safe(reason)}`];
  });
  return [first, ...withTexts].map((line) => `  ${line}`);
}

function alarms(entries: readonly HistoryEntry[]): string[] {
  const lines = entries.flatMap((entry) =>
    entry.kind === 'alarm' ? [`  ${entry.at} on ${entry.host}: ${safe(entry.text)} [${safe(entry.code)}]`] : [],
  );
  return lines.length === 0 ? [] : ['', 'Alarms:', ...lines];
}

function earlier(decisions: readonly DecisionEntry[]): string[] {
  if (decisions.length === 0) return [];
  const rows = decisions
    .slice(-SHOWN)
    .reverse()
    .map(({ at, host, verdict, reason, target, detail }) => [
      ...[at, host, verdict, safe(reason), target?.host ?? '', target ? formatCost(target.gain) : '', safe(detail)],
    ]);
  const head = ['AT', 'HOST', 'VERDICT', 'REASON', 'TO', 'GAIN', ''];
  return ['', 'Earlier decisions, the latest first:', ...table([head, ...rows], [5]).map((line) => `  ${line}`)];
}
