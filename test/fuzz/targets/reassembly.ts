// The state machines of fragmented messages, fed with any fragments, acknowledgements and times at all.

import { Reassembly } from '../../../agent/transport/fragments-receive.js';
import { OutgoingTransfer } from '../../../agent/transport/fragments-send.js';
import { decodeFrame, encodeAcknowledgement, encodeFragment, fragmentsOf } from '../../../agent/transport/frame.js';
import { ipv4 } from '../../../topology/ipv4.js';
import { Bytes, withLength } from '../engine/bytes.js';
import { holds, type Target } from '../engine/target.js';

const room = Buffer.alloc(70_000);
const message = Buffer.from(Array.from({ length: 1000 }, (_, index) => index & 0xff));
const from = { address: ipv4('10.0.0.1'), port: 7470 };
const limits = {
  ...{ maxMessageBytes: 65_536, maxBytes: 262_144, maxBytesPerSender: 131_072, maxTransfers: 8 },
  ...{ maxTransfersPerSender: 4, idleMs: 1000, rememberMs: 5000, maxRemembered: 16 },
};

function fragmentSeed(bytes: number, count = 99): Buffer {
  const transfer = new OutgoingTransfer({ id: BigInt(bytes), message, fragmentBytes: bytes, giveUpMs: 1000 }, 0);
  const parts: Buffer[] = [];
  for (let next = transfer.next(0); next && parts.length < count; next = transfer.next(0)) {
    // The sender's session, 1 byte, and the time that goes by before, 1 byte.
    parts.push(Buffer.from([1, 0]), withLength(encodeFragment(room, next)));
    transfer.onAcknowledgement({ transfer: next.transfer, firstMissing: next.index + 1, bitmap: Buffer.alloc(0) }, 1);
  }
  return Buffer.concat(parts);
}

export const reassembly: Target = {
  name: 'transport-reassembly',
  maxBytes: 8192,
  seeds: () => [fragmentSeed(400), fragmentSeed(100), fragmentSeed(100, 6), fragmentSeed(300, 2)],
  run(input) {
    const machine = new Reassembly(limits);
    const bytes = new Bytes(input);
    let nowMs = 0;
    const checkUsage = () => {
      const { bytes: held, transfers, senders, remembered, heldAcknowledgements } = machine.usage;
      holds(held >= 0 && held <= limits.maxBytes, 'memory within its bound');
      holds(transfers <= limits.maxTransfers && senders <= transfers, 'transfers within their bound');
      holds(remembered <= limits.maxRemembered && heldAcknowledgements <= transfers, 'what is remembered has a bound');
    };
    while (!bytes.isOver) {
      const session = BigInt(bytes.number(1) & 7);
      nowMs += bytes.number(1) * 8;
      const frame = decodeFrame(bytes.part());
      const fragments = frame?.kind === 'run' ? fragmentsOf(frame) : frame?.kind === 'fragment' ? [frame] : [];
      for (const fragment of fragments) {
        const result = machine.onFragment(fragment, session, from, nowMs);
        if (result.kind === 'completed') holds(result.message.length === fragment.messageBytes, 'a whole message');
        if ('acknowledgement' in result && result.acknowledgement) encodeAcknowledgement(room, result.acknowledgement);
      }
      checkUsage();
      if (machine.deadlineMs <= nowMs) machine.onTime(nowMs);
      holds(machine.deadlineMs > nowMs, 'after its time nothing is due');
      checkUsage();
    }
    machine.onTime(nowMs + limits.idleMs + limits.rememberMs + 1);
    const { bytes: held, transfers, senders, remembered } = machine.usage;
    holds(held === 0 && transfers === 0 && senders === 0 && remembered === 0, 'in the end nothing is kept');
  },
};

const acknowledgement = (firstMissing: number, bitmap: number[]) =>
  withLength(encodeAcknowledgement(room, { transfer: 1n, firstMissing, bitmap: Buffer.from(bitmap) }));

export const acknowledgements: Target = {
  name: 'transport-acknowledgements',
  seeds: () => [
    Buffer.concat([1, 3, 9, 40, 100].flatMap((first) => [Buffer.from([3, 1]), acknowledgement(first, [])])),
    Buffer.concat([Buffer.from([8, 0]), acknowledgement(0, [0xfe]), Buffer.from([0, 200]), acknowledgement(2, [1, 3])]),
  ],
  run(input) {
    const transfer = new OutgoingTransfer({ id: 1n, message, fragmentBytes: 10, giveUpMs: 1000 }, 0);
    const bytes = new Bytes(input);
    let nowMs = 0;
    while (!bytes.isOver && transfer.state === 'sending') {
      for (let sends = bytes.number(1) & 31; sends > 0; sends--) {
        const run = transfer.nextRun(nowMs);
        if (!run) break;
        holds(run.index * 10 + run.payload.length <= message.length && run.payload.length > 0, 'within the message');
      }
      nowMs += bytes.number(1) * 4;
      const frame = decodeFrame(bytes.part());
      if (frame?.kind === 'acknowledgement') transfer.onAcknowledgement(frame, nowMs);
      if (transfer.deadlineMs <= nowMs) transfer.onTime(nowMs);
      holds(transfer.acknowledged <= transfer.total && transfer.retransmissions >= 0, 'counts agree');
    }
    // Whatever came: with honest answers from now on it ends.
    for (let turn = 0; transfer.state === 'sending'; turn++) {
      holds(turn < 2000, 'the transfer ends');
      const run = transfer.nextRun(nowMs);
      if (run) {
        for (let index = run.index; index < run.index + run.count; index++) answer(transfer, index, nowMs);
      } else {
        nowMs = Math.max(nowMs + 1, Math.min(transfer.deadlineMs, nowMs + 1000));
        transfer.onTime(nowMs);
      }
    }
  },
};

/** That this fragment has come, and nothing else: all before it are missing. */
function answer(transfer: OutgoingTransfer, index: number, nowMs: number): void {
  const firstMissing = Math.max(0, index - 1);
  if (index === 0) return transfer.onAcknowledgement({ transfer: 1n, firstMissing: 1, bitmap: Buffer.alloc(0) }, nowMs);
  transfer.onAcknowledgement({ transfer: 1n, firstMissing, bitmap: Buffer.from([1]) }, nowMs);
}
