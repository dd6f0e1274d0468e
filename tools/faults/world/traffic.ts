// Who talks to whom, how much, and what of it each host's datapath shows: counters that grow from the moment that a
// flow is installed at a host, and begin again when it is evicted.
import type { FlowSample } from '../../../agent/core/drivers.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { macOf } from './names.js';

/** Traffic between two VMs, or a VM and an endpoint. */
export class Stream {
  readonly index: number;
  readonly a: Ipv4;
  readonly b: Ipv4;
  #bytesPerSecond: number;
  #bytes = 0;
  #sinceMs: number;

  constructor(index: number, a: Ipv4, b: Ipv4, bytesPerSecond: number, nowMs: number) {
    this.index = index;
    this.a = a;
    this.b = b;
    this.#bytesPerSecond = bytesPerSecond;
    this.#sinceMs = nowMs;
  }

  /** Both directions together. */
  get bytesPerSecond(): number {
    return this.#bytesPerSecond;
  }

  change(bytesPerSecond: number, nowMs: number): void {
    this.#bytes = this.bytesUntil(nowMs);
    this.#sinceMs = nowMs;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Of both directions, since the stream began. */
  bytesUntil(nowMs: number): number {
    return this.#bytes + (this.#bytesPerSecond * (nowMs - this.#sinceMs)) / 1000;
  }

  other(vm: Ipv4): Ipv4 {
    return vm === this.a ? this.b : this.a;
  }
}

interface Shown {
  readonly there: Sample;
  readonly back: Sample;
  /** Bytes of the stream before the flow was installed here. */
  base: number;
  poll: number;
}

type Sample = { -readonly [Key in keyof FlowSample]: FlowSample[Key] };

/** One host's datapath. */
export class DatapathView {
  /** By the stream's index. */
  readonly #shown = new Map<number, Shown>();
  #poll = 0;
  #installed = 0;

  /** What a poll shows of these streams, which are those of the VMs here. `isLocal` tells whose port is on this host. */
  poll(streams: Iterable<Stream>, nowMs: number, isLocal: (vm: Ipv4) => boolean): FlowSample[] {
    this.#poll += 1;
    const samples: FlowSample[] = [];
    for (const stream of streams) {
      const known = this.#shown.get(stream.index);
      if (known?.poll === this.#poll) continue; // Both of its VMs are here.
      const shown = known && known.poll === this.#poll - 1 ? known : this.#install(stream, nowMs);
      shown.poll = this.#poll;
      const bytes = Math.round((stream.bytesUntil(nowMs) - shown.base) / 2);
      for (const sample of [shown.there, shown.back]) {
        sample.bytes = bytes;
        sample.packets = Math.ceil(bytes / 900);
        sample.inPort = isLocal(sample.src!) ? portName(sample.src!) : 'uplink';
        samples.push(sample);
      }
    }
    return samples;
  }

  clear(): void {
    this.#shown.clear();
  }

  #install(stream: Stream, nowMs: number): Shown {
    this.#installed += 1;
    const { a, b } = stream;
    const life = this.#installed;
    const shown = { there: sampleOf(a, b, life), back: sampleOf(b, a, life), base: stream.bytesUntil(nowMs), poll: 0 };
    this.#shown.set(stream.index, shown);
    return shown;
  }
}

export function portName(vm: Ipv4): string {
  return `vnet${vm & 0xffff}`;
}

function sampleOf(src: Ipv4, dst: Ipv4, life: number): Sample {
  const ends = { src, dst, srcMac: macOf(src), dstMac: macOf(dst), srcPort: 0, dstPort: 0 };
  return { ufid: `${life}/${src}/${dst}`, inPort: '', protocol: 0, packets: 0, bytes: 0, ...ends };
}
