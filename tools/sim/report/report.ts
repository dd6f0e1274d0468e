// report.html: one file that needs no network, no script and no other file. It is well-formed XML too, so that
// anything can take the figures out of it. What is counted is in input.ts, what is drawn in plots/.
import path from 'node:path';
import { writeNewFiles } from '../output/new-files.js';
import { loadDraw } from './draw.js';
import { ReportError } from './error.js';
import { figure, heatMapFigure, pairedFigures } from './figure.js';
import { facts, resultSentence, resultTable } from './headline.js';
import type { ReportInput } from './input.js';
import { costPlot } from './plots/cost.js';
import { gainsPlot } from './plots/gains.js';
import { heatMap } from './plots/heat-map.js';
import { levelsPlot } from './plots/levels.js';
import { migrationsPlot } from './plots/migrations.js';
import { sweepPlot } from './plots/sweep.js';
import { style } from './style.js';
import { escapeHtml, prose } from './text.js';

/**
 * The report as HTML text. The same input gives the same text. Rejects with ReportError `plots-unavailable` when
 * vega or vega-lite is not installed.
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const draw = await loadDraw();
  const plots = [costPlot(input), migrationsPlot(input), gainsPlot(input), sweepPlot(input)];
  const figures = await pairedFigures(plots, draw);
  figures.push(await heatMapFigure(heatMap(input), draw), await figure(levelsPlot(input), draw));
  return page(input, figures);
}

/**
 * Writes the report to a file, replacing it. Rejects with ReportError: `plots-unavailable` as renderReport, or
 * `unwritable`.
 */
export async function writeReport(file: string, input: ReportInput): Promise<void> {
  const text = await renderReport(input);
  try {
    await writeNewFiles(path.dirname(file), [{ name: path.basename(file), content: text }]);
  } catch (error) {
    const advice = 'check the folder and its permissions';
    throw new ReportError('unwritable', `${file}: cannot be written: ${(error as Error).message}; ${advice}`);
  }
}

function page(input: ReportInput, figures: readonly string[]): string {
  const { centre } = input;
  const title = `S-CORE simulation: ${centre.vms} VMs on ${centre.hosts} hosts`;
  const terms = facts(input).map(([term, value, detail = '']) => {
    const more = detail === '' ? '' : `<details><summary>How it was found</summary>${escapeHtml(detail)}</details>`;
    return `<div><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}${more}</dd></div>`;
  });
  return `<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>S-CORE simulation</h1>
<p class="result">${prose(resultSentence(input))}</p>
<dl>
${terms.join('\n')}
</dl>
${resultTable(input)}
</header>
<div class="grid">
${figures.join('\n')}
</div>
<footer>Made by score-sim with the agents' own decision rule. Equations, sections and figures are those of
G. Hamilton, Distributed virtual machine migration for cloud data centre environments, University of Glasgow, 2014.</footer>
</main>
</body>
</html>
`;
}
