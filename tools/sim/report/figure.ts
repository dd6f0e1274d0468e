// Plots and tables as HTML: a figure holds its title, how to read it, both sizes of the drawing, and its numbers.
import type { Draw } from './draw.js';
import { type HeatMap, short } from './plots/heat-map.js';
import { type Note, type Plot, sizes, type Table } from './plots/plot.js';
import { escapeHtml, prose } from './text.js';

/** A plot as a card of the page. */
export async function figure(plot: Plot | Note, draw: Draw): Promise<string> {
  if ('note' in plot) return noteCard(plot);
  const drawings: string[] = [];
  for (const size of sizes) {
    drawings.push(`<div class="plot ${size.name}">${await draw(plot.spec(size), plot.label)}</div>`);
  }
  return card(
    plot.id,
    plot.title,
    plot.caption,
    `${drawings.join('\n')}\n${numbers(plot.table)}`,
    plot.full ? 'full' : '',
  );
}

/**
 * Cards for a page of two columns, plots first. Notes are short: beside a plot without a partner they share the other
 * column, so that they leave no hole.
 */
export async function pairedFigures(plots: readonly (Plot | Note)[], draw: Draw): Promise<string[]> {
  const [cards, notes]: [string[], string[]] = [[], []];
  for (const plot of plots) ('note' in plot ? notes : cards).push(await figure(plot, draw));
  if (notes.length === 0 || cards.length % 2 === 0) return [...cards, ...notes];
  return [...cards, `<div class="stack">\n${notes.join('\n')}\n</div>`];
}

/** The heat maps stand side by side, or below each other on a phone, in one size. */
export async function heatMapFigure(map: HeatMap | Note, draw: Draw): Promise<string> {
  if ('note' in map) return noteCard(map, 'full');
  const panels: string[] = [];
  for (const { title, sum, label, spec } of map.panels) {
    const drawing = await draw(spec, label);
    panels.push(`<div class="panel"><h3>${escapeHtml(title)}</h3>${drawing}<p>${escapeHtml(sum)}</p></div>`);
  }
  const steps = map.steps.map(
    ({ from, colour }) =>
      `<li><span class="swatch" style="background:${colour}"></span>${escapeHtml(short(from))}</li>`,
  );
  const key = `<p class="key-title">Bytes/s, from:</p><ul class="key">${steps.join('')}</ul>`;
  const content = `${key}\n<div class="panels">\n${panels.join('\n')}\n</div>\n${numbers(map.table)}`;
  return card('heat-map', 'Rack-to-rack traffic', map.caption, content, 'full');
}

function card(id: string, title: string, caption: string, content: string, kind = ''): string {
  const text = `<figcaption><h2>${escapeHtml(title)}</h2><p>${escapeHtml(caption)}</p></figcaption>`;
  return `<figure id="${id}" class="card ${kind}">\n${text}\n${content}\n</figure>`;
}

function noteCard({ id, title, note }: Note, kind = ''): string {
  return `<section id="${id}" class="card note ${kind}"><h2>${escapeHtml(title)}</h2><p>${prose(note)}</p></section>`;
}

/** The figures behind a plot, folded. A wide table scrolls by itself, not with the page. */
function numbers(table: Table): string {
  return `<details><summary>Numbers</summary>\n<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(table.caption)}">
<table><caption>${escapeHtml(table.caption)}</caption>
<thead><tr>${table.columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('')}</tr></thead>
<tbody>
${table.rows.map(row).join('\n')}
</tbody></table></div></details>`;
}

function row(cells: readonly string[]): string {
  const [name = '', ...values] = cells;
  return `<tr><th scope="row">${escapeHtml(name)}</th>${values.map((value) => `<td>${escapeHtml(value)}</td>`).join('')}</tr>`;
}
