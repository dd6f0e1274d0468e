// What peers can make a receiver hold, and what it makes of fragments that do not fit together. The count is
// the machine's own.
import t from 'tap';
import { type FragmentResult, Reassembly } from '../../agent/transport/fragments-receive.js';
import type { Fragment } from '../../agent/transport/frame.js';
import type { Peer } from '../../agent/transport/transport.js';
import { ipv4 } from '../../topology/ipv4.js';
import { SENDER, seededRandom } from './simulated-network.js';

const MIB = 1024 * 1024;

function fragment(transfer: bigint, index: number, messageBytes = 250, fragmentBytes = 100): Fragment {
  const bytes = Math.max(0, Math.min(fragmentBytes, messageBytes - index * fragmentBytes));
  return { transfer, messageBytes, fragmentBytes, index, payload: Buffer.alloc(bytes, index + 1) };
}

/** An address for each session. */
function peer(session: bigint): Peer {
  return { address: ipv4(`10.0.2.${session}`), port: 7470 };
}

function describe(result: FragmentResult): string {
  if (result.kind === 'dropped') return result.reason;
  return result.acknowledgement ? `${result.kind}, acknowledged` : result.kind;
}

t.test('a million random fragments: memory stays within the limits', async (t) => {
  const random = seededRandom(1);
  const reassembly = new Reassembly();
  const dropped = { malformed: 0, 'message-too-large': 0, 'sender-limit': 0, 'reassembly-limit': 0 };
  let mostBytes = 0;
  let mostTransfers = 0;
  let mostSenders = 0;
  const payload = Buffer.alloc(1400);
  for (let i = 0; i < 1_000_000; i++) {
    const fragmentBytes = 1 + Math.floor(random() * 1400);
    const messageBytes = Math.floor(random() * (random() < 0.5 ? 10 * MIB : 10_000));
    // Mostly right lengths: a wrong one is turned away at the first look.
    const total = Math.ceil(messageBytes / fragmentBytes);
    const index = Math.min(0xffff, Math.floor(random() * total));
    const length = Math.min(fragmentBytes, messageBytes - index * fragmentBytes);
    const bomb = {
      transfer: BigInt(Math.floor(random() * 2 ** 53)),
      messageBytes,
      fragmentBytes,
      index,
      payload: payload.subarray(0, Math.max(0, length)),
    };
    const session = BigInt(Math.floor(random() * 40));
    // A virtual minute in all, so that idle ones make room for new ones three times.
    const nowMs = i * 0.06;
    const result = reassembly.onFragment(bomb, session, peer(session), nowMs);
    if (result.kind === 'dropped') dropped[result.reason]++;
    if (nowMs >= reassembly.deadlineMs) reassembly.onTime(nowMs);
    const { bytes, transfers, senders, heldAcknowledgements } = reassembly.usage;
    mostBytes = Math.max(mostBytes, bytes);
    mostTransfers = Math.max(mostTransfers, transfers);
    mostSenders = Math.max(mostSenders, senders);
    if (heldAcknowledgements > transfers) t.fail('an acknowledgement is held for nothing');
  }
  t.ok(mostBytes > 32 * MIB && mostBytes <= 64 * MIB, `${mostBytes} bytes at most`);
  t.ok(mostTransfers <= 256, `${mostTransfers} transfers at most`);
  t.ok(mostSenders <= 40);
  t.ok(
    Object.values(dropped).every((count) => count > 0),
    JSON.stringify(dropped),
  );
  reassembly.onTime(1e9);
  t.same(reassembly.usage, { bytes: 0, transfers: 0, senders: 0, remembered: 0, heldAcknowledgements: 0 });
});

t.test('each limit by itself', async (t) => {
  const try_ = (reassembly: Reassembly, id: bigint, session: bigint, bytes: number) =>
    describe(reassembly.onFragment(fragment(id, 0, bytes, 1000), session, peer(session), 0));
  t.equal(try_(new Reassembly(), 1n, 1n, 8 * MIB), 'stored', 'the largest message');
  t.equal(try_(new Reassembly(), 1n, 1n, 8 * MIB + 1), 'message-too-large', 'one byte more');

  const one = new Reassembly();
  for (let id = 1n; id <= 16n; id++) t.equal(try_(one, id, 1n, 5000), 'stored');
  t.equal(try_(one, 17n, 1n, 5000), 'sender-limit', 'the 17th of one sender');
  const restarted = one.onFragment(fragment(19n, 0, 5000, 1000), 9n, peer(1n), 0);
  t.equal(describe(restarted), 'sender-limit', 'and not as another session from the same address');
  t.equal(try_(one, 18n, 2n, 5000), 'stored', 'another sender is not held up by it');

  const large = new Reassembly();
  t.equal(try_(large, 1n, 1n, 8 * MIB), 'stored');
  t.equal(try_(large, 2n, 1n, 8 * MIB), 'sender-limit', 'bytes of one sender');
  for (let session = 2n; session <= 8n; session++) t.equal(try_(large, session, session, 7 * MIB), 'stored');
  t.equal(try_(large, 9n, 9n, 8 * MIB), 'reassembly-limit', 'bytes of all senders');

  const all = new Reassembly({ maxTransfers: 2 });
  t.equal(try_(all, 1n, 1n, 5000), 'stored');
  t.equal(try_(all, 2n, 2n, 5000), 'stored');
  t.equal(try_(all, 3n, 3n, 5000), 'reassembly-limit', 'transfers of all senders');
  all.onTime(15_000);
  t.equal(try_(all, 3n, 3n, 5000), 'stored', 'there is room again when the idle ones have timed out');
});

