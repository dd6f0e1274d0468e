// What the fuzzer needs to know of one decoder or parser. The decoders themselves, and what must hold of them, are in
// ../targets.
import type { Random } from '../../../tools/random.js';

export interface Target {
  /** Also the name of its folder in ../corpus. */
  readonly name: string;
  /** Inputs that are well formed. */
  readonly seeds: () => readonly Uint8Array[];
  /** Words of the format besides those that occur in the seeds. */
  readonly words?: readonly string[];
  /** Longest input tried, bytes; default 4096. */
  readonly maxBytes?: number;
  /**
   * Decodes the input and checks what must hold. Whatever it throws, and whatever it rejects with, is a finding: the
   * decoder's documented errors are caught here. Depends on nothing but the input.
   */
  readonly run: (input: Buffer) => void | Promise<void>;
  /** Another input of the same structure; undefined when there is none to be made of this one. */
  readonly vary?: (input: Buffer, random: Random) => Buffer | undefined;
  /** The decoder without the checks, of which the time is measured; default `run`. False: it is not measured. */
  readonly decode?: false | ((input: Buffer) => void | Promise<void>);
}

/** Something that must hold did not. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** Throws Broken unless `condition` holds. */
export function holds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Broken(what);
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** What `decode` gives, or undefined when it threw one of the errors that it documents. Anything else is thrown on. */
export function unless<Result>(documented: readonly ErrorClass[], decode: () => Result): Result | undefined {
  try {
    return decode();
  } catch (error) {
    if (documented.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}
