// The agent's log: one JSON object a line on stderr, which journald or a file picks up. Records of events that operators
// search for go to the journal as entries with fields, where there is one (agent/systemd/journal.ts). Not a metrics
// channel, and never a reason to fail: whatever a caller passes, logging does not throw.
import { fstatSync } from 'node:fs';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, unknown>>;

/** What an operator may want to find by more than its words; agent/systemd/events.ts has the MESSAGE_ID of each. */
export type LogEvent =
  | 'ready'
  | 'stopping'
  | 'reloaded'
  | 'reload-refused'
  | 'decision'
  | 'migration-started'
  | 'migration-ended'
  | 'migration-failed'
  | 'round-started'
  | 'round-ended'
  | 'standing'
  | 'order'
  | 'alarm'
  | 'unwell';

export interface Logger {
  debug(message: string, fields?: LogFields, event?: LogEvent): void;
  info(message: string, fields?: LogFields, event?: LogEvent): void;
  warn(message: string, fields?: LogFields, event?: LogEvent): void;
  error(message: string, fields?: LogFields, event?: LogEvent): void;
  /** A logger that adds `fields` to each of its records. */
  child(fields: LogFields): Logger;
  /** Changes the level of this logger and of every logger that has the same root (used on SIGHUP). */
  setLevel(level: LogLevel): void;
}

/** A record of an event, for a log that takes more than lines. */
export interface EventRecord {
  readonly event: LogEvent;
  readonly level: LogLevel;
  /** The whole record as JSON, without an end of line. */
  readonly json: string;
  readonly fields: LogFields;
}

/** Takes records of events in the place of the sink; false: it cannot take this one, which then goes to the sink. */
export type EventTaker = (record: EventRecord) => boolean;

export interface LogOptions {
  /** Records below this level are not written. Default info. */
  readonly level?: LogLevel;
  /** Default: the system's clock. */
  readonly clock?: () => Date;
  /** Takes one whole line, newline included. Default: stderr. */
  readonly sink?: (line: string) => void;
  /** Whether lines start with a `<N>` priority, which journald strips (sd-daemon(3)). Default: see `journalIsListening`. */
  readonly priorities?: boolean;
  /** Where records of events go. Default: nowhere else than all others. */
  readonly events?: EventTaker;
}

const rank: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** syslog(3) priorities: LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERR. */
export const priority: Record<LogLevel, number> = { debug: 7, info: 6, warn: 4, error: 3 };

/** Longest text of a field, in UTF-16 units. journald splits lines at 48 KiB (LineMax=), which would break the JSON. */
const longestText = 8192;
/** Longest record in UTF-16 units, for records with many fields. */
const longestRecord = 40_000;

/** What all loggers of one tree share. */
interface Root {
  level: LogLevel;
  lost: number;
  readonly clock: () => Date;
  readonly sink: (line: string) => void;
  readonly priorities: boolean;
  readonly events: EventTaker | undefined;
}

/**
 * Whether stderr leads to journald. JOURNAL_STREAM is inherited by children whose stderr goes elsewhere, so
 * systemd.exec(5) has it name the stream's device and inode, which are compared with those of stderr.
 */
export function journalIsListening(environment: NodeJS.ProcessEnv = process.env, descriptor = 2): boolean {
  const stream = environment.JOURNAL_STREAM;
  if (!stream) return false;
  try {
    const { dev, ino } = fstatSync(descriptor);
    return stream === `${dev}:${ino}`;
  } catch {
    return false; // A closed stderr leads nowhere.
  }
}

let stderrGuarded = false;

/** Writes a line to stderr. */
export function toStderr(line: string): void {
  if (!stderrGuarded) {
    stderrGuarded = true;
    // A reader that went away (EPIPE) must not end the agent, and there is nowhere left to report it.
    process.stderr.on('error', () => {});
  }
  process.stderr.write(line);
}

/**
 * Text from outside as a terminal may show it: control characters other than line ends and tabs, and characters that turn
 * the direction of writing or cannot be seen, become escapes as JSON has them (RFC 8259, section 7). JSON stays the same
 * value: JSON.stringify leaves U+007F and above as they are, U+009B among them, which begins a control sequence.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (each) =>
    each === '\n' || each === '\t' ? each : each.split('').map(escapeOf).join(''),
  );
}

/** `unit`: one UTF-16 unit. */
function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}... (${text.length - longestText} more)`;
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (value instanceof Error) {
    const { message, cause } = value;
    const code = (value as { code?: unknown }).code;
    return { name: value.name, message, ...(code === undefined ? {} : { code }), ...(cause ? { cause } : {}) };
  }
  return value;
}

function encode(head: LogFields, layers: readonly LogFields[]): string {
  try {
    const line = visible(JSON.stringify(Object.assign({ ...head }, ...layers, head), plain));
    if (line.length <= longestRecord) return line;
    return visible(JSON.stringify({ ...head, fieldsOmitted: `${line.length} characters` }, plain));
  } catch (error) {
    // A cycle, a throwing getter or toJSON: the message still counts, so it is written without its fields.
    const why = error instanceof Error ? error.message.split('\n')[0] : 'unknown';
    return visible(JSON.stringify({ ...head, fieldsOmitted: why }, plain));
  }
}

function write(root: Root, level: LogLevel, message: string, layers: readonly LogFields[], event?: LogEvent): void {
  if (rank[level] < rank[root.level]) return;
  try {
    const head = { time: root.clock().toISOString(), level, message: String(message) };
    const lost = root.lost > 0 ? { lostRecords: root.lost } : {};
    const json = encode(head, [...layers, lost]);
    const isTaken = event !== undefined && root.events?.({ event, level, json, fields: Object.assign({}, ...layers) });
    if (!isTaken) root.sink(logLine(level, json, root.priorities));
    root.lost = 0;
  } catch {
    root.lost += 1; // Told by the next record that gets through.
  }
}

/** A record's JSON as a line of the sink. */
export function logLine(level: LogLevel, json: string, priorities: boolean): string {
  return `${priorities ? `<${priority[level]}>` : ''}${json}\n`;
}

function loggerOf(root: Root, common: readonly LogFields[]): Logger {
  const at = (level: LogLevel) => (message: string, fields?: LogFields, event?: LogEvent) =>
    write(root, level, message, fields === undefined ? common : [...common, fields], event);
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => loggerOf(root, [...common, fields]),
    setLevel: (level) => {
      root.level = level;
    },
  };
}

/** A logger for the whole process. Its methods never throw; a record that cannot be written is counted in `lostRecords` of the next. */
export function createLogger(options: LogOptions = {}): Logger {
  const root: Root = {
    level: options.level ?? 'info',
    lost: 0,
    clock: options.clock ?? (() => new Date()),
    sink: options.sink ?? toStderr,
    priorities: options.priorities ?? journalIsListening(),
    events: options.events,
  };
  return loggerOf(root, []);
}

/** A logger that writes nothing, for tests and one-shot tools. */
export const silentLogger: Logger = createLogger({ sink: () => {}, priorities: false });
