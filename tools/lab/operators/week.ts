// What the steps of an operator's weeks have in common: who is where, what agents say, and one check as a value.
import type { StatusReport } from '../../../agent/report/status.js';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { agentStatus } from '../agents.js';
import { until } from '../exec.js';
import { readGuests, readPlacement } from '../guests.js';
import { GUESTS, HOSTS } from '../plan.js';
import type { Check } from './report.js';

/** What later steps need of earlier ones. */
export interface Week {
  /** Recommended target by the guest's name. */
  readonly plan: Map<string, string>;
}

const MIGRATION_COST = '200000';
export const ROUND = [
  'inject',
  '--policy',
  'distributed',
  '--migration-cost',
  MIGRATION_COST,
  '--until-stable',
  '--wait',
];

/** The statuses for which it holds, waited for. */
export async function allStatuses(holds: (status: StatusReport) => boolean): Promise<StatusReport[]> {
  const asked = HOSTS.map(({ name }) =>
    until(`status of ${name}`, 30_000, async () => {
      const status = await agentStatus(name);
      return holds(status) ? status : undefined;
    }).catch(() => undefined),
  );
  return (await Promise.all(asked)).filter((status) => status !== undefined);
}

/** Hosts that have guests, the one with the most first. */
export function fullest(where: Placement): string[] {
  const hosts = HOSTS.map(({ name }) => name).filter((name) => on(where, name).length > 0);
  return hosts.sort((a, b) => on(where, b).length - on(where, a).length);
}

export type Placement = ReadonlyMap<string, readonly string[]>;

export const placement = (): Promise<Placement> => readPlacement();

export const hostWith = (where: Placement, vm: string): string => where.get(vm)?.[0] ?? '';

export const on = (where: Placement, host: string): string[] =>
  [...where].filter(([, hosts]) => hosts.includes(host)).map(([vm]) => vm);

export const same = (a: Placement, b: Placement): boolean => JSON.stringify([...a]) === JSON.stringify([...b]);

export const hostOf = (address: string): string =>
  HOSTS.find((host) => formatIpv4(host.address) === address)?.name ?? address;

export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

export const check = (what: string, seen: string, ok: boolean): Check => ({ what, seen, ok });

let firstBoots: ReadonlyMap<string, string> | undefined;

/** Every guest answers, has not been rebooted since the first look, and runs on exactly one host. */
export async function guestsCheck(): Promise<Check> {
  const guests = await readGuests();
  const boots = new Map([...guests].map(([name, state]) => [name, state?.bootId ?? 'no answer']));
  firstBoots ??= boots;
  const whole = GUESTS.filter(
    ({ name }) => boots.get(name) !== 'no answer' && boots.get(name) === firstBoots?.get(name),
  );
  const where = await placement();
  const once = GUESTS.filter(({ name }) => where.get(name)?.length === 1);
  const seen = `${whole.length} whole, ${once.length} on one host`;
  return check('guests', seen, whole.length === GUESTS.length && once.length === GUESTS.length);
}
