// A flow as the table's walk hands it out: its name is fixed, its counts are those of the moment they are read. A walk
// may rest for long between two flows, and what it then tells must not mix two windows.
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { Flow, FlowKey } from './flow.js';

export class LiveFlow implements Flow {
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly protocol: number;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly startMs: number;
  readonly #look: (key: FlowKey) => Flow | undefined;

  /** `look` gives the flow of a name as it is now. */
  constructor(flow: Flow, look: (key: FlowKey) => Flow | undefined) {
    this.src = flow.src;
    this.dst = flow.dst;
    this.protocol = flow.protocol;
    this.srcPort = flow.srcPort;
    this.dstPort = flow.dstPort;
    this.startMs = flow.startMs;
    this.#look = look;
  }

  get lastMs(): number {
    return this.#look(this)?.lastMs ?? this.startMs;
  }

  get current(): number {
    return this.#look(this)?.current ?? 0;
  }

  get previous(): number {
    return this.#look(this)?.previous ?? 0;
  }
}
