// `npm run demo` as a whole: real agents as processes, real UDP on loopback. Asserts on summary.json, whose numbers
// are computed once more here from its traffic and placement. How it ends when it is interrupted: lifecycle.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { communicationCost } from '../../agent/core/cost.js';
import type { Summary } from '../../tools/demo/summary.js';
import { ipv4 } from '../../topology/ipv4.js';
import { readCostMap } from '../../topology/load.js';
import { type Checks, leavesNothing, startDemo } from './run-demo.js';

// Machines under load are slow; a file run by itself would get 30 s.
t.setTimeout(115_000);

async function checkNumbers(test: Checks, summary: Summary, out: string) {
  const map = await readCostMap(path.join(out, 'topology.yaml'));
  const pairs = summary.traffic.map(({ a, b, bytesPerSecond }) => ({ a: ipv4(a), b: ipv4(b), bytesPerSecond }));
  for (const [when, cost] of [
    ['before', summary.initialCost],
    ['after', summary.finalCost],
  ] as const) {
    const placement = new Map(Object.entries(summary.placement[when]).map(([vm, host]) => [ipv4(vm), ipv4(host)]));
    test.equal(
      communicationCost(pairs, (vm) => placement.get(vm), map),
      cost,
      `cost ${when}`,
    );
    const levels = new Array<number>(map.maxLevel + 1).fill(0);
    for (const { a, b, bytesPerSecond } of pairs)
      levels[map.level(placement.get(a)!, placement.get(b)!)!]! += bytesPerSecond;
    test.same(summary.trafficByLevel[when], levels, `traffic by level ${when}`);
  }
  const placement = { ...summary.placement.before };
  for (const { vm, from, to, gain, bytes, ms, reason, verified } of summary.migrations) {
    test.equal(placement[vm], from, `${vm} moves from where it is`);
    test.ok(gain > summary.migrationCost && bytes > 0 && ms > 0 && reason !== '' && verified, `${vm}: whole report`);
    placement[vm] = to;
  }
  test.same(placement, summary.placement.after, 'the migrations lead from the first placement to the last');
}

t.test('a round over 8 hosts and 64 VMs lowers the cost and loses nothing', { timeout: 110_000 }, async (t) => {
  const demo = startDemo(t);
  const [code] = await demo.ended;
  t.equal(code, 0, demo.output());
  const summary: Summary = JSON.parse(readFileSync(path.join(demo.out, 'summary.json'), 'utf8'));
  t.match(summary, { ok: true, problems: [], policy: 'distributed', seed: 1 });
  t.ok(summary.finalCost < 0.8 * summary.initialCost, `${summary.finalCost} after ${summary.initialCost}`);
  t.equal(Object.keys(summary.placement.after).length, 64);
  for (const { host, slots } of summary.hosts) {
    const held = Object.values(summary.placement.after).filter((where) => where === host).length;
    t.ok(held <= slots, `${host}: ${held} VMs in ${slots} slots`);
  }
  await checkNumbers(t, summary, demo.out);
  // What agents reckon from measured rates and what it really saved are two numbers, but not two worlds.
  const saved = summary.initialCost - summary.finalCost;
  t.ok(Math.abs(summary.reportedGain - saved) < 0.35 * saved, `${summary.reportedGain} reckoned, ${saved} saved`);
  t.match(demo.output(), /Migrations \(\d+\):/);
  t.match(demo.output(), /Communication cost/);
  await leavesNothing(t, demo);
  t.same(readdirSync(demo.temporary), [], 'no socket is left');
});
