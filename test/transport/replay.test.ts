// Datagrams that come twice, late, or from a session that nobody knows: the windows and the challenges by themselves, in
// made-up time. How two transports get to know each other is proof.test.ts.
import { randomBytes } from 'node:crypto';
import t from 'tap';
import { Allowance, Challenges } from '../../agent/transport/challenges.js';
import { ReplayWindows, type Verdict } from '../../agent/transport/replay.js';
import { seededRandom } from './simulated-network.js';

const FIRST = 2 ** 31;
/** The window: 512 words of 32 counters, the highest of them filled bit by bit. */
const WINDOW = 511 * 32;

/** Windows that know session 1, proven at time 0 with the first counter. */
function proven(limits = {}): ReplayWindows {
  const windows = new ReplayWindows(limits);
  windows.prove(1n, FIRST, 0);
  return windows;
}

t.test('each counter once, in any order within the window', async (t) => {
  const random = seededRandom(1);
  const windows = proven();
  const seen = new Set<number>([FIRST]);
  let highest = FIRST;
  const wrong: string[] = [];
  for (let i = 0; i < 300_000; i++) {
    const jump = random() < 0.001 ? 100_000 : 40;
    const counter = Math.max(FIRST, highest + Math.floor((random() - 0.4) * jump));
    // The reference keeps them all. Between the surely kept and the surely forgotten lies the word that is being filled.
    const isDoubtful = highest - counter >= WINDOW && highest - counter < WINDOW + 32 && !seen.has(counter);
    const expected: Verdict = seen.has(counter) || highest - counter >= WINDOW + 32 ? 'replayed' : 'fresh';
    const verdict = windows.judge(1n, counter, 0, false);
    if (!isDoubtful && verdict !== expected) wrong.push(`${counter - FIRST} below ${highest - counter}: ${verdict}`);
    if (verdict === 'fresh') seen.add(counter);
    if (verdict === 'fresh') highest = Math.max(highest, counter);
  }
  t.same(wrong, []);
  t.ok(seen.size > 50_000, `${seen.size} were taken`);
});

t.test('a session is known from its answer on, and not what it sent before', async (t) => {
  for (const counter of [FIRST + 5, FIRST + 31, FIRST + 32, FIRST + 100_000, 2 ** 32 - 1]) {
    const windows = new ReplayWindows();
    t.equal(windows.judge(7n, counter - 1, 0, false), 'unproven');
    t.equal(windows.prove(7n, counter, 0), 'fresh');
    t.equal(windows.prove(7n, counter, 0), 'replayed', 'the answer itself');
    for (const before of [counter, counter - 1, counter - 5]) {
      t.equal(windows.judge(7n, before, 0, false), 'replayed', `${counter - before} before it`);
      t.ok(windows.hasSeen(7n, before));
    }
    if (counter === 2 ** 32 - 1) continue;
    t.notOk(windows.hasSeen(7n, counter + 1));
    t.equal(windows.judge(7n, counter + 1, 0, false), 'fresh');
    t.equal(windows.judge(7n, counter + 1, 0, false), 'replayed');
  }
});

t.test('what was sent long ago is stale; clocks that go differently fast are put right by an answer', async (t) => {
  const windows = proven();
  const at = (ms: number) => FIRST + ms * 4;
  t.equal(windows.judge(1n, at(50_000), 50_000, false), 'fresh');
  t.equal(windows.judge(1n, at(60_000), 89_000, false), 'fresh', '29 s late');
  t.equal(windows.judge(1n, at(60_001), 91_000, false), 'stale', '31 s late');
  t.equal(windows.judge(1n, at(60_001), 62_000, false), 'replayed', 'once stale, it is not taken any more');
  t.equal(windows.judge(1n, at(200_000), 100_000, false), 'fresh', 'a sender that is ahead, by much traffic');
  t.equal(windows.judge(1n, at(200_001), 131_000, false), 'stale', 'and then rests');
  t.equal(windows.prove(1n, at(200_002), 131_000), 'fresh');
  t.equal(
    windows.judge(1n, at(199_999), 131_000, false),
    'fresh',
    'known before: not all before the answer is replayed',
  );
  t.equal(windows.judge(1n, at(200_003), 160_000, false), 'fresh', 'time counts from the answer on');
  const slow = proven();
  let stale = 0;
  // A clock that loses 100 ppm: what it sends looks ever older.
  for (let second = 0; second < 200_000; second++) {
    const counter = at(Math.floor(second * 999.9));
    if (slow.judge(1n, counter, second * 1000, false) !== 'stale') continue;
    stale++;
    slow.prove(1n, counter + 1, second * 1000);
  }
  t.equal(stale, 0, 'not within two days');
});

