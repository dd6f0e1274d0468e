// The text of the agent's memory file, and the check of what is read back: strict, because a wrong memory is worse than
// none. No file here: see memory-file.ts.
import { formatIpv4, type Ipv4, parseIpv4 } from '../topology/ipv4.js';
import { GROUP_NAME, MAX_GROUPS } from '../topology/vm-marks.js';
import {
  type KeptStanding,
  MAX_REMEMBERED_TOKENS,
  NO_ORDER,
  type Order,
  type Promised,
  type Remembered,
} from './core/remembered.js';

/** Rises with each change that an older agent cannot read. */
const VERSION = 3;
/** What lacks no promise, and has no breaker that is open without failed migrations: written as such, for older agents. */
const BEFORE_LOSSES = 2;
/** What has neither a standing nor promises with CPUs or groups: written as such, so that an older agent can read it. */
const BEFORE_RULES = 1;
const VERSIONS: ReadonlySet<unknown> = new Set([BEFORE_RULES, BEFORE_LOSSES, VERSION]);
const MAINTENANCE: ReadonlySet<unknown> = new Set(['none', 'accepts-none', 'drains']);
/** A host has at most this many slots, so it promises no more (agent/config/keys.ts). */
const MAX_PROMISES = 10_000;
/** As in a capacity request (proto/codec.ts). */
const MAX_MACS = 64;
const MAX_TEXT = 64;

export type ReadMemory =
  | { readonly ok: true; readonly host: Ipv4; readonly remembered: Remembered }
  | { readonly ok: false; readonly problem: string };

/** In the agent's `stateDir`. */
export const MEMORY_FILE = 'memory.json';

/** The file's text. Addresses are dotted quads, so that an operator can read it. */
export function writtenMemory(remembered: Remembered, host: Ipv4): string {
  const { order, tokens, promises, promisesLost, standing } = remembered;
  const told = promises.map((promise) => ({ ...promise, vm: formatIpv4(promise.vm) }));
  const version = versionOf(remembered);
  const text = JSON.stringify({
    version,
    host: formatIpv4(host),
    order,
    tokens,
    promises: told,
    promisesLost,
    standing,
  });
  return `${text}\n`;
}

function versionOf({ promises, promisesLost, standing }: Remembered): number {
  if (promisesLost || standing?.breaker.because !== undefined) return VERSION;
  const areNew = promises.some(({ vcpus, antiAffinity }) => vcpus !== undefined || antiAffinity !== undefined);
  return areNew || standing !== undefined ? BEFORE_LOSSES : BEFORE_RULES;
}

/**
 * The memory of an agent that has never promised anything. Whoever sets up a new host, where no agent can have run, may
 * write it; without any, an agent promises no room until all that it might have promised has expired.
 */
export function emptyMemory(host: Ipv4): string {
  return writtenMemory({ order: NO_ORDER, tokens: [], promises: [] }, host);
}

class Damage extends Error {}

type Members = Readonly<Record<string, unknown>>;

/** What a text says, or the first thing that is wrong with it. Never throws. */
export function parseMemory(text: string): ReadMemory {
  try {
    const names = ['version', 'host', 'order', 'tokens', 'promises'];
    const file = members('the file', parsed(text), names, ['promisesLost', 'standing']);
    if (!VERSIONS.has(file.version)) {
      throw new Damage(`version ${shown(file.version)} is not known; it must be one of ${[...VERSIONS].join(', ')}`);
    }
    const remembered = {
      order: orderOf(file.order),
      tokens: list('tokens', file.tokens, MAX_REMEMBERED_TOKENS).map(tokenOf),
      promises: list('promises', file.promises, MAX_PROMISES).map(promiseOf),
      ...(file.promisesLost === undefined ? {} : { promisesLost: onlyTrue('promisesLost', file.promisesLost) }),
      ...(file.standing === undefined ? {} : { standing: standingOf(file.standing) }),
    };
    distinct(
      'tokens',
      remembered.tokens.map(({ id }) => id),
    );
    distinct(
      'promises',
      remembered.promises.map(({ uuid }) => uuid),
    );
    return { ok: true, host: address('host', file.host), remembered };
  } catch (error) {
    if (error instanceof Damage) return { ok: false, problem: error.message };
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Damage(`not JSON: ${(error as Error).message}`);
  }
}

function orderOf(value: unknown): Order {
  const { version, paused, epoch } = members('order', value, ['version', 'paused', 'epoch']);
  return {
    version: whole('order.version', version),
    paused: truth('order.paused', paused),
    epoch: whole('order.epoch', epoch),
  };
}

