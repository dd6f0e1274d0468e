// Names of tiers that an expression of Vega could not take as they are.
import t from 'tap';
import { reportInput } from '../../../tools/sim/report/input.js';
import { renderReport } from '../../../tools/sim/report/report.js';
import { expressionList } from '../../../tools/sim/report/text.js';
import { sampleRun, sampleScenario, smallShape } from './sample.js';

t.test('line separators in names', async (t) => {
  t.equal(expressionList(['a\u{2028}b', '"\u{2029}\\']), '["a\\u2028b","\\"\\u2029\\\\"]');
  const tierNames = ['r\u{2028}ack', 'p\u{2029}od', '"\'\\]', 'core'];
  const scenario = sampleScenario({ ...smallShape, tierNames });
  const html = await renderReport(reportInput(scenario, [sampleRun(scenario, { policy: 'distributed' })]));
  t.ok(html.includes('r\u{2028}ack'), 'the first name is there');
  t.ok(html.includes('p\u{2029}od'), 'and the second');
});
