// Finds the moment for a fault: when a certain host holds the token, or a migration is under way. Nothing here waits
// for a time to pass; a moment that does not come before the round ends is a Missed.
import type { RoundState } from '../../../agent/report/status.js';
import { pause, until } from '../exec.js';
import { virsh } from '../hypervisor.js';
import { GUESTS, HOSTS } from '../plan.js';
import { signalAgent } from './processes.js';
import { isBeyond, type Position, type Watch } from './watch.js';

/** The round ended, or the token moved on, before the fault could strike: another round is needed. */
export class Missed extends Error {
  override readonly name = 'Missed';
}

/** A round under way, as a scenario meets it. */
export interface RunningRound {
  readonly tokenId: string;
  /** Where it was injected: the host that is asked for its end, and so is not to be hit. */
  readonly origin: string;
  readonly watch: Watch;
}

export interface Holding extends Position {
  readonly holder: string;
  /** The host that had the token before: it keeps custody. */
  readonly predecessor: string;
}

const LOOK_INTERVAL_MS = 25;
/** Long enough for a token that had left already to show itself at its next host. */
const CONFIRM_MS = 600;
const LONGEST_SEARCH_MS = 90_000;
/** The agents' own limit, and some time for a busy machine. */
const LONGEST_MIGRATION_MS = 180_000;

/**
 * Stops (SIGSTOP) the agent that holds the token, at a moment at which `suits`, and resolves with the token in it: no
 * other agent has it beyond. The caller goes on with SIGKILL or SIGCONT.
 */
export async function freezeHolder(
  round: RunningRound,
  suits: (holding: Holding) => boolean = () => true,
): Promise<Holding> {
  for (;;) {
    const holding = await look(round, () => holdingOf(round, suits));
    signalAgent(holding.holder, 'SIGSTOP');
    await pause(CONFIRM_MS);
    const elsewhere = round.watch.farthest(holding.holder);
    if (!elsewhere || !isBeyond(elsewhere, holding)) return holding;
    signalAgent(holding.holder, 'SIGCONT');
  }
}

function holdingOf({ watch, origin }: RunningRound, suits: (holding: Holding) => boolean): Holding | undefined {
  const holder = watch.holders().find((host) => host !== origin);
  const state = holder === undefined ? undefined : watch.fresh(holder);
  if (holder === undefined || !state) return undefined;
  const predecessor = watch.farthest(holder)?.host ?? origin;
  const holding = { holder, predecessor, generation: state.generation, sequence: state.sequence };
  return suits(holding) ? holding : undefined;
}

export interface Moving extends Position {
  readonly vm: string;
  readonly source: string;
}

/** Bytes after which a migration is in its middle: a guest's memory is some 60 MB. */
const MIDDLE_BYTES = 5e6;

/** Resolves when libvirt has a migration at hand that has moved some of a guest's memory. */
export function findMigration(round: RunningRound): Promise<Moving> {
  return look(round, async () => {
    const jobs = await Promise.all(HOSTS.map(({ name }) => outgoing(name, MIDDLE_BYTES)));
    const job = jobs.find((candidate) => candidate !== undefined);
    const at = round.watch.farthest();
    return job && at ? { ...job, generation: at.generation, sequence: at.sequence } : undefined;
  });
}

/** Resolves when no host has a migration at hand: one that an agent has ordered may outlive its round. */
export async function waitForMigrations(): Promise<void> {
  await until('the end of all migrations', LONGEST_MIGRATION_MS, async () => {
    const jobs = await Promise.all(HOSTS.map(({ name }) => outgoing(name, 0)));
    return jobs.every((job) => job === undefined) || undefined;
  });
}

async function outgoing(host: string, leastBytes: number): Promise<{ vm: string; source: string } | undefined> {
  const names = (await virsh(host, ['list', '--name']))
    .split('\n')
    .filter((name) => GUESTS.some((guest) => guest.name === name));
  for (const vm of names) {
    const text = await virsh(host, ['domjobinfo', vm, '--rawstats']).catch(() => '');
    const bytes = Number(/^memory_processed: (\d+)/m.exec(text)?.[1] ?? 0);
    if (bytes >= leastBytes && /^operation: (5|migration_out)/m.test(text)) return { vm, source: host };
  }
  return undefined;
}

async function look<T>(round: RunningRound, attempt: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + LONGEST_SEARCH_MS;
  for (;;) {
    const found = await attempt();
    if (found !== undefined) return found;
    const ended = (state: RoundState | undefined): boolean => state?.state === 'ended';
    if (HOSTS.some(({ name }) => ended(round.watch.fresh(name)))) throw new Missed('the round ended before');
    if (Date.now() > deadline) throw new Missed(`no such moment in ${LONGEST_SEARCH_MS / 1000} s`);
    await pause(LOOK_INTERVAL_MS);
  }
}
