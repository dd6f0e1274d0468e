// Fragmented messages over a simulated network: whole and once, or reported as failed; and one small transfer
// written out, so that a person can read how loss is found and mended.
import t from 'tap';
import { type NetworkOptions, seededRandom, simulate } from './simulated-network.js';

const QUIET: Omit<NetworkOptions, 'random'> = {
  loss: 0,
  duplication: 0,
  delayMs: 1,
  jitterMs: 0,
  giveUpMs: 10_000,
  fragmentBytes: 1000,
};

function messageOf(bytes: number, random: () => number): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, () => random() * 256));
}

t.test('every message arrives whole and once, whatever the network does to datagrams', async (t) => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    const loss = (seed % 7) * 0.05;
    const message = messageOf(1001 + Math.floor(random() * 200_000), random);
    const network = {
      ...QUIET,
      random,
      loss,
      duplication: random() * 0.1,
      delayMs: random() * 20,
      jitterMs: random() * 20,
    };
    const outcome = simulate(BigInt(seed), message, network);
    const label = `seed ${seed}, loss ${loss}`;
    t.equal(outcome.state, 'done', `${label}: acknowledged`);
    t.equal(outcome.delivered.length, 1, `${label}: delivered once`);
    t.ok(outcome.delivered[0]?.equals(message), `${label}: whole`);
    t.equal(outcome.reassembly.usage.bytes, 0, `${label}: nothing held`);
  }
});

t.test('a clean network sees no retransmission and few acknowledgements', async (t) => {
  const random = seededRandom(1);
  const message = messageOf(2_500_000, random);
  const outcome = simulate(1n, message, { ...QUIET, random });
  t.equal(outcome.retransmissions, 0);
  t.equal(outcome.transmissions, 2500);
  t.ok(outcome.acknowledgements < 2500 / 7, `${outcome.acknowledgements} acknowledgements`);
  // 2 ms a round trip; slow start from 10 to 256 takes 5 of them, and then 10 windows of 256 are left.
  t.ok(outcome.endedAtMs < 50, `took ${outcome.endedAtMs} ms`);
});

t.test('the window bounds what is on its way, and shrinks under loss', async (t) => {
  for (const loss of [0, 0.2]) {
    let underway = 0;
    let most = 0;
    const random = seededRandom(2);
    const trace = (_atMs: number, line: string) => {
      if (line.startsWith('send')) most = Math.max(most, ++underway);
      else underway = 0;
    };
    simulate(1n, messageOf(600_000, random), { ...QUIET, random, loss, trace });
    t.ok(most <= (loss === 0 ? 256 : 64), `loss ${loss}: at most ${most} sent in a row`);
  }
});

t.test('nobody there: fails after the patience, and not before', async (t) => {
  for (const giveUpMs of [400, 10_000]) {
    const network = { ...QUIET, random: seededRandom(3), loss: 1, giveUpMs };
    const outcome = simulate(1n, Buffer.alloc(50_000), network);
    t.equal(outcome.state, 'failed');
    t.equal(outcome.delivered.length, 0);
    t.equal(outcome.endedAtMs, giveUpMs);
    t.ok(outcome.transmissions < 40, `${outcome.transmissions} datagrams into the void`);
  }
});

t.test('no fragment is lost but the first 8 acknowledgements are: still delivered once', async (t) => {
  const random = seededRandom(4);
  const message = messageOf(20_000, random);
  const network = { ...QUIET, random, losesAcknowledgement: (nth: number) => nth < 8 };
  const outcome = simulate(1n, message, network);
  t.equal(outcome.state, 'done');
  t.equal(outcome.delivered.length, 1);
  t.ok(outcome.retransmissions > 0);
});

t.test('transcript of one transfer that loses its third and its last fragment', async (t) => {
  const lines: string[] = [];
  const trace = (atMs: number, line: string) => lines.push(`${atMs.toFixed(0).padStart(3)}  ${line}`);
  const losesTransmission = (nth: number) => nth === 2 || nth === 6;
  const message = Buffer.from('a message of seven fragments, 10 bytes each, and the last one short');
  const network = { ...QUIET, random: seededRandom(5), fragmentBytes: 10, trace, losesTransmission };
  const outcome = simulate(1n, message, network);
  t.equal(outcome.delivered[0]?.toString(), message.toString());
  t.equal(`\n${lines.join('\n')}\n`, TRANSCRIPT);
});

// ms, then three columns: sender, receiver, receiver's acknowledgements.
const TRANSCRIPT = `
  0  send 0
  0  send 1
  0  send 2 (lost)
  0  send 3
  0  send 4
  0  send 5
  0  send 6 (lost)
  1            got 0: stored
  1            got 1: stored
  1                  ack 0-1
  1            got 3: stored
  1                  ack 0-1,3
  1            got 4: stored
  1            got 5: stored
  1                  ack 0-1,3,4,5
  2  send 2
  3            got 2: stored
  3                  ack 0-5
 54  timeout
 54  send 6
 55            got 6: completed
 55                  ack 0-6
`;
