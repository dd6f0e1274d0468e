// What a flow is to those who ask the flow table about it. How the table keeps it is flow-records.ts's.
import type { Ipv4 } from '../../../topology/ipv4.js';

/** What names a flow. Ports and protocol are 0 where the datapath wildcards them. */
export interface FlowKey {
  readonly src: Ipv4;
  readonly dst: Ipv4;
  /** 0..255. */
  readonly protocol: number;
  /** 0..65535 both. */
  readonly srcPort: number;
  readonly dstPort: number;
}

export interface Flow extends FlowKey {
  /** Since when its bytes are counted: the poll before the one that first showed it, ms. */
  readonly startMs: number;
  /** When bytes were last counted, or when the flow was first seen, ms. */
  readonly lastMs: number;
  /** Bytes in the window under way, and in the one before it. */
  readonly current: number;
  readonly previous: number;
}
