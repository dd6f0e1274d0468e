// When a copy is given more downtime, switched over, or given up; and where it goes.
import t from 'tap';
import { addressIn } from '../../agent/libvirt/migration-settings.js';
import { allowedDowntimeMs, Pacing, type PacingLimits } from '../../agent/libvirt/pacing.js';
import { formatIpv4, ipv4, parsePrefix } from '../../topology/ipv4.js';

const ladder = { startMs: 100, limitMs: 500, steps: 5 };
const limits: PacingLimits = { timeoutMs: 600_000, progressTimeoutMs: 150_000, downtime: ladder, postCopy: false };

t.test('downtime by passes', async (t) => {
  const allowed = (one: typeof ladder) => [0, 1, 2, 3, 4, 5, 6, 7, 50].map((pass) => allowedDowntimeMs(one, pass));
  const none = undefined;
  t.strictSame(allowed(ladder), [100, 100, 100, 200, 300, 400, 500, none, none]);
  t.strictSame(allowed({ ...ladder, steps: 1 }), [500, 500, 500, none, none, none, none, none, none]);
  t.strictSame(allowed({ ...ladder, steps: 2 }), [100, 100, 100, 500, none, none, none, none, none]);
  t.strictSame(allowed({ ...ladder, limitMs: 50, steps: 3 }), [100, 100, 100, 100, 100, none, none, none, none]);
});

t.test('each downtime is asked for once, and never a smaller one', async (t) => {
  const pacing = new Pacing(limits);
  const asked = [1, 1, 2, 3, 3, 4, 3, 6, 7].map((iteration, second) => {
    const step = pacing.next(second * 1000, { iteration, remaining: 1e9 / (second + 1) });
    return step.kind === 'allow-downtime' ? step.ms : step.kind;
  });
  t.strictSame(asked, [100, 'wait', 'wait', 200, 'wait', 300, 'wait', 500, 'wait']);
});

t.test('time', async (t) => {
  const state = { iteration: 2, remaining: 5 };
  const over = { kind: 'abort', reason: 'not finished after 600000 ms' };
  t.strictSame(new Pacing({ ...limits, progressTimeoutMs: 0 }).next(600_001, state), over);
  const switched = new Pacing({ ...limits, postCopy: true });
  t.strictSame(switched.next(600_001, { iteration: undefined, remaining: undefined }), { ...over, kind: 'post-copy' });
  switched.refusePostCopy();
  t.strictSame(switched.next(600_002, state), over, 'where that is refused, it is given up after all');
});

t.test('the steps of downtime are used up', async (t) => {
  const state = { iteration: 7, remaining: 5 };
  t.strictSame(new Pacing(limits).next(1000, state), { kind: 'wait' }, 'time and progress decide');
  const reason = 'not converged with a downtime of 500 ms';
  const pacing = new Pacing({ ...limits, postCopy: true });
  t.strictSame(pacing.next(1000, state), { kind: 'post-copy', reason });
  pacing.refusePostCopy();
  t.strictSame(pacing.next(1500, state), { kind: 'wait' });
});

/** What becomes of a copy whose passes have so many bytes to do, each of them in 10 s, asked every second. */
function ending(passes: readonly number[], copying: Partial<PacingLimits> = {}): string {
  const pacing = new Pacing({ ...limits, timeoutMs: 1e9, ...copying });
  for (let second = 0; second < passes.length * 10; second++) {
    const pass = Math.floor(second / 10);
    const remaining = passes[pass]! * (1 - (second % 10) / 10);
    const step = pacing.next(second * 1000, { iteration: pass + 1, remaining });
    if (step.kind === 'abort') return `${step.reason}, after ${second} s`;
  }
  return 'goes on';
}

t.test('progress is a pass with less to do than each before', async (t) => {
  const many = (count: number, bytes: (index: number) => number) => Array.from({ length: count }, (_, i) => bytes(i));
  t.equal(ending(many(60, (index) => 1e9 * 0.9 ** index)), 'goes on', 'it converges');
  t.equal(ending([1e9, ...many(60, () => 4e8)]), 'made no progress for 150000 ms, after 170 s', 'it never does');
  t.equal(ending([1e9, ...many(60, () => 4e8)], { progressTimeoutMs: 0 }), 'goes on', 'nobody looks');
  t.match(ending([1e9, ...many(60, (index) => 4e8 + index)]), /no progress/, 'it moves away');
  t.equal(ending([1e9, ...many(12, () => 4e8), 3e8, ...many(12, () => 4e8)]), 'goes on', 'one smaller pass');
});

t.test('a long pass is progress for as long as it moves', async (t) => {
  const pacing = new Pacing({ ...limits, timeoutMs: 1e9 });
  const at = (second: number, remaining: number | undefined, iteration?: number) =>
    pacing.next(second * 1000, { iteration, remaining }).kind;
  t.equal(at(0, undefined), 'wait');
  t.equal(at(100, 0), 'wait', 'nothing is said before it begins, and that is no progress');
  for (let second = 101; second < 2000; second += 100) at(second, 1e12 - second * 1e6, 1);
  t.equal(at(2000, 1e12 - 2000 * 1e6, 1), 'wait');
  t.equal(at(2150, 1e12 - 2000 * 1e6, 1), 'wait');
  t.equal(at(2151, 1e12 - 2000 * 1e6, 1), 'abort', 'the network stands still');
});

t.test('the address in the network for migrations', async (t) => {
  const within = (prefix: string, host: string) => formatIpv4(addressIn(parsePrefix(prefix)!, ipv4(host)));
  t.equal(within('192.168.0.0/16', '10.0.1.7'), '192.168.1.7');
  t.equal(within('172.31.255.0/24', '200.0.1.255'), '172.31.255.255');
  t.equal(within('240.0.0.0/4', '10.0.1.7'), '250.0.1.7');
  t.equal(within('192.0.2.1/32', '10.0.1.7'), '192.0.2.1');
  t.equal(within('0.0.0.0/0', '10.0.1.7'), '10.0.1.7');
});
