// Reads a dump that is a text already: what the embedded data centre prints. Open vSwitch's own is read while it
// arrives, see flow-monitor.ts.
import type { FlowSample } from '../core/drivers.js';
import { type DumpedFlows, DumpReader } from './dump-reader.js';

/** One dump as text; `reader` knows the flows of those before. */
export function readDump(text: string, reader: DumpReader): DumpedFlows {
  const bytes = Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');
  reader.begin();
  reader.write(bytes, 0, bytes.length);
  return reader.end();
}

/** Reads one dump after the other; flows to the UDP port `agentPort` are left out. */
export function dumpParser(agentPort?: number): (text: string) => readonly FlowSample[] {
  const reader = new DumpReader({ agentPort });
  return (text) => readDump(text, reader).samples;
}
