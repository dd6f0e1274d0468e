// The text of journal entries, as `logger --journald` reads it: one FIELD=value a line, MESSAGE once for each line of the
// message (logger(1)). Pure: journal.ts hands it over.
import { type EventRecord, priority } from '../log.js';
import { messageIds } from './events.js';

/** Longest value of a field, UTF-16 units: fields are for searching, the whole record is in MESSAGE. */
const longestValue = 256;
/** Fields of one record that become fields of the entry; the events of the agent have fewer. */
const maxFields = 32;
const identifier = 'score-agent';

/** Records that may be in one entry: then its MESSAGE has one line for each, and its fields all their values. */
export function belongTogether(one: EventRecord, other: EventRecord): boolean {
  return one.event === other.event && one.level === other.level;
}

/** `records` belong together, and are at least one. */
export function entryText(records: readonly [EventRecord, ...EventRecord[]]): string {
  const [{ event, level }] = records;
  const fields = new Set(records.flatMap(fieldsOf));
  const lines = [
    `MESSAGE_ID=${messageIds[event]}`,
    `PRIORITY=${priority[level]}`,
    `SYSLOG_IDENTIFIER=${identifier}`,
    `SCORE_EVENT=${event}`,
    ...fields,
    ...records.map(({ json }) => `MESSAGE=${json}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** What is a word or a number among a record's fields: `tokenId` becomes SCORE_TOKEN_ID. */
function fieldsOf({ fields }: EventRecord): string[] {
  return Object.entries(fields)
    .slice(0, maxFields)
    .flatMap(([name, value]) => {
      if (!['string', 'number', 'boolean'].includes(typeof value)) return [];
      const key = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
      // Journal fields have such names and at most 64 characters of them; a line ends a field.
      if (!/^[A-Z0-9_]{1,50}$/.test(key)) return [];
      return [`SCORE_${key}=${oneLine(String(value))}`];
    });
}

/** Values may be a guest's or libvirt's own words: an end of line in them would begin a field of their choice. */
function oneLine(text: string): string {
  return text.slice(0, longestValue).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
