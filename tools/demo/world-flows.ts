// One host's datapath in the world: which datapath flows stand, and their counters, which grow with the
// injected clock. It is told where VMs are; it decides nothing.
import { createHash } from 'node:crypto';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { dumpHeader, flowLine, type PrintedFlow } from './flow-text.js';

/** What a stream looks like at this host: where it comes in and where it goes out. */
export interface LocalStream {
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly srcMac: string;
  readonly dstMac: string;
  /** Datapath port numbers. */
  readonly inPort: number;
  readonly outPort: number;
  readonly bytesPerSecond: number;
  /** Whether its packets pass conntrack, and so show up twice: before and after recirculation. */
  readonly recirculated: boolean;
}

interface Flow {
  stream: LocalStream;
  /** Bytes up to `countedAt`. */
  bytes: number;
  countedAt: number;
  /** Set when its packets have stopped. */
  idleSince: number | undefined;
}

/** Bytes in a packet on average: most packets are full, acknowledgements are not. */
const packetBytes = 900;
/** Datapath ports that every bridge has: its own interface, and the one to the fabric. */
const bridgePort = 1;
export const uplinkPort = 2;

export class DatapathFlows {
  readonly #clock: () => number;
  readonly #maxIdleMs: number;
  /** By what a megaflow matches on here: input port and IP pair. */
  readonly #flows = new Map<string, Flow>();
  readonly #startedAt: number;

  /** `clock` in ms. `maxIdleMs`: a flow unused for so long is evicted (other_config:max-idle, 10 s in Open vSwitch). */
  constructor(clock: () => number, maxIdleMs: number) {
    this.#clock = clock;
    this.#maxIdleMs = maxIdleMs;
    this.#startedAt = clock();
  }

  /**
   * Makes the standing flows those of `streams`. A stream that enters by another port than before is a new flow and
   * counts from zero; one that only leaves by another port keeps its flow (revalidation replaces the actions); one
   * that is gone stands idle until it is evicted.
   */
  set(streams: Iterable<LocalStream>): void {
    const now = this.#clock();
    const wanted = new Set<string>();
    for (const stream of streams) {
      const key = flowKey(stream);
      wanted.add(key);
      const flow = this.#flows.get(key);
      if (flow === undefined) {
        this.#flows.set(key, { stream, bytes: 0, countedAt: now, idleSince: undefined });
        continue;
      }
      count(flow, now);
      flow.stream = stream;
      flow.idleSince = undefined;
    }
    for (const [key, flow] of this.#flows) {
      if (wanted.has(key) || flow.idleSince !== undefined) continue;
      count(flow, now);
      flow.idleSince = now;
    }
  }

  /** The dump as text, header line first. Evicts what has been idle for too long. */
  dump(): string {
    const now = this.#clock();
    const lines = [dumpHeader, ...this.#backgroundNoise(now).map(flowLine)];
    for (const [key, flow] of this.#flows) {
      if (flow.idleSince !== undefined && now - flow.idleSince >= this.#maxIdleMs) this.#flows.delete(key);
      else lines.push(...print(key, flow, now).map(flowLine));
    }
    return `${lines.join('\n')}\n`;
  }

  /** What every real dump also holds: ARP, and packets that a rule drops. Neither is traffic between VMs. */
  #backgroundNoise(now: number): PrintedFlow[] {
    const packets = Math.floor((now - this.#startedAt) / 1000);
    const common = { recirculation: 0, inPort: uplinkPort, srcMac: '52:54:00:00:00:fe', packets, usedMs: 800 };
    const forbidden = { src: '127.72.255.1', dst: '127.72.0.1' };
    return [
      { ...common, ufid: ufidOf('arp'), dstMac: 'ff:ff:ff:ff:ff:ff', bytes: packets * 60, actions: `${bridgePort}` },
      {
        ...common,
        ufid: ufidOf('drop'),
        dstMac: '52:54:00:48:00:01',
        ip: forbidden,
        bytes: packets * 1500,
        actions: 'drop',
      },
    ];
  }
}

function flowKey(stream: LocalStream): string {
  return `${stream.inPort},${stream.src},${stream.dst}`;
}

function count(flow: Flow, now: number): void {
  flow.bytes = bytesAt(flow, now);
  flow.countedAt = now;
}

function bytesAt(flow: Flow, now: number): number {
  if (flow.idleSince !== undefined) return flow.bytes;
  return flow.bytes + (flow.stream.bytesPerSecond * (now - flow.countedAt)) / 1000;
}

function print(key: string, flow: Flow, now: number): PrintedFlow[] {
  const { stream } = flow;
  const bytes = Math.floor(bytesAt(flow, now));
  const common = {
    inPort: stream.inPort,
    srcMac: stream.srcMac,
    dstMac: stream.dstMac,
    ip: { src: formatIpv4(stream.src), dst: formatIpv4(stream.dst) },
    packets: Math.ceil(bytes / packetBytes),
    bytes,
    ...(bytes === 0 ? {} : { usedMs: flow.idleSince === undefined ? 1 : now - flow.idleSince }),
  };
  if (!stream.recirculated) return [{ ...common, ufid: ufidOf(key), recirculation: 0, actions: `${stream.outPort}` }];
  const recirculation = (stream.dst & 0xff) + 1;
  const track = `ct,recirc(0x${recirculation.toString(16)})`;
  return [
    { ...common, ufid: ufidOf(key), recirculation: 0, actions: track },
    { ...common, ufid: ufidOf(`${key},${recirculation}`), recirculation, actions: `${stream.outPort}` },
  ];
}

const ufids = new Map<string, string>();
/** More than the flows of the largest demo; beyond it the memory of computed ufids is started anew. */
const mostUfids = 100_000;

/** A ufid is a hash of what the flow matches, so a flow that was evicted comes back under the same one. */
function ufidOf(key: string): string {
  let ufid = ufids.get(key);
  if (ufid === undefined) {
    if (ufids.size >= mostUfids) ufids.clear();
    const digest = createHash('md5').update(key).digest('hex');
    ufid = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    ufids.set(key, ufid);
  }
  return ufid;
}
