// The values that labels may have. A label with a value of its own for each VM, host or text would make as many time
// series, so what is not in one of these sets is counted as `other`.
import type { MigrationResult } from '../core/drivers.js';
import type { Message } from '../core/messages.js';
import type { AlarmCode, DecisionRecord } from '../core/steps.js';

/** Written as records, so that the compiler misses a code that the core has and this file has not. */
type Known<Code extends string> = Readonly<Record<Code, true>>;

export const VERDICTS: Known<DecisionRecord['verdict']> = { stay: true, migrate: true, recommend: true };

export const REASONS: Known<DecisionRecord['reason']> = {
  ...{ 'eq-3.2': true, drain: true, 'vm-gone': true, 'not-movable': true, 'no-flows': true, 'not-measured': true },
  ...{ 'locations-unknown': true, 'already-local': true, 'gain-too-small': true, 'no-room': true },
  ...{ 'reservation-refused': true, 'migration-failed': true, 'in-flight': true, 'host-leaving': true },
  ...{
    paused: true,
    'mode-off': true,
    'target-refuses': true,
    'never-move': true,
    blackout: true,
    affinity: true,
    'anti-affinity': true,
  },
  ...{ 'allowed-hosts': true, maintenance: true, 'hold-time': true, 'moves-per-day': true, 'return-too-soon': true },
  ...{ 'implausible-data': true, 'hypervisor-away': true, 'datapath-away': true, 'memory-away': true },
};

/** How a migration went: `ok`, or the code with which the reason of a failure begins. */
export const OUTCOMES: Known<'ok' | (MigrationResult & { ok: false })['code']> = {
  ...{ ok: true, refused: true, failed: true, aborted: true, timeout: true, unreachable: true, 'no-domain': true },
};

export const ALARMS: Known<AlarmCode> = {
  'port-missing': true,
  'no-traffic': true,
  'implausible-data': true,
  'breaker-open': true,
  'history-not-written': true,
};

export const MESSAGES: Known<Message['type']> = {
  ...{ token: true, 'token-change': true, 'token-ack': true, 'token-grant': true, 'token-state': true },
  ...{ 'token-inquiry': true, 'token-sighting': true, 'token-revival': true, 'flight-request': true },
  ...{ 'flight-response': true, 'order-request': true, 'order-response': true, 'location-request': true },
  ...{ 'location-response': true, 'capacity-request': true, 'capacity-response': true, 'history-request': true },
  ...{ 'history-response': true, 'reservation-release': true, 'inventory-request': true, 'inventory-response': true },
  ...{ 'migration-report': true, 'round-end': true, 'report-ack': true },
};

/** Why a round ended, by how the core's words begin. */
const ENDS: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/^a whole round moved nothing$/, 'nothing-moved'],
  [/^\d+ rounds made$/, 'rounds-made'],
  [/^no VM is left/, 'no-vm-left'],
  [/^retired/, 'retired'],
  [/^the agent is stopping$/, 'host-leaving'],
  [/^it has ended/, 'report-lost'],
];

export const ROUND_ENDS: readonly string[] = ENDS.map(([, code]) => code);

/** The code if it is known, else `other`. */
export function bounded(known: Readonly<Record<string, true>>, code: string): string {
  return Object.hasOwn(known, code) ? code : 'other';
}

export function endCode(endReason: string): string {
  return ENDS.find(([pattern]) => pattern.test(endReason))?.[1] ?? 'other';
}

export function outcomeCode(ok: boolean, reason: string): string {
  return ok ? 'ok' : bounded(OUTCOMES, reason.split(':', 1)[0] ?? '');
}
