// Text of how a host stands towards rounds.
import type { StandingReport } from '../../agent/report/history.js';
import { safe } from './table.js';

const MAINTENANCE: Readonly<Record<StandingReport['maintenance'], string>> = {
  none: 'none',
  'accepts-none': 'ON: no VM comes here; score-token maintenance off ends it',
  drains: 'ON, DRAINS: no VM comes here, and those that may leave in each round; score-token maintenance off ends it',
};

const MODES: Readonly<Record<StandingReport['mode'], string>> = {
  off: 'off: no VM of this host decides, and none comes',
  recommend: 'recommend: VMs decide, and nothing moves',
  auto: 'auto: VMs move',
};

/** Lines as those of status. */
export function showStanding(standing: StandingReport): string[] {
  const { maintenance, blackout, implausible } = standing;
  return [
    `mode        ${mode(standing)}`,
    `maintenance ${MAINTENANCE[maintenance]}`,
    ...(blackout === undefined ? [] : [`blackout    NOW: ${safe(blackout)}`]),
    ...(implausible === undefined ? [] : [`data        IMPLAUSIBLE, no VM decides: ${safe(implausible)}`]),
  ];
}

function mode({ mode: set, effectiveMode, breaker }: StandingReport): string {
  if (breaker.openSince !== undefined && breaker.because !== undefined) {
    const why = `MEMORY DAMAGED, found ${safe(breaker.openSince)}`;
    const todo = 'order maintenance and pause again if they were on, then score-token rearm';
    return `${effectiveMode === set ? set : `${effectiveMode} instead of ${set}`}: ${why}; ${todo}`;
  }
  if (breaker.openSince !== undefined) {
    const why = `BREAKER OPEN since ${safe(breaker.openSince)} after ${breaker.failures} failed migrations in a row`;
    return `${effectiveMode} instead of ${set}: ${why}; mend the cause, then score-token rearm`;
  }
  const failed = breaker.failures > 0 ? `; failed migrations in a row: ${breaker.failures}` : '';
  return `${set === effectiveMode ? MODES[set] : `${effectiveMode} instead of ${set}`}${failed}`;
}
