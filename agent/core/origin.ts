// The host that injected a token keeps the account of its rounds: what moved, what failed, how it ended. It
// is an account only; the round goes on without it.
import { LRUCache } from 'lru-cache';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Memory } from './memory.js';
import type { MigrationRecord, MigrationReport, RoundEnd } from './messages.js';
import type { Requests } from './requests.js';
import type { Context, RoundReport } from './steps.js';
import type { Token, TokenId } from './token.js';

/** Rounds remembered. */
const MAX_ROUNDS = 16;
/** Migrations listed in one report; the totals go on counting. */
const MAX_LISTED = 10_000;
/** How long the end of a round waits for reports of migrations that it counts and that are still under way. */
const STRAGGLERS_MS = 5_000;

/** The round that ordered a migration. */
interface Ordered {
  readonly tokenId: TokenId;
  readonly round: number;
  readonly origin: Ipv4;
}

export class Origin {
  readonly #context: Context;
  readonly #requests: Requests;
  readonly #memory: Memory;
  readonly #reports = new LRUCache<TokenId, RoundReport>({ max: MAX_ROUNDS });
  /** Numbers of reports taken in already, by sender: a repeated one must not count twice. */
  readonly #seen = new LRUCache<string, true>({ max: MAX_LISTED });
  #latest: RoundReport | undefined;
  /** Rounds whose end has come before the last reports. Bounded as `reports` is. */
  readonly #closing = new Map<RoundReport, number>();

  constructor(context: Context, requests: Requests, memory: Memory) {
    this.#context = context;
    this.#requests = requests;
    this.#memory = memory;
  }

  open({ header, size }: Token): void {
    this.#latest = {
      tokenId: header.id,
      policy: header.policy,
      migrationCost: header.migrationCost,
      ...(header.autoCost ? { autoCost: true } : {}),
      ...(header.dryRun ? { dryRun: true } : {}),
      startedAtMs: this.#context.nowMs,
      slots: size,
      rounds: 0,
      hops: 0,
      migrationCount: 0,
      failureCount: 0,
      migrations: [],
      failures: [],
      stays: {},
    };
    this.#reports.set(header.id, this.#latest);
  }

  report(tokenId: TokenId): RoundReport | undefined {
    return this.#reports.get(tokenId);
  }

  last(): RoundReport | undefined {
    return this.#latest;
  }

  /** Tells the token's origin, which may be this host. */
  tellMigration({ tokenId, round, origin }: Ordered, record: MigrationRecord): void {
    const { vm, from, to, ok, reason, gain, bytes, ms, downtimeMs, verified } = record;
    const outcome = { ok, reason, gain, bytes, ms, downtimeMs, verified };
    const place = { tokenId, round, vm, from, to };
    this.#tell(origin, { type: 'migration-report', request: 0, ...place, ...outcome });
  }

  tellEnd({ header, size }: Token, reason: string): void {
    const { id, generation, round, sequence, migrations, failures, stays } = header;
    const totals = { rounds: round, hops: sequence, migrations, failures, slots: size, stays };
    // Numbers as text: those among a log record's fields are addresses.
    const counts = { rounds: `${round}`, hops: `${sequence}`, migrations: `${migrations}`, failures: `${failures}` };
    const fields = { tokenId: id, reason, ...counts, stays: { ...stays }, origin: header.origin };
    this.#context.emit({ type: 'log', level: 'info', message: 'token ended', fields });
    this.#tell(header.origin, { type: 'round-end', request: 0, tokenId: id, generation, reason, ...totals });
  }

  /** Takes in what another host, or this one, reports. Returns false when the token is not this host's. */
  receive(message: MigrationReport | RoundEnd, from: Ipv4): boolean {
    const report = this.#reports.get(message.tokenId);
    if (!report) return false;
    const key = `${from}/${message.request}`;
    if (message.request !== 0 && this.#seen.has(key)) return true;
    this.#seen.set(key, true);
    if (message.type === 'migration-report') takeMigration(report, message);
    else this.#takeEnd(report, message);
    this.tick();
    return true;
  }

  /** The token is known to have ended, and nobody has told this host how. */
  presumeEnded(tokenId: TokenId): void {
    const report = this.#reports.get(tokenId);
    if (!report || report.endReason !== undefined) return;
    report.endReason = 'it has ended; the report of its end was lost';
    this.#closing.set(report, this.#context.nowMs);
  }

  /** Closes rounds whose reports have all come, or need not be waited for any longer. */
  tick(): void {
    for (const [report, deadlineMs] of this.#closing) {
      const isWhole = report.migrations.length + report.failures.length >= report.migrationCount + report.failureCount;
      if (!isWhole && this.#context.nowMs < deadlineMs) continue;
      this.#closing.delete(report);
      report.endedAtMs = this.#context.nowMs;
      this.#context.emit({ type: 'round-ended', report });
    }
  }

  nextDeadlineMs(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#closing.values());
  }

  #tell(origin: Ipv4, message: MigrationReport | RoundEnd): void {
    const { host, port } = this.#context.settings;
    if (origin === host) {
      this.receive(message, host);
      return;
    }
    this.#requests.ask({ address: origin, port }, message, (answer) => {
      if (answer) return;
      const fields = { origin, report: message.type, tokenId: message.tokenId };
      this.#context.emit({ type: 'log', level: 'warn', message: 'origin of the round does not answer', fields });
    });
  }

  #takeEnd(report: RoundReport, end: RoundEnd): void {
    if (report.endReason !== undefined) return;
    // Hosts that miss the token ask here first.
    this.#memory.ended(report.tokenId, end.generation ?? this.#memory.generation(report.tokenId));
    report.endReason = end.reason;
    report.rounds = end.rounds;
    report.hops = end.hops;
    report.migrationCount = end.migrations;
    report.failureCount = end.failures;
    report.stays = end.stays;
    this.#closing.set(report, this.#context.nowMs + STRAGGLERS_MS);
  }
}

function takeMigration(report: RoundReport, message: MigrationReport): void {
  const { vm, from, to, ok, reason, gain, bytes, ms, downtimeMs, verified } = message;
  const list = ok ? report.migrations : report.failures;
  if (list.length < MAX_LISTED) list.push({ vm, from, to, ok, reason, gain, bytes, ms, downtimeMs, verified });
}
