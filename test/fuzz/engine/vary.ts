// Changes one thing in a decoded value, so that an encoder can make a new well-formed input of it: a JSON value, a
// message with typed arrays. It knows no format.
import type { Random } from '../../../tools/random.js';

type Holder = Record<string, unknown>;

const numbers = [0, 1, -1, 2, 255, 256, 65_535, 0x7fffffff, 0xffffffff, 2 ** 53, 0.5, -0.5, 1e308, 1e-300];
const texts = [
  '',
  'a',
  '10.0.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '__proto__',
  'constructor',
  'toString',
  '\0',
  '\u{1f600}',
];

function pick<Item>(from: readonly Item[], random: Random): Item {
  return from[random.integer(0, from.length - 1)]!;
}

function isNumbers(value: unknown): value is Uint8Array | Uint32Array | Float32Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function otherLeaf(value: unknown, random: Random): unknown {
  const kind = random.next() < 0.1 ? pick(['string', 'number', 'boolean', 'object', 'list'], random) : typeof value;
  if (kind === 'number') {
    const old = typeof value === 'number' ? value : 0;
    return random.next() < 0.5 ? pick(numbers, random) : old + random.integer(-3, 3);
  }
  if (kind === 'string') {
    const old = typeof value === 'string' ? value : '';
    if (random.next() < 0.4) return pick(texts, random);
    const at = random.integer(0, old.length);
    return old.slice(0, at) + pick(['', '0', 'x', '.', ' ', 'é', old], random) + old.slice(at + random.integer(0, 2));
  }
  if (kind === 'boolean') return value !== true;
  if (kind === 'bigint') return BigInt.asUintN(64, (value as bigint) + BigInt(random.integer(-2, 2)));
  if (kind === 'list') return [value, value];
  return random.next() < 0.5 ? null : {};
}

function otherNumbers(value: Uint8Array | Uint32Array | Float32Array, random: Random): unknown {
  const list = Array.from(value as Uint32Array);
  const at = random.integer(0, list.length);
  const near = (list[at] ?? list[at - 1] ?? 0) + random.integer(0, 3);
  if (random.next() < 0.4) list.splice(at, 1);
  else if (random.next() < 0.6) list.splice(at, 0, near);
  else if (list.length > 0) list[Math.min(at, list.length - 1)] = random.next() < 0.5 ? near : pick(numbers, random);
  const Kind = value.constructor as new (from: number[]) => unknown;
  return new Kind(list);
}

/** Changes a list or an object itself: members come, go, and change places. */
function otherMembers(holder: Holder | unknown[], random: Random): void {
  if (Array.isArray(holder)) {
    const [a, b] = [random.integer(0, holder.length), random.integer(0, Math.max(0, holder.length - 1))];
    if (random.next() < 0.4) holder.splice(a, 1);
    else if (holder.length > 0) holder.splice(a, 0, structuredClone(holder[b]));
    return;
  }
  const names = Object.keys(holder);
  const kind = random.integer(0, 4);
  if (names.length === 0 || kind < 2) {
    // A new member, or one under another name.
    const known = names.length > 0 && kind === 0 ? pick(names, random) : undefined;
    const kept = known === undefined ? undefined : holder[known];
    const values = [...numbers, {}, [], ...names.map((name) => structuredClone(holder[name]))];
    if (known !== undefined) delete holder[known];
    setMember(holder, pick([...texts, ...names], random), known === undefined ? pick(values, random) : kept);
  } else if (kind === 2) delete holder[pick(names, random)];
  else setMember(holder, pick(names, random), structuredClone(holder[pick(names, random)]));
}

/** Not by assignment, which would set the prototype for one of the names. */
function setMember(holder: Holder, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Changes 1 to 3 things anywhere in `value`, in place where it has members; returns the value, or what took its place. */
export function varyValue(value: unknown, random: Random): unknown {
  let root = value;
  for (let time = random.integer(1, 3); time > 0; time--) root = varyOnce(root, random);
  return root;
}

function varyOnce(value: unknown, random: Random): unknown {
  if (isNumbers(value)) return otherNumbers(value, random);
  if (value === null || typeof value !== 'object') return otherLeaf(value, random);
  const holder = value as Holder;
  const names = Object.keys(holder);
  if (names.length === 0 || random.next() < 0.15) {
    if (random.next() < 0.1) return otherLeaf('', random);
    otherMembers(holder, random);
    return value;
  }
  const name = pick(names, random);
  const changed = varyOnce(holder[name], random);
  setMember(holder, name, changed);
  return value;
}
