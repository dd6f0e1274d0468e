// Flows to fill a table with, made on the way so that they take no memory and hardly any time themselves.
import type { FlowKey } from '../../../agent/core/flows/flow-table.js';
import type { Ipv4 } from '../../../topology/ipv4.js';

/** `1000 sources`: the thesis's two cases. `100 each`: every address has a hundred flows. */
export type Pattern = '1000 sources' | 'all distinct' | '100 each';
type MutableKey = { -readonly [Name in keyof FlowKey]: FlowKey[Name] };

const firstSource = 0x0a000000;
const firstDestination = 0xac000000;
/** A prime, so that steps of it visit each of fewer flows once, in an order that no cache foresees. */
const stride = 15_485_863;

/** Calls `take` for each of `count` flows, with the same key object each time. */
export function eachFlow(pattern: Pattern, count: number, take: (key: FlowKey) => unknown): void {
  const key: MutableKey = { src: 0 as Ipv4, dst: 0 as Ipv4, protocol: 6, srcPort: 0, dstPort: 443 };
  for (let step = 0, flow = 0; step < count; step += 1, flow = (flow + stride) % count) {
    name(key, pattern, flow, count);
    take(key);
  }
}

/** Number of sources of the pattern; they are all `sourceAt(0 .. this - 1)`. */
export function sourceCount(pattern: Pattern, count: number): number {
  if (pattern === 'all distinct') return count;
  return pattern === '1000 sources' ? Math.min(1000, count) : Math.ceil(count / 100);
}

export function sourceAt(index: number): Ipv4 {
  return (firstSource + index) as Ipv4;
}

function name(key: MutableKey, pattern: Pattern, flow: number, count: number): void {
  const sources = sourceCount(pattern, count);
  const [source, round] = [flow % sources, Math.floor(flow / sources)];
  key.src = sourceAt(source);
  // Each source's flows go to others, and each destination has as many flows as a source has.
  const destination = pattern === '100 each' ? (source + 7919 * round) % sources : round;
  key.dst = (firstDestination + (pattern === 'all distinct' ? flow : destination)) as Ipv4;
  key.srcPort = 32_768 + (Math.imul(flow, 0x9e3779b1) >>> 17);
}