function tokenOf(value: unknown, index: number): Remembered['tokens'][number] {
  const what = `tokens[${index}]`;
  const { id, generation, ended } = members(what, value, ['id', 'generation', 'ended']);
  return {
    id: text(`${what}.id`, id),
    generation: whole(`${what}.generation`, generation),
    ended: truth(`${what}.ended`, ended),
  };
}

function promiseOf(value: unknown, index: number): Promised {
  const what = `promises[${index}]`;
  const names = ['uuid', 'vm', 'macs', 'memoryMiB'];
  const { uuid, vm, macs, memoryMiB, vcpus, antiAffinity } = members(what, value, names, ['vcpus', 'antiAffinity']);
  return {
    uuid: text(`${what}.uuid`, uuid),
    vm: address(`${what}.vm`, vm),
    macs: list(`${what}.macs`, macs, MAX_MACS).map((mac, at) => text(`${what}.macs[${at}]`, mac)),
    memoryMiB: whole(`${what}.memoryMiB`, memoryMiB),
    ...(vcpus === undefined ? {} : { vcpus: whole(`${what}.vcpus`, vcpus) }),
    ...(antiAffinity === undefined ? {} : { antiAffinity: groups(`${what}.antiAffinity`, antiAffinity) }),
  };
}

function groups(what: string, value: unknown): string[] {
  return list(what, value, MAX_GROUPS).map((group, at) => {
    if (typeof group === 'string' && GROUP_NAME.test(group)) return group;
    throw new Damage(`${what}[${at}] is ${shown(group)}, not the name of a group`);
  });
}

function standingOf(value: unknown): KeptStanding {
  const { maintenance, breaker } = members('standing', value, ['maintenance', 'breaker']);
  if (!MAINTENANCE.has(maintenance)) {
    throw new Damage(`standing.maintenance is ${shown(maintenance)}, none of ${[...MAINTENANCE].join(', ')}`);
  }
  return { maintenance: maintenance as KeptStanding['maintenance'], breaker: breakerOf(breaker) };
}

function breakerOf(value: unknown): KeptStanding['breaker'] {
  const what = 'standing.breaker';
  const { failures, openSinceMs, because } = members(what, value, ['failures'], ['openSinceMs', 'because']);
  if (because !== undefined && (because !== 'memory-damaged' || openSinceMs === undefined)) {
    throw new Damage(`${what}.because is ${shown(because)}, not memory-damaged of an open breaker`);
  }
  return {
    failures: whole(`${what}.failures`, failures),
    ...(openSinceMs === undefined ? {} : { openSinceMs: whole(`${what}.openSinceMs`, openSinceMs) }),
    ...(because === undefined ? {} : { because: 'memory-damaged' }),
  };
}

/** An object with exactly these members; the `optional` ones may be missing. */
function members(what: string, value: unknown, names: readonly string[], optional: readonly string[] = []): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Damage(`${what} is ${shown(value)}, not an object`);
  }
  for (const name of names) if (!Object.hasOwn(value, name)) throw new Damage(`${what} lacks ${name}`);
  for (const name of Object.keys(value)) {
    if (!names.includes(name) && !optional.includes(name))
      throw new Damage(`${what} has an unknown member ${shown(name)}`);
  }
  return value as Members;
}

function list(what: string, value: unknown, longest: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new Damage(`${what} is ${shown(value)}, not a list`);
  if (value.length > longest) throw new Damage(`${what} has ${value.length} entries; ${longest} is the most`);
  return value;
}

function whole(what: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Damage(`${what} is ${shown(value)}, not a whole number of 0 or more`);
}

function truth(what: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new Damage(`${what} is ${shown(value)}, neither true nor false`);
}

function onlyTrue(what: string, value: unknown): true {
  if (value === true) return true;
  throw new Damage(`${what} is ${shown(value)}, not true`);
}

function text(what: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= MAX_TEXT) return value;
  throw new Damage(`${what} is ${shown(value)}, not a text of 1 to ${MAX_TEXT} characters`);
}

function address(what: string, value: unknown): Ipv4 {
  const parsedAddress = typeof value === 'string' ? parseIpv4(value) : undefined;
  if (parsedAddress !== undefined) return parsedAddress;
  throw new Damage(`${what} is ${shown(value)}, not an IPv4 address`);
}

function distinct(what: string, ids: readonly string[]): void {
  if (new Set(ids).size !== ids.length) throw new Damage(`${what} names one of its entries twice`);
}

function shown(value: unknown): string {
  // Not its text: of lists within lists, thousands of times, there is none that the stack is enough for.
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const json = JSON.stringify(value) ?? typeof value;
  return json.length > 60 ? `${json.slice(0, 60)}...` : json;
}
