// What `virsh event --all --loop --timestamp` says on the source and the target of a migration, put together to one
// record: libvirt's own view of when it began, when it ended, and how much it moved. Pure.

export interface LibvirtEvent {
  readonly host: string;
  readonly atMs: number;
  readonly domain: string;
  /** `lifecycle` or `job-completed`; other kinds are left out. */
  readonly kind: 'lifecycle' | 'job-completed';
  /** Such as `Stopped Migrated`; empty for a completed job. */
  readonly detail: string;
  /** Numbers of a completed job, such as `data_total`. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** A migration that both ends have seen to its end. */
export interface ObservedMigration {
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  /** From the target's preparation to the end at the source, ms since the epoch. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** Bytes that the hypervisors exchanged, 0 when libvirt did not say. */
  readonly bytes: number;
  readonly downtimeMs: number;
}

const HEAD =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+[+-]\d{4}): event '(lifecycle|job-completed)' for domain '([^']+)':(.*)$/;

export function parseEvents(host: string, text: string): LibvirtEvent[] {
  const events: (LibvirtEvent & { numbers: Record<string, number> })[] = [];
  let current: (typeof events)[number] | undefined;
  for (const line of text.split('\n')) {
    const head = HEAD.exec(line);
    if (head) {
      const [, time, kind, domain, detail] = head as unknown as [string, string, LibvirtEvent['kind'], string, string];
      current = { host, atMs: parseTime(time), domain, kind, detail: detail.trim(), numbers: {} };
      events.push(current);
    } else if (line.startsWith('\t')) {
      const number = /^\t(\w+): (\d+)$/.exec(line);
      if (number && current) current.numbers[number[1]!] = Number(number[2]);
    } else {
      current = undefined; // An event of another kind: its numbers are not the last one's.
    }
  }
  return events;
}

/** `2026-01-31 12:00:00.123+0000` as ms since the epoch. */
function parseTime(text: string): number {
  return Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

/** Every completed migration, in order of completion. One that failed has no `Stopped Migrated` and is not among them. */
export function pairMigrations(events: readonly LibvirtEvent[]): ObservedMigration[] {
  const ordered = [...events].sort((a, b) => a.atMs - b.atMs);
  const migrations: ObservedMigration[] = [];
  for (const end of ordered.filter((event) => event.detail === 'Stopped Migrated')) {
    const arrival = ordered
      .filter(({ domain, detail, atMs }) => domain === end.domain && detail === 'Started Migrated' && atMs <= end.atMs)
      .at(-1);
    const job = ordered.find(
      (event) =>
        event.kind === 'job-completed' &&
        event.host === end.host &&
        event.domain === end.domain &&
        event.atMs >= end.atMs,
    );
    if (!arrival) continue;
    migrations.push({
      vm: end.domain,
      from: end.host,
      to: arrival.host,
      startedMs: arrival.atMs,
      endedMs: end.atMs,
      bytes: job?.numbers.data_processed ?? 0,
      downtimeMs: job?.numbers.downtime ?? 0,
    });
  }
  return migrations;
}