t.test('sessions of the version before: from the first datagram on, and only under its keys', async (t) => {
  const windows = new ReplayWindows({ maxUntimedSessions: 10 });
  t.equal(windows.judge(1n, 500, 0, false), 'untimed');
  t.equal(windows.judge(1n, 500, 0, true), 'fresh');
  t.equal(windows.judge(1n, 499, 0, true), 'fresh', 'overtaken by the first one');
  t.equal(windows.judge(1n, 500, 1e9, true), 'replayed');
  t.equal(windows.judge(1n, 501, 1e9, true), 'fresh', 'never stale');
  for (let session = 2n; session < 1000n; session++) windows.judge(session, 0, 0, true);
  t.same(windows.usage, { proven: 0, untimed: 10 });
});

t.test(
  'the number of sessions is bounded; the least recently heard one goes, but none that was just proven',
  async (t) => {
    const windows = new ReplayWindows({ maxSessions: 3 });
    const heard = (session: bigint, nowMs: number) => windows.judge(session, FIRST + nowMs * 4, nowMs, false);
    for (const session of [1n, 2n, 3n]) t.equal(windows.prove(session, FIRST, 0), 'fresh');
    t.equal(windows.prove(4n, FIRST, 19_999), 'unproven', 'no room yet');
    t.equal(heard(1n, 20_000), 'fresh');
    t.equal(windows.prove(4n, FIRST, 20_000), 'fresh');
    t.equal(heard(2n, 20_001), 'unproven', 'it had to go');
    t.equal(heard(1n, 20_001), 'fresh');
    for (let session = 10n; session < 1000n; session++) windows.prove(session, FIRST, Number(session) * 30_000);
    t.equal(windows.usage.proven, 3);
    t.equal(heard(1n, 1e9), 'unproven', 'not even the one that was heard last');
  },
);

t.test('cookies: of this session, this process, and these 20 seconds', async (t) => {
  const challenges = new Challenges(randomBytes);
  const cookie = challenges.ask(1n, 1000)!;
  t.equal(cookie.length, 8);
  t.ok(challenges.isAnswer(1n, cookie, 1000));
  t.ok(challenges.isAnswer(1n, cookie, 10_999));
  t.notOk(challenges.isAnswer(1n, cookie, 21_000));
  t.notOk(challenges.isAnswer(2n, cookie, 1000));
  t.notOk(challenges.isAnswer(1n, Buffer.alloc(8), 1000));
  t.notOk(new Challenges(randomBytes).isAnswer(1n, cookie, 1000), 'another life of the agent');
});

t.test('how often is asked', async (t) => {
  const one = new Challenges(randomBytes);
  const asked: number[] = [];
  for (let nowMs = 0; nowMs < 10_000; nowMs++) {
    for (let i = 0; i < 20; i++) if (one.ask(1n, nowMs)) asked.push(nowMs);
  }
  const starts = [...new Set(asked)];
  t.same(starts, [0, 25, 75, 175, 375, 775, 1575, 3175, 6375, 9575], 'a silent one less and less');
  t.equal(asked.length, 15 + starts.length, 'at first 16 at once');
  t.ok(one.isAnswer(1n, one.ask(1n, 20_000)!, 20_000));
  t.equal(one.silent, 0, 'forgotten when it has answered');

  const all = new Challenges(randomBytes);
  let total = 0;
  for (let i = 0; i < 100_000; i++) if (all.ask(BigInt(i), i / 10)) total++;
  t.ok(total >= 10_000 && total <= 10_250, `${total} in 10 s`);
  t.ok(all.silent <= 4096, `${all.silent} are remembered`);
  const none = new Allowance(4);
  t.same([none.take(0), none.take(0), none.take(249), none.take(250)], [true, false, false, true]);
});
