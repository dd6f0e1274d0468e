// The latest decisions with the rule that decided and the hosts that were weighed; and the latest alarms.
import type { AlarmEntry, CandidateReport, DecisionEntry } from '../report/history.js';
import { clock, scaled } from './format.js';
import { type Html, html } from './html.js';
import type { WebSnapshot } from './snapshot.js';
import { type Column, table } from './table.js';
import { levelTag } from './vms.js';

/** Hosts that were weighed, shown of one decision. */
const MAX_CANDIDATES = 20;

const DECISIONS: readonly Column[] = [
  { head: 'UTC', isPlain: true },
  { head: 'VM', isName: true },
  { head: 'Verdict', isPlain: true },
  { head: 'Why', isPlain: true },
];
const WEIGHED: readonly Column[] = [
  { head: 'Host', isName: true },
  { head: 'Level', isPlain: true },
  { head: 'Gain', isNumber: true },
  { head: 'Must exceed', isNumber: true },
  { head: 'Answer' },
];

export function decisionSection({ decisions, at }: WebSnapshot): Html {
  const rows = decisions.toReversed().map((entry) => decisionRow(entry, at));
  const none = html`<p class="empty">No VM of this host has decided yet. <code>score-token inject</code> starts a round.</p>`;
  const shown = table('The latest decisions of VMs of this host', 'decisions', DECISIONS, rows);
  return html`<section aria-labelledby="decisions">
    <h2 id="decisions">Decisions <small>the latest first</small></h2>
    ${rows.length > 0 ? html`<div class="card">${shown}</div>` : none}
  </section>`;
}

function decisionRow(entry: DecisionEntry, now: string): Html[] {
  const { at, vm, name, verdict, reason, detail, target, candidates } = entry;
  const going = target && html` to <span class="address">${target.host}</span>, saves ${scaled(target.gain)}`;
  const words = detail === '' ? undefined : html`<br>${detail}`;
  return [
    html`<time datetime="${at}">${clock(at, now)}</time>`,
    html`<bdi>${name}</bdi> <span class="address">${vm}</span>`,
    html`<span class="tag verdict-${verdict}">${verdict}</span>`,
    html`<b>${reason}</b>${going}${words}${weighed(entry, candidates)}`,
  ];
}

function weighed({ vm, at, sequence }: DecisionEntry, candidates: readonly CandidateReport[]): Html | undefined {
  if (candidates.length === 0) return undefined;
  const rows = candidates
    .slice(0, MAX_CANDIDATES)
    .map(({ host, level, gain, threshold, answer }) => [
      html`<span class="address">${host}</span>`,
      levelTag(level),
      html`${scaled(gain)}`,
      html`${scaled(threshold)}`,
      html`${answer ?? 'not asked'}`,
    ]);
  const shown = table('Hosts that were weighed', 'weighed', WEIGHED, rows);
  return html`<details id="weighed-${vm}-${at}-${sequence}"><summary>${candidates.length} weighed</summary>${shown}</details>`;
}

/** Nothing when there are none. */
export function alarmSection(alarms: readonly AlarmEntry[], now: string): Html | undefined {
  if (alarms.length === 0) return undefined;
  const items = alarms.toReversed().map(({ at, code, vm, text }) => {
    const whose = vm === undefined ? undefined : html`<span class="address">${vm}</span> `;
    return html`<li><time datetime="${at}">${clock(at, now)}</time> <b>${code}</b> ${whose}${text}</li>`;
  });
  return html`<section aria-labelledby="alarms">
    <h2 id="alarms">Alarms <small>of the last day, UTC</small></h2>
    <ul class="plain card">${items}</ul>
  </section>`;
}
