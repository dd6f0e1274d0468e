// The text form of a blackout window: days, a blank, hours, in UTC. What a window means is agent/core/rules/blackout.ts's.
import { nearest } from '../../topology/nearest.js';
import { quote } from '../../topology/problems.js';
import type { BlackoutWindow } from '../core/rules/blackout.js';

/** 0 is Monday, as in BlackoutWindow. */
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const HOURS = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;
const EXAMPLE = 'write days and hours in UTC, such as Mon-Fri 08:00-18:00, Sat,Sun 00:00-24:00 or daily 22:00-02:00';

/** The window, or what is wrong with the text, to be put behind it. */
export function parseBlackout(text: string): BlackoutWindow | string {
  const words = text.trim().split(/\s+/);
  if (words.length !== 2) return EXAMPLE;
  const [dayText, hourText] = words as [string, string];
  const days = parseDays(dayText);
  if (typeof days === 'string') return days;
  const hours = HOURS.exec(hourText);
  if (!hours) return `its hours are ${quote(hourText)}; ${EXAMPLE}`;
  const [fromMinute, toMinute] = [minuteOf(hours[1]!, hours[2]!), minuteOf(hours[3]!, hours[4]!)];
  if (fromMinute === undefined || fromMinute === 1440) return 'it must begin between 00:00 and 23:59';
  if (toMinute === undefined) return 'it must end between 00:00 and 24:00';
  if (fromMinute === toMinute) return 'it ends when it begins; for the whole day write 00:00-24:00';
  return { days, fromMinute, toMinute, text: words.join(' ') };
}

function minuteOf(hour: string, minute: string): number | undefined {
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= 1440 ? minutes : undefined;
}

/** Days of the week in their order, or what is wrong. `Fri-Mon` goes over Sunday. */
function parseDays(text: string): number[] | string {
  if (text.toLowerCase() === 'daily') return DAYS.map((_, day) => day);
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const names = part.split('-');
    const [first, last] = [dayOf(names[0]!), dayOf(names.at(-1)!)];
    const wrong = names.find((name) => dayOf(name) === undefined);
    if (wrong !== undefined) return dayComplaint(wrong);
    if (names.length > 2 || first === undefined || last === undefined) return EXAMPLE;
    for (let day = first; ; day = (day + 1) % 7) {
      found.add(day);
      if (day === last) break;
    }
  }
  return [...found].sort((a, b) => a - b);
}

function dayOf(name: string): number | undefined {
  const day = DAYS.findIndex((known) => known.toLowerCase() === name.toLowerCase());
  return day < 0 ? undefined : day;
}

function dayComplaint(name: string): string {
  const guess = nearest(name, [...DAYS, 'daily']);
  const hint = guess === undefined ? `the days are ${DAYS.join(', ')}, or daily` : `did you mean ${guess}?`;
  return `${quote(name)} is no day; ${hint}`;
}
