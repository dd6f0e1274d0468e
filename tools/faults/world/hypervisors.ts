// The hypervisors' migration jobs, as libvirt runs them: one a domain at a time, listed at the target while it is being
// prepared, ending well, badly, late, or with the machine. Who ordered one is told how it ended if he is still there.
import type { MigrationOrder, MigrationResult } from '../../../agent/core/drivers.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { Chance } from '../chance.js';
import type { Guest, Job, World } from './world.js';

export interface HypervisorOdds {
  /** Usual length of a migration, ms. */
  readonly usualMs: number;
  /** Until the target's hypervisor lists the domain at the latest, ms. */
  readonly prepareMs: number;
  /** Shares of those that fail, hang until libvirt gives up, and take ten times as long. */
  failing: number;
  hanging: number;
  slow: number;
}

/** A hung migration is given up by its hypervisor after so long, ms. */
const hangMs = 90_000;
/** Until a machine that is down counts as unreachable, ms. */
const connectMs = 3_000;

export interface HypervisorListener {
  /** The domains that this host's hypervisor lists have changed. */
  changed(host: Ipv4): void;
  /** The VM has ended. */
  ended(guest: Guest): void;
  jobBegan(job: Job): void;
  jobEnded(job: Job, ok: boolean): void;
}

export class Hypervisors {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #odds: HypervisorOdds;
  readonly #listener: HypervisorListener;
  readonly #abort = new Map<Job, (text: string) => void>();

  constructor(world: World, chance: Chance, odds: HypervisorOdds, listener: HypervisorListener) {
    this.#world = world;
    this.#chance = chance;
    this.#odds = odds;
    this.#listener = listener;
  }

  /** Migrates the domain from `from`; `done` is called once, unless the source's machine crashes. */
  migrate(from: Ipv4, { uuid, target: to, history }: MigrationOrder, done: (result: MigrationResult) => void): void {
    const { queue } = this.#world;
    queue.after(this.#chance.between(1, 50), () => {
      const guest = [...this.#world.guestsOn(from)].find((each) => each.uuid === uuid);
      if (!guest) return done(failure('no-domain', `Domain not found: no domain with matching uuid '${uuid}'`));
      if (guest.job) return done(failure('refused', 'another job is running on the domain'));
      if (guest.isPinned) return done(failure('refused', 'cannot migrate a domain with <hostdev>'));
      if (!this.#world.machines.get(to)?.isUp) {
        queue.after(connectMs, () => done(failure('unreachable', 'unable to connect to server: No route to host')));
        return;
      }
      if (history) guest.history = history;
      this.#start(guest, to, done);
    });
  }

  /** Somebody else's migration of a VM that has no job. */
  migrateNow(guest: Guest, to: Ipv4): void {
    const job = this.#start(guest, to, () => {});
    this.#world.list(job);
  }

  #start(guest: Guest, to: Ipv4, done: (result: MigrationResult) => void): Job {
    const { queue } = this.#world;
    const startedAtMs = queue.nowMs;
    const job: Job = { guest, from: guest.host, to, startedAtMs, isListed: false, isOver: false };
    this.#world.begin(job);
    this.#listener.jobBegan(job);
    this.#listener.changed(job.from);
    queue.after(this.#chance.between(5, this.#odds.prepareMs), () => {
      if (job.isOver || job.isListed) return;
      this.#world.list(job);
      this.#listener.changed(to);
    });
    this.#abort.set(job, (text) => this.#end(job, failure('aborted', text), done));
    const { result, ms } = this.#fate();
    queue.after(ms, () => this.#end(job, result, done));
    return job;
  }

  #fate(): { result: MigrationResult; ms: number } {
    const { usualMs, failing, hanging, slow } = this.#odds;
    const ms = usualMs * this.#chance.between(0.7, 1.5);
    const drawn = this.#chance.next();
    if (drawn < failing) return { result: failure('failed', 'operation failed: disk I/O error'), ms: ms / 2 };
    if (drawn < failing + hanging) return { result: failure('timeout', 'timed out during migration'), ms: hangMs };
    const isSlow = drawn < failing + hanging + slow;
    const figures = { bytes: 1e8, downtimeMs: 20, ms: isSlow ? 10 * ms : ms };
    return { result: { ok: true, ...figures }, ms: figures.ms };
  }

  #end(job: Job, result: MigrationResult, done: (result: MigrationResult) => void): void {
    if (job.isOver) return;
    this.#abort.delete(job);
    this.#world.end(job);
    if (result.ok) this.#world.move(job.guest, job.to);
    this.#listener.jobEnded(job, result.ok);
    this.#listener.changed(job.from);
    this.#listener.changed(job.to);
    this.#world.queue.after(this.#chance.between(0, 400), () => done(result));
  }

  /** The VM goes away while it is being migrated, or by itself. */
  destroy(guest: Guest): void {
    const { host, job } = guest;
    this.#world.destroy(guest);
    this.#listener.ended(guest);
    if (job) this.#abort.get(job)?.('the domain is gone');
    this.#listener.changed(host);
  }

  /** The machine loses its power: its VMs end, what was coming stays where it was. */
  crash(host: Ipv4): void {
    for (const job of [...this.#world.arrivingAt(host), ...this.#allTo(host)]) {
      this.#abort.get(job)?.('the target has gone away');
    }
    for (const guest of [...this.#world.guestsOn(host)]) this.destroy(guest);
  }

  /** The daemon loses its jobs when it restarts; the VMs stay. */
  abortJobsFrom(host: Ipv4): void {
    for (const job of [...this.#abort.keys()]) if (job.from === host) this.#abort.get(job)?.('daemon has restarted');
  }

  /** Also those that the target does not list yet. */
  #allTo(host: Ipv4): Job[] {
    return [...this.#abort.keys()].filter((job) => job.to === host);
  }
}

function failure(code: (MigrationResult & { ok: false })['code'], text: string): MigrationResult & { ok: false } {
  return { ok: false, code, text };
}
