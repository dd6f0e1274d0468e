// From a Vega-Lite or Vega specification to SVG text, without a browser. The only file that knows the plotting
// libraries; they are development dependencies, because hypervisors draw nothing.
import { ReportError } from './error.js';
import { escapeHtml } from './text.js';

/** A specification as plain data. */
export type Spec = Readonly<Record<string, unknown>>;

/** Draws one specification; `label` is what a screen reader says. */
export type Draw = (spec: Spec, label: string) => Promise<string>;

/** What is used of vega. Its own types pull in the DOM's, which this project does not have. */
interface Vega {
  parse(spec: Spec): unknown;
  View: new (dataflow: unknown, options: { renderer: 'none' }) => { toSVG(): Promise<string>; finalize(): unknown };
}

interface VegaLite {
  compile(spec: Spec): { spec: Spec };
}

/** How packages are imported; tests pass another to see what happens without them. */
export type Importer = (name: string) => Promise<unknown>;

const importPackage: Importer = (name) => import(name);

/** Loads the plotting libraries. Rejects with ReportError `plots-unavailable` when they are not installed. */
export async function loadDraw(importer: Importer = importPackage): Promise<Draw> {
  const vega = (await load('vega', importer)) as Vega;
  const vegaLite = (await load('vega-lite', importer)) as VegaLite;
  return async (spec, label) => {
    // Specifications of Vega itself name their marks, those of Vega-Lite have one mark or layers.
    const compiled = 'marks' in spec ? spec : vegaLite.compile(spec).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
    try {
      return tidy(await view.toSVG(), label);
    } finally {
      view.finalize();
    }
  };
}

async function load(name: string, importer: Importer): Promise<unknown> {
  try {
    return await importer(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const advice = 'install both with: npm install vega vega-lite (or run without a report)';
    throw new ReportError(
      'plots-unavailable',
      `the report's plots need vega and vega-lite, and ${name} is missing; ${advice}`,
    );
  }
}

/**
 * Makes Vega's document fit to be embedded: scaled by CSS, one image to a screen reader with its text, and without
 * the attributes that only Vega's own scripts would use, which are half of the bytes.
 */
function tidy(svg: string, label: string): string {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!;
  const text = escapeHtml(label);
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${text}">`;
  const content = svg
    .slice(svg.indexOf('>') + 1)
    .replace(/<path class="(?:fore|back)ground"[^>]*?(?:\/>|><\/path>)/g, keepVisible)
    // Angle brackets are escaped in Vega's text and attributes, so these are whole tags.
    .replace(/<[^<>]*>/g, (tag) =>
      tag
        .replace(/ (?:class|role|aria-[a-z]+|pointer-events|xmlns:xlink)="[^"]*"/g, '')
        .replace(/(\d\.\d\d)\d{3,}/g, '$1'),
    );
  return `${open}<title>${text}</title>${content}`;
}

/** A group's background is kept where it has a frame or a filling. */
function keepVisible(tag: string): string {
  return / (?:stroke|fill)="/.test(tag) && !tag.includes('display="none"') ? tag : '';
}
