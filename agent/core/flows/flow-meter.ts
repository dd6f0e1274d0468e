// Turns the absolute counters of datapath flows into bytes since the last poll. Counters belong to one
// datapath flow and start again when it is evicted and comes back, so deltas are taken by ufid.
import type { FlowSample } from '../drivers.js';

export class FlowMeter {
  #last = new Map<FlowSample['ufid'], number>();
  #started = false;

  /**
   * Bytes of each sample since the previous dump. The first dump only sets the marks: its counters cover an
   * unknown time. A flow not in the previous dump is new since then, so all of its bytes count.
   */
  observe(samples: readonly FlowSample[]): { sample: FlowSample; bytes: number }[] {
    const next = new Map<FlowSample['ufid'], number>();
    const deltas: { sample: FlowSample; bytes: number }[] = [];
    for (const sample of samples) {
      const before = this.#last.get(sample.ufid);
      next.set(sample.ufid, sample.bytes);
      if (!this.#started) continue;
      const bytes = before === undefined || sample.bytes < before ? sample.bytes : sample.bytes - before;
      deltas.push({ sample, bytes });
    }
    this.#last = next;
    this.#started = true;
    return deltas;
  }

  /** Flows in the last dump. */
  get size(): number {
    return this.#last.size;
  }
}
