// One line of a dump: text in, a checked record out. The order of lines is dumps.ts's; what agents write is in
// agent/control/dump.ts. Files may have been edited, cut, or made by other programs, so nothing is taken as given.
import { dumpVersion } from '../../../agent/control/dump.js';
import { MAX_SLOTS } from '../../../agent/core/token.js';
import { type Ipv4, parseIpv4 } from '../../../topology/ipv4.js';
import { quote } from '../../../topology/problems.js';
import { errorAt, type Place } from './error.js';

export interface HostRecord {
  readonly type: 'host';
  readonly host: Ipv4;
  readonly slots: number;
  readonly memoryMiB: number;
  /** VMs that take room and are not in the dump. 0 when the line does not say. */
  readonly silentVms: number;
  readonly silentMemoryMiB: number;
  readonly atMs: number;
}

export interface VmRecord {
  readonly type: 'vm';
  readonly vm: Ipv4;
  /** All its addresses. Only the id when the line does not say. */
  readonly addresses: readonly Ipv4[];
  readonly host: Ipv4;
  readonly memoryMiB: number;
}

export interface FlowRecord {
  readonly type: 'flow';
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly bytes: number;
  readonly bytesPerSecond: number;
}

export interface EndRecord {
  readonly type: 'end';
  readonly vms: number;
  readonly flows: number;
}

export type DumpRecord = HostRecord | VmRecord | FlowRecord | EndRecord;

/** Far beyond any host, and small enough that sums of them stay within what the simulator takes. */
const maxAmount = 1e15;
const maxBytesPerSecond = 1e12;

/** How every flow line of score-token begins. Other spellings of the same JSON are read too, only more slowly. */
const flowBeginning = '{"type":"flow",';

export function looksLikeFlow(text: string): boolean {
  return text.startsWith(flowBeginning);
}

/** The record of a line. Throws ImportError('damaged') with its place. */
export function parseDumpLine(text: string, place: Place): DumpRecord {
  const line = new Members(membersOf(text, place), place);
  const type = line.value('type');
  switch (type) {
    case 'host':
      line.version();
      return {
        ...{ type, host: line.address('host'), slots: line.count('slots', MAX_SLOTS) },
        ...{ memoryMiB: line.amount('memoryMiB'), atMs: line.amount('atMs') },
        ...{ silentVms: line.count('silentVms', MAX_SLOTS, 0), silentMemoryMiB: line.amount('silentMemoryMiB', 0) },
      };
    case 'vm': {
      const vm = line.address('vm');
      const addresses = line.addresses('addresses', vm);
      return { type, vm, addresses, host: line.address('host'), memoryMiB: line.memoryOfVm('memoryMiB') };
    }
    case 'flow':
      return {
        ...{ type, src: line.address('src'), dst: line.address('dst') },
        ...{ bytes: line.amount('bytes'), bytesPerSecond: line.amount('bytesPerSecond', undefined, maxBytesPerSecond) },
      };
    case 'end':
      return { type, vms: line.count('vms', maxAmount), flows: line.count('flows', maxAmount) };
    default:
      throw line.wrong(`type must be host, vm, flow or end, not ${shown(type)}`);
  }
}

function membersOf(text: string, place: Place): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // V8's own words count characters of a text that the operator does not see.
    throw errorAt('damaged', place, `${quote(text)} is not one JSON object; the line is cut or changed; dump again`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw errorAt('damaged', place, `${quote(text)} is no JSON object; is it a dump of score-token dump-flows?`);
}

class Members {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #place: Place;

  constructor(members: Readonly<Record<string, unknown>>, place: Place) {
    this.#members = members;
    this.#place = place;
  }

  wrong(message: string) {
    return errorAt('damaged', this.#place, `${message}; dump this host again`);
  }

  value(name: string): unknown {
    return this.#members[name];
  }

  version(): void {
    const found = this.value('version');
    if (found === dumpVersion) return;
    const text = `a dump of version ${shown(found)}, and this program reads version ${dumpVersion}`;
    throw errorAt('damaged', this.#place, `${text}; use score-token and score-sim of the same S-CORE`);
  }

  address(name: string): Ipv4 {
    return this.#address(name, this.value(name));
  }

  addresses(name: string, id: Ipv4): readonly Ipv4[] {
    const list = this.value(name) ?? [];
    if (!Array.isArray(list)) throw this.wrong(`${name} must be a list of IPv4 addresses, not ${shown(list)}`);
    return [...new Set([id, ...list.map((each: unknown) => this.#address(name, each))])];
  }

  /** A whole number from 0. */
  count(name: string, high: number, fallback?: number): number {
    const value = this.value(name) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= high) return value;
    throw this.wrong(`${name} must be a whole number from 0 to ${high}, not ${shown(value)}`);
  }

  amount(name: string, fallback?: number, high = maxAmount): number {
    const value = this.value(name) ?? fallback;
    if (typeof value === 'number' && value >= 0 && value <= high) return value;
    throw this.wrong(`${name} must be a number from 0 to ${high}, not ${shown(value)}`);
  }

  memoryOfVm(name: string): number {
    const memoryMiB = this.amount(name);
    if (memoryMiB > 0) return memoryMiB;
    throw this.wrong(`${name} of a VM must be more than 0`);
  }

  #address(name: string, value: unknown): Ipv4 {
    const address = typeof value === 'string' ? parseIpv4(value) : undefined;
    if (address !== undefined) return address;
    throw this.wrong(`${name} must be an IPv4 address, not ${shown(value)}`);
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  // Not its text: a list within a list within a list, thousands of times, has none that the stack is enough for.
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return quote(typeof value === 'string' ? value : JSON.stringify(value));
}