t.test('fragments that contradict themselves or each other', async (t) => {
  const reassembly = new Reassembly();
  const give = (what: Partial<Fragment>) =>
    describe(reassembly.onFragment({ ...fragment(1n, 0), ...what }, 1n, SENDER, 0));
  t.equal(give({ fragmentBytes: 0 }), 'malformed', 'no length');
  t.equal(give({ index: 3, payload: Buffer.alloc(0) }), 'malformed', 'index past the end');
  t.equal(give({ messageBytes: 100 }), 'malformed', 'a message that needs no fragments');
  t.equal(give({ messageBytes: 0 }), 'malformed');
  t.equal(give({ payload: Buffer.alloc(99) }), 'malformed', 'too short for its place');
  t.equal(give({ payload: Buffer.alloc(101) }), 'malformed', 'reaches into the next one');
  t.equal(give({ index: 2 }), 'malformed', 'last one too long');
  t.equal(give({ messageBytes: 8 * MIB, fragmentBytes: 100 }), 'malformed', 'more fragments than an index can name');
  t.equal(reassembly.usage.transfers, 0, 'none of them began a transfer');
  t.equal(give({}), 'stored');
  t.equal(give({ messageBytes: 251 }), 'malformed', 'another length of the message');
  t.equal(describe(reassembly.onFragment(fragment(1n, 1, 250, 90), 1n, SENDER, 0)), 'malformed', 'another grid');
  t.equal(
    describe(reassembly.onFragment(fragment(1n, 1), 1n, SENDER, 0)),
    'stored, acknowledged',
    'the right ones still fit',
  );
  const last = reassembly.onFragment(fragment(1n, 2), 1n, SENDER, 0);
  const expected = Buffer.concat([Buffer.alloc(100, 1), Buffer.alloc(100, 2), Buffer.alloc(50, 3)]);
  t.ok(last.kind === 'completed' && last.message.equals(expected));
});

t.test('a finished transfer is acknowledged again and not delivered again, while it is remembered', async (t) => {
  const reassembly = new Reassembly({ rememberMs: 1000, maxRemembered: 2 });
  const deliver = (id: bigint, nowMs: number, session = 1n) =>
    [0, 1, 2].map((index) => describe(reassembly.onFragment(fragment(id, index), session, SENDER, nowMs))).at(-1);
  t.equal(deliver(1n, 0), 'completed, acknowledged');
  t.equal(deliver(1n, 999), 'duplicate, acknowledged');
  t.equal(deliver(1n, 999, 2n), 'duplicate, acknowledged', 'from another session (or address) too');
  const again = reassembly.onFragment(fragment(1n, 1), 1n, SENDER, 999);
  t.match(again, { kind: 'duplicate', acknowledgement: { transfer: 1n, firstMissing: 3 } });
  t.equal(deliver(1n, 1000), 'completed, acknowledged', 'forgotten after its time');
  t.equal(deliver(2n, 1001), 'completed, acknowledged');
  t.equal(deliver(3n, 1002), 'completed, acknowledged');
  t.equal(reassembly.usage.remembered, 2, 'no more than the bound');
  t.equal(deliver(2n, 1003), 'duplicate, acknowledged');
  t.equal(deliver(1n, 1004), 'completed, acknowledged', 'the oldest was pushed out');
  reassembly.onTime(5000);
  t.equal(reassembly.usage.remembered, 0);
});

t.test('when acknowledgements are given', async (t) => {
  const reassembly = new Reassembly();
  const give = (index: number, nowMs: number) =>
    describe(reassembly.onFragment(fragment(1n, index, 100_000, 1000), 1n, SENDER, nowMs));
  t.equal(give(0, 0), 'stored');
  t.equal(give(1, 0), 'stored, acknowledged', 'every second at first');
  t.equal(give(2, 0), 'stored');
  t.equal(reassembly.deadlineMs, 5, 'or after 5 ms');
  t.same(reassembly.onTime(4), { due: [], abandoned: 0 });
  t.match(reassembly.onTime(5), { due: [{ to: SENDER, acknowledgement: { transfer: 1n, firstMissing: 3 } }] });
  t.same(reassembly.onTime(6), { due: [], abandoned: 0 }, 'once');
  t.equal(give(5, 7), 'stored, acknowledged', 'at once when there is a gap');
  t.equal(give(3, 7), 'stored, acknowledged', 'at once when it is filled');
  t.equal(give(3, 7), 'duplicate, acknowledged');
  t.equal(give(4, 7), 'stored, acknowledged');
  for (let index = 6; index < 36; index++) give(index, 8);
  reassembly.onTime(20);
  const held = [36, 37, 38, 39, 40, 41, 42].map((index) => give(index, 30));
  t.same(new Set(held), new Set(['stored']), 'later not every second one');
  t.equal(give(43, 30), 'stored, acknowledged', 'but every eighth');
  t.equal(give(99, 30), 'stored, acknowledged', 'and the last');
  t.same(reassembly.onTime(15_030), { due: [], abandoned: 1 });
});
