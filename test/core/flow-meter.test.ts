// Counters of datapath flows to bytes since the last poll.
import t from 'tap';
import { FlowMeter } from '../../agent/core/flows/flow-meter.js';
import { ipv4 } from '../../topology/ipv4.js';
import { sampleOf } from './lone.js';

/** Polls with the counters of flows a, b, ... and what the meter makes of the last one. */
const cases: { readonly what: string; readonly polls: Record<string, number>[]; readonly bytes: unknown }[] = [
  { what: 'the first dump only sets the marks', polls: [{ a: 900 }], bytes: {} },
  { what: 'the growth since the last poll', polls: [{ a: 900 }, { a: 1_000 }], bytes: { a: 100 } },
  { what: 'a silent flow', polls: [{ a: 900 }, { a: 900 }], bytes: { a: 0 } },
  { what: 'a flow that is new counts whole', polls: [{ a: 1 }, { a: 1, b: 70 }], bytes: { a: 0, b: 70 } },
  { what: 'a counter that restarted below its mark', polls: [{ a: 900 }, { a: 30 }], bytes: { a: 30 } },
  { what: 'evicted and back, already above its old mark', polls: [{ a: 50 }, {}, { a: 80 }], bytes: { a: 80 } },
  { what: 'an empty first dump is a first dump', polls: [{}, { a: 80 }], bytes: { a: 80 } },
];

for (const { what, polls, bytes } of cases) {
  t.test(what, async (t) => {
    const meter = new FlowMeter();
    let seen = {};
    for (const poll of polls) {
      const samples = Object.entries(poll).map(([ufid, count]) =>
        sampleOf(ipv4('10.1.0.1'), ipv4('10.1.0.2'), count, { ufid }),
      );
      seen = Object.fromEntries(meter.observe(samples).map(({ sample, bytes }) => [sample.ufid, bytes]));
    }
    t.same(seen, bytes);
    t.equal(meter.size, Object.keys(polls.at(-1)!).length, 'only the last dump is remembered');
  });
}
