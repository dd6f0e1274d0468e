// Traffic by level: how much climbs to which tier, before and after.
import type { ReportInput } from '../input.js';
import { beforeName, colourOf } from '../series.js';
import { expressionList, percent, rate } from '../text.js';
import * as plot from './plot.js';

/** Height of one bar, px. */
const barHeight = 15;

/** Level 0 has no tier. */
export function levelNames({ centre }: ReportInput): string[] {
  return ['same host', ...centre.tiers.map(({ name }) => name)];
}

export function levelsPlot(input: ReportInput): plot.Plot {
  const series = seriesOf(input);
  const names = levelNames(input);
  const total = input.centre.bytesPerSecond;
  const summaries = series.map(({ name, levels }) => {
    const parts = levels.map((value, level) => `${names[level]} ${rate(value)}`);
    return `${name}: ${parts.join(', ')}.`;
  });
  return {
    id: 'levels',
    title: 'Traffic by level',
    caption:
      'How far traffic climbs: a pair counts at the highest tier that its packets cross, both directions added. ' +
      'Bars should move up the picture, from the dear tiers to the same host. Thesis ch. 3.',
    label: `Bar chart of traffic by level, in bytes per second. ${summaries.join(' ')}`,
    table: {
      caption: 'Bytes per second by level, and share of all traffic',
      columns: ['highest tier crossed', ...series.map(({ name }) => name)],
      rows: names.map((tier, level) => [
        tier,
        ...series.map(({ levels }) => {
          const value = levels[level]!;
          return total > 0 ? `${rate(value)} (${percent(value / total)})` : rate(value);
        }),
      ]),
    },
    full: true,
    spec: (size) => specOf(names, series, shownLevels(input, series), size),
  };
}

interface Series {
  readonly name: string;
  readonly levels: readonly number[];
}

function seriesOf({ before, runs }: ReportInput): Series[] {
  return [
    { name: beforeName, levels: before.levels },
    ...runs.map(({ summary, after }) => ({ name: summary.policy, levels: after.levels })),
  ];
}

/** All levels but those that stand for a tier which nothing can cross, as in a data centre of one pod. */
function shownLevels({ centre }: ReportInput, series: readonly Series[]): number[] {
  const hasTraffic = (level: number) => series.some(({ levels }) => levels[level]! > 0);
  const levels = Array.from({ length: centre.tiers.length + 1 }, (_, level) => level);
  return levels.filter((level) => level === 0 || centre.tiers[level - 1]!.joins || hasTraffic(level));
}

function specOf(names: readonly string[], series: readonly Series[], shown: readonly number[], size: plot.Size) {
  const order = series.map(({ name }) => name);
  // Tiers are numbered, for two of them may have the same name.
  const values = series.flatMap(({ name, levels }) =>
    shown.map((level) => ({ level, bytesPerSecond: levels[level]!, series: name, text: rate(levels[level]!) })),
  );
  const top = plot.largest(values.map(({ bytesPerSecond }) => bytesPerSecond));
  // Room for the numbers at the ends of the bars.
  const domain = [0, (top > 0 ? top : 1) * (size.name === 'wide' ? 1.08 : 1.38)];
  const y = {
    field: 'level',
    type: 'ordinal',
    scale: { paddingInner: 0.22, paddingOuter: 0.1 },
    axis: {
      title: 'highest tier crossed',
      labelExpr: `${expressionList(names)}[datum.value]`,
      labelLimit: size.name === 'wide' ? 200 : 92,
      ticks: false,
    },
  };
  const x = {
    field: 'bytesPerSecond',
    type: 'quantitative',
    scale: { domain, nice: false },
    axis: { title: 'traffic (bytes/s)', tickCount: size.name === 'wide' ? 6 : 3, ...plot.siLabels('B/s') },
  };
  const yOffset = { field: 'series', type: 'nominal', scale: { domain: order } };
  const height = shown.length * (series.length * barHeight + 14) + 110;
  return plot.framed(
    { width: size.name === 'wide' ? 1096 : size.width, height },
    {
      data: { values },
      encoding: { y, yOffset },
      layer: [
        {
          mark: { type: 'bar' },
          encoding: { x, color: colourOf(order, size.name === 'wide' ? 5 : size.columns) },
        },
        {
          mark: { type: 'text', align: 'left', baseline: 'middle', dx: 4, fontSize: 11, color: '#222222' },
          encoding: { x, text: { field: 'text', type: 'nominal' } },
        },
      ],
    },
  );
}
