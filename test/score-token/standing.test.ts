// What the operator reads of how a host stands: why an open breaker is open, and what is to be done.
import t from 'tap';
import type { StandingReport } from '../../agent/report/history.js';
import { showStanding } from '../../tools/score-token/show-standing.js';

const openSince = '2026-01-02T03:04:05.000Z';
const mode = (changes: Partial<StandingReport>): string | undefined =>
  showStanding({
    ...{ mode: 'auto', effectiveMode: 'recommend', maintenance: 'none', breaker: { failures: 3, openSince } },
    ...changes,
  })[0];

t.test('failed migrations and a damaged memory are told apart', async (t) => {
  t.match(mode({}), /^mode {8}recommend instead of auto: BREAKER OPEN since .* after 3 failed .* score-token rearm$/);
  const breaker = { failures: 0, openSince, because: 'memory-damaged' } as const;
  t.match(mode({ breaker }), /^mode {8}recommend instead of auto: MEMORY DAMAGED, found 2026.* score-token rearm$/);
  t.match(mode({ breaker, mode: 'recommend' }), /^mode {8}recommend: MEMORY DAMAGED/);
});
