// The VMs of this host, the costliest first, each with whom it talks to.
import type { TopReport, TopVm } from '../report/history.js';
import type { FlightReport, VmReport } from '../report/status.js';
import { bar } from './cards.js';
import { count, duration, memory, rate, scaled } from './format.js';
import { type Html, html } from './html.js';
import type { WebSnapshot } from './snapshot.js';
import { type Column, table } from './table.js';

/** VMs listed; the others are counted. */
const MAX_VMS = 200;

const PARTNERS: readonly Column[] = [
  { head: 'Partner', isName: true },
  { head: 'Level', isPlain: true },
  { head: 'Host' },
  { head: 'Rate', isNumber: true },
  { head: 'Cost', isNumber: true },
];

type Pair = TopReport['pairs'][number];

/** A communication level, in words too: 0 is the same host. */
export function levelTag(level: number | undefined): Html {
  if (level === undefined) return html`<span class="tag">place unknown</span>`;
  return html`<span class="tag level-${Math.min(level, 3)}">level ${level}</span>`;
}

/** The highest level of a VM's traffic. */
function vmLevel({ level, bytesPerSecond }: TopVm): Html {
  if (level !== undefined) return levelTag(level);
  return html`<span class="tag">${bytesPerSecond > 0 ? 'level unknown' : 'no traffic'}</span>`;
}

export function vmSection({ status, top }: WebSnapshot): Html {
  const known = new Map(status.vms.map((vm) => [vm.vm, vm]));
  const partners = partnersOf(top.pairs);
  const busiest = Math.max(0, ...top.vms.map(({ bytesPerSecond }) => bytesPerSecond));
  const items = top.vms.slice(0, MAX_VMS).map((vm) => vmItem(vm, known, partners.get(vm.vm) ?? [], busiest));
  const hidden = top.vms.length - items.length;
  const more =
    hidden > 0 ? html`<p>${count(hidden, 'more VM')} with less cost: <code>score-token top</code>.</p>` : undefined;
  const about = items.length > 0 ? `${top.vms.length}, the costliest first; open one for its partners` : '';
  const none = html`<p class="empty">No VM with a known address runs here.</p>`;
  return html`<section aria-labelledby="vms">
    <h2 id="vms">VMs <small>${about}</small></h2>
    ${items.length > 0 ? html`<ul class="vms">${items}</ul>` : none}${more}
  </section>`;
}

/** Each pair from both ends, for pairs of two VMs of this host are told once. */
function partnersOf(pairs: readonly Pair[]): Map<string, Pair[]> {
  const partners = new Map<string, Pair[]>();
  for (const pair of pairs) {
    for (const each of [pair, { ...pair, a: pair.b, b: pair.a }]) {
      const list = partners.get(each.a);
      if (list) list.push(each);
      else partners.set(each.a, [each]);
    }
  }
  return partners;
}

function vmItem(vm: TopVm, known: ReadonlyMap<string, VmReport>, pairs: readonly Pair[], busiest: number): Html {
  const report = known.get(vm.vm);
  const held = vm.held === undefined ? undefined : html`<span class="tag held">${vm.held}</span>`;
  return html`<li><details id="vm-${vm.vm}"><summary>
      <span class="name"><bdi>${vm.name}</bdi> <span class="address">${vm.vm}</span></span>
      <span class="marks">${vmLevel(vm)}${held}</span>
      <span class="figures"><b>${rate(vm.bytesPerSecond)}</b> <span>cost ${scaled(vm.cost)}</span>${bar(vm.bytesPerSecond, busiest)}</span>
    </summary>
    <div class="inside">${machine(report)}${partnerTable(vm, known, pairs)}</div>
  </details></li>`;
}

function machine(report: VmReport | undefined): Html | undefined {
  if (!report) return undefined;
  const stays = report.obstacle === undefined ? undefined : html` It cannot move: ${report.obstacle}.`;
  return html`<p>${memory(report.memoryMiB)} memory, <span class="address">${report.mac}</span>.${stays}</p>`;
}

function partnerTable(vm: TopVm, known: ReadonlyMap<string, VmReport>, pairs: readonly Pair[]): Html {
  if (pairs.length === 0) return html`<p class="empty">None of this host’s busiest pairs is this VM’s.</p>`;
  const highestFirst = [...pairs].sort(
    (one, other) => (other.level ?? -1) - (one.level ?? -1) || other.bytesPerSecond - one.bytesPerSecond,
  );
  const rows = highestFirst.map(({ b, level, host, bytesPerSecond, cost }) => {
    const name = known.get(b)?.name;
    const who = name === undefined ? html`${b}` : html`<bdi>${name}</bdi> <span class="address">${b}</span>`;
    const at = html`<span class="address">${known.has(b) ? 'this host' : (host ?? 'unknown')}</span>`;
    return [who, levelTag(level), at, html`${rate(bytesPerSecond)}`, html`${cost === undefined ? '?' : scaled(cost)}`];
  });
  return table(`Partners of ${vm.name}`, 'partners', PARTNERS, rows);
}

/** Migrations under way; nothing when there are none. */
export function flightSection(flights: readonly FlightReport[]): Html | undefined {
  if (flights.length === 0) return undefined;
  const items = flights.map(
    ({ vm, name, to, sinceMs }) =>
      html`<li><bdi>${name}</bdi> <span class="address">${vm}</span> to <span class="address">${to}</span>, for ${duration(sinceMs)}</li>`,
  );
  return html`<section aria-labelledby="flights"><h2 id="flights">On their way <small>${flights.length}</small></h2><ul class="plain card">${items}</ul></section>`;
}
