// Two ends of fragmented messages joined by a network that loses, doubles, delays and reorders, in virtual time.
// One seed gives one run. Not a model of any real network.

import { Reassembly, type ReassemblyLimits } from '../../agent/transport/fragments-receive.js';
import { OutgoingTransfer } from '../../agent/transport/fragments-send.js';
import type { Acknowledgement, Fragment } from '../../agent/transport/frame.js';
import type { Peer } from '../../agent/transport/transport.js';
import { ipv4 } from '../../topology/ipv4.js';

export const SENDER: Peer = { address: ipv4('10.0.1.1'), port: 7470 };
const SESSION = 0x1111n;

/** A small generator (mulberry32) whose seed is the whole state: 0 <= value < 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface NetworkOptions {
  readonly random: () => number;
  /** Chance of each datagram to be lost, 0..1, in either direction. */
  readonly loss: number;
  /** Chance to arrive twice. */
  readonly duplication: number;
  /** Delay of a datagram: at least this, and up to `jitterMs` more, which reorders. */
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly giveUpMs: number;
  readonly fragmentBytes: number;
  readonly limits?: Partial<ReassemblyLimits>;
  /** Called for every event, to write a transcript. */
  readonly trace?: (atMs: number, line: string) => void;
  /** Whether to lose the nth transmission of the sender, instead of by chance. */
  readonly losesTransmission?: (nth: number) => boolean;
  /** The same for the receiver's acknowledgements. */
  readonly losesAcknowledgement?: (nth: number) => boolean;
}

interface Arrival {
  readonly atMs: number;
  /** Datagrams of the same moment arrive in the order in which they were sent. */
  readonly order: number;
  readonly arrive: () => void;
}

export interface Outcome {
  readonly state: 'sending' | 'done' | 'failed';
  readonly delivered: Buffer[];
  readonly endedAtMs: number;
  readonly transmissions: number;
  readonly retransmissions: number;
  readonly acknowledgements: number;
  readonly reassembly: Reassembly;
}

/** Which fragments an acknowledgement says have come, as text: `0-3,5`. */
export function describeAcknowledgement({ firstMissing, bitmap }: Acknowledgement): string {
  const later: number[] = [];
  for (let bit = 0; bit < bitmap.length * 8; bit++) {
    if ((bitmap[bit >> 3]! >> (bit & 7)) & 1) later.push(firstMissing + 1 + bit);
  }
  return [firstMissing > 0 ? `0-${firstMissing - 1}` : 'none', ...later].join(',');
}

/** Sends one message until the sender has ended and nothing is on its way any more. */
export function simulate(id: bigint, message: Uint8Array, options: NetworkOptions): Outcome {
  const { random, trace } = options;
  const sender = new OutgoingTransfer(
    { id, message, fragmentBytes: options.fragmentBytes, giveUpMs: options.giveUpMs },
    0,
  );
  const reassembly = new Reassembly(options.limits);
  const delivered: Buffer[] = [];
  const underway: Arrival[] = [];
  let nowMs = 0;
  let order = 0;
  let transmissions = 0;
  let acknowledgements = 0;

  const put = (arrive: () => void, lost: boolean) => {
    const copies = lost ? 0 : random() < options.duplication ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      underway.push({ atMs: nowMs + options.delayMs + random() * options.jitterMs, order: order++, arrive });
    }
  };
  const acknowledge = (acknowledgement: Acknowledgement | undefined) => {
    if (!acknowledgement) return;
    const lost = options.losesAcknowledgement?.(acknowledgements) ?? random() < options.loss;
    acknowledgements++;
    trace?.(nowMs, `                ack ${describeAcknowledgement(acknowledgement)}${lost ? ' (lost)' : ''}`);
    put(() => sender.onAcknowledgement(acknowledgement, nowMs), lost);
  };
  const receive = (fragment: Fragment) => {
    const result = reassembly.onFragment(fragment, SESSION, SENDER, nowMs);
    trace?.(nowMs, `          got ${fragment.index}: ${result.kind}`);
    if (result.kind === 'dropped') return;
    acknowledge(result.acknowledgement);
    if (result.kind === 'completed') delivered.push(result.message);
  };
  const transmit = () => {
    for (let fragment = sender.next(nowMs); fragment; fragment = sender.next(nowMs)) {
      const sent = fragment;
      const lost = options.losesTransmission?.(transmissions) ?? random() < options.loss;
      transmissions++;
      trace?.(nowMs, `send ${fragment.index}${lost ? ' (lost)' : ''}`);
      put(() => receive(sent), lost);
    }
  };

  transmit();
  for (;;) {
    underway.sort((a, b) => b.atMs - a.atMs || b.order - a.order);
    const arrivalMs = underway.at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
    // The receiver's clean-up of old transfers is not waited for, or no run would end early.
    const receiverMs = reassembly.usage.heldAcknowledgements > 0 ? reassembly.deadlineMs : Number.POSITIVE_INFINITY;
    const nextMs = Math.min(arrivalMs, receiverMs, sender.deadlineMs);
    if (nextMs === Number.POSITIVE_INFINITY) break;
    nowMs = nextMs;
    if (arrivalMs === nextMs) underway.pop()!.arrive();
    for (const { acknowledgement } of reassembly.onTime(nowMs).due) acknowledge(acknowledgement);
    if (nowMs >= sender.deadlineMs) trace?.(nowMs, 'timeout');
    sender.onTime(nowMs);
    transmit();
    if (sender.state !== 'sending' && underway.length === 0) break;
  }
  const { state, retransmissions } = sender;
  return { state, delivered, endedAtMs: nowMs, transmissions, retransmissions, acknowledgements, reassembly };
}
