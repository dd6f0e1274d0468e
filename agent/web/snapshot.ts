// What the page shows: the reports that score-token gets too, taken by the daemon at one moment.
import type { AlarmEntry, DecisionEntry, TopReport } from '../report/history.js';
import type { StatusReport } from '../report/status.js';

export interface WebSnapshot {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly status: StatusReport;
  readonly top: TopReport;
  /** The latest, oldest first. */
  readonly decisions: readonly DecisionEntry[];
  /** Of the last day, oldest first. */
  readonly alarms: readonly AlarmEntry[];
  /** Why there are no decisions and alarms, when they cannot be read. */
  readonly historyUnread?: string;
}
