// The two formulas, in tables.
import t from 'tap';
import { CongestionWindow, RetransmissionTimeout } from '../../agent/transport/congestion.js';

t.test('retransmission timeout after RFC 6298', async (t) => {
  const timeout = new RetransmissionTimeout(10_000);
  t.equal(timeout.ms, 250, 'before any measurement');
  timeout.expired();
  t.equal(timeout.ms, 500, 'doubles');
  timeout.progressed();
  t.equal(timeout.ms, 250);
  timeout.measured(100);
  t.equal(timeout.ms, 300, 'first measurement: R + 4 * R/2');
  timeout.measured(100);
  t.equal(timeout.ms, 250, '100 + 4 * (3/4 * 50)');
  timeout.measured(20);
  t.equal(timeout.shortestMs, 20);
  t.equal(timeout.ms, 90 + 4 * (0.75 * 37.5 + 0.25 * 80), 'smoothed 90, variation 48.125');
  for (let i = 0; i < 100; i++) timeout.measured(0.2);
  t.equal(timeout.ms, 50, 'never below the floor');
  for (let i = 0; i < 100; i++) timeout.expired();
  t.equal(timeout.ms, 2000, 'never above the ceiling');
  t.equal(new RetransmissionTimeout(400).ms, 100, 'several tries fit a short patience');
});

t.test('congestion window after RFC 5681, in fragments', async (t) => {
  const window = new CongestionWindow(64);
  t.equal(window.fragments, 10, 'initial window of RFC 6928');
  window.acknowledged(10);
  t.equal(window.fragments, 20, 'slow start doubles in a round trip');
  window.lost();
  t.equal(window.fragments, 10, 'halves');
  for (let i = 0; i < 11; i++) window.acknowledged(1);
  t.equal(window.fragments, 11, 'then grows by one in a round trip');
  window.timedOut();
  t.equal(window.fragments, 2);
  window.acknowledged(2);
  t.equal(window.fragments, 4, 'slow start again');
  for (let i = 0; i < 10_000; i++) window.acknowledged(1);
  t.equal(window.fragments, 64, 'never above its maximum');
  for (let i = 0; i < 20; i++) window.lost();
  t.equal(window.fragments, 2, 'never below two');
});
