// Times at which no VM may move. All in UTC: hosts of one round may stand in several time zones, and a local time can
// come twice in a night. The text form is agent/config's and the cost map's.

const DAY_MS = 86_400_000;
/** 1 January 1970 was a Thursday; 0 is Monday. */
const FIRST_DAY = 3;

/** A window that comes every week on some days. One that ends at or before its start goes on into the next day. */
export interface BlackoutWindow {
  /** 0 Monday .. 6 Sunday: the days on which it begins. */
  readonly days: readonly number[];
  /** Minutes after midnight UTC, 0..1439. */
  readonly fromMinute: number;
  /** 0..1440. */
  readonly toMinute: number;
  /** As it was written, for the operator. */
  readonly text: string;
}

/** The window that `atMs` (wall clock, ms since 1970) is in, if it is in one. */
export function blackoutAt(windows: readonly BlackoutWindow[], atMs: number): BlackoutWindow | undefined {
  const day = Math.floor(atMs / DAY_MS);
  const minute = (atMs - day * DAY_MS) / 60_000;
  const weekday = (day + FIRST_DAY) % 7;
  return windows.find(({ days, fromMinute, toMinute }) => {
    if (fromMinute < toMinute) return days.includes(weekday) && minute >= fromMinute && minute < toMinute;
    if (days.includes(weekday) && minute >= fromMinute) return true;
    return days.includes((weekday + 6) % 7) && minute < toMinute;
  });
}
