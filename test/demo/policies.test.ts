// The demo with another policy and another site than by default.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Summary } from '../../tools/demo/summary.js';
import { startDemo } from './run-demo.js';

// Machines under load are slow; a file run by itself would get 30 s.
t.setTimeout(115_000);

for (const policy of ['load-aware', 'round-robin']) {
  t.test(`${policy} on a site of four tiers`, { timeout: 110_000 }, async (t) => {
    const demo = startDemo(t, '--policy', policy, '--hosts', '9', '--vms', '27', '--seed', '5');
    const [code] = await demo.ended;
    t.equal(code, 0, demo.output());
    const summary: Summary = JSON.parse(readFileSync(path.join(demo.out, 'summary.json'), 'utf8'));
    t.match(summary, { ok: true, policy, seed: 5 });
    t.ok(summary.finalCost < 0.8 * summary.initialCost, `${summary.finalCost} after ${summary.initialCost}`);
    t.equal(summary.trafficByLevel.levels.length, 5);
  });
}
