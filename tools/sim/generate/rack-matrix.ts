// The rack-to-rack matrix of a traffic: how sparse it is, how much few cells carry, and a picture for a terminal.
import type { Flows } from './traffic.js';

/** Bytes per second between racks, both directions added. */
export interface RackMatrix {
  readonly racks: number;
  /** Of pairs of different racks that have traffic, by `low * racks + high`. Few of all pairs, hence no array. */
  readonly pairs: ReadonlyMap<number, number>;
  /** Within racks, all of them together. */
  readonly inRack: number;
}

export function makeRackMatrix(
  { sources, destinations, rates }: Flows,
  rackOf: Uint32Array,
  racks: number,
): RackMatrix {
  const pairs = new Map<number, number>();
  let inRack = 0;
  for (let flow = 0; flow < rates.length; flow++) {
    const a = rackOf[sources[flow]!]!;
    const b = rackOf[destinations[flow]!]!;
    const rate = rates[flow]!;
    if (a === b) {
      inRack += rate;
      continue;
    }
    const key = Math.min(a, b) * racks + Math.max(a, b);
    pairs.set(key, (pairs.get(key) ?? 0) + rate);
  }
  return { racks, pairs, inRack };
}

function pairCount(racks: number): number {
  return (racks * (racks - 1)) / 2;
}

/** Share of pairs of racks that exchange nothing, 0..1. */
export function emptyShare({ racks, pairs }: RackMatrix): number {
  return racks < 2 ? 0 : 1 - pairs.size / pairCount(racks);
}

/** Share of the bytes between racks that the heaviest `share` of all pairs of racks carry, 0..1. */
export function heaviestShare({ racks, pairs }: RackMatrix, share: number): number {
  const sorted = Float64Array.from(pairs.values()).sort().reverse();
  const total = sorted.reduce((sum, each) => sum + each, 0);
  const heaviest = sorted.subarray(0, Math.ceil(pairCount(racks) * share)).reduce((sum, each) => sum + each, 0);
  return total === 0 ? 0 : heaviest / total;
}

const shades = ' .:-=+*#%@';
const mostCells = 32;

/**
 * A heat map in text, at most 32 x 32 cells of neighbouring racks each, both halves. The shade is linear in the cell's
 * bytes; a cell with less than 1/18 of the heaviest is blank. Traffic within a rack is left out: it would be all there
 * is to see, on the diagonal.
 */
export function rackMatrixText({ racks, pairs }: RackMatrix): string {
  const size = Math.min(racks, mostCells);
  const cells = new Float64Array(size * size);
  const cellOf = (rack: number) => Math.floor((rack * size) / racks);
  for (const [key, rate] of pairs) {
    const [a, b] = [cellOf(Math.floor(key / racks)), cellOf(key % racks)];
    cells[a * size + b]! += rate;
    if (a !== b) cells[b * size + a]! += rate;
  }
  const heaviest = cells.reduce((most, each) => Math.max(most, each), 0);
  // Without any traffic all shares are 0/0, which has no shade either.
  const shadeOf = (rate: number) => shades[Math.round((rate / heaviest) * (shades.length - 1))] ?? ' ';
  const lines = Array.from({ length: size }, (_, row) => {
    // Two characters a cell make it about square on a terminal.
    const shaded = Array.from(cells.subarray(row * size, (row + 1) * size), (rate) => shadeOf(rate).repeat(2));
    return `  |${shaded.join('')}|\n`;
  });
  const edge = `  +${'-'.repeat(2 * size)}+\n`;
  const scale = `  blank: less than 1/18 of the heaviest cell; then ${shades.slice(1)}\n`;
  const per = racks === size ? 'a rack' : `${(racks / size).toFixed(racks % size === 0 ? 0 : 1)} racks`;
  return `Bytes between racks, ${per} to a cell:\n${edge}${lines.join('')}${edge}${scale}`;
}
