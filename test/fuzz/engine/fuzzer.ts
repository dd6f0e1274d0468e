// The search: runs inputs on one target, keeps those that reach something new, makes others of them. One seed makes one
// search as long as the program is the same. It knows no files, no threads and no clock but that of growth.ts.
import { getHeapStatistics } from 'node:v8';
import { type Random, seededRandom } from '../../../tools/random.js';
import type { Coverage } from './coverage.js';
import { type Finding, type FindingKind, identityOf, textOf } from './findings.js';
import { findSteep, randomStretch } from './growth.js';
import { mutate, wordsOf } from './mutate.js';
import type { Target } from './target.js';

/** Inputs between two looks at what they reached, which takes as long as a hundred of them. */
const batch = 32;
/** One batch in so many is looked at input by input, for blocks that ran more often than ever. */
const closeLookEvery = 12;
/** Inputs between two measurements of growth. */
const growthEvery = 1024;
/** Inputs kept; a random one makes room. */
const maxEntries = 3000;
const defaultMaxBytes = 4096;
/** Different findings of a run; beyond them something is wrong altogether. */
const maxFindings = 20;
/** Buffers that one input may leave behind, bytes. */
const maxBufferBytes = 256 * 1024 * 1024;
const maxShrinkRuns = 400;

export interface FuzzerOptions {
  readonly target: Target;
  readonly coverage: Coverage;
  /** Inputs to begin with besides the target's seeds. */
  readonly inputs: readonly Buffer[];
  /** Called before each input is run, so that one that never ends is known. */
  readonly onInput: (input: Buffer) => void;
  readonly onFinding: (finding: Finding) => void;
}

export class Fuzzer {
  readonly #options: FuzzerOptions;
  #random: Random = seededRandom(0);
  readonly #entries: Buffer[] = [];
  readonly #words: readonly Buffer[];
  readonly #found = new Set<string>();
  executions = 0;
  stretches = 0;

  constructor(options: FuzzerOptions) {
    this.#options = options;
    this.#words = wordsOf([...options.target.seeds(), ...options.inputs], options.target.words);
  }

  get entries(): readonly Buffer[] {
    return this.#entries;
  }

  get findings(): number {
    return this.#found.size;
  }

  /** Runs the inputs to begin with. */
  async begin(): Promise<void> {
    const { target, inputs, coverage } = this.#options;
    coverage.reset();
    const first = [...target.seeds(), ...inputs].map((input) => Buffer.from(input));
    for (const input of first) await this.#runAndLook(input);
    // Something to make others of, even if a target reaches nothing.
    if (this.#entries.length === 0) this.#entries.push(first[0] ?? Buffer.alloc(0));
  }

  /** Makes and runs inputs until `isOver`, which is asked after each batch. */
  async search(seed: number, isOver: () => boolean): Promise<void> {
    this.#random = seededRandom(seed);
    let batches = 0;
    let nextGrowth = this.executions + growthEvery;
    while (!isOver() && this.#found.size < maxFindings) {
      const inputs = Array.from({ length: batch }, () => this.#next());
      if (batches++ % closeLookEvery === 0) for (const input of inputs) await this.#runAndLook(input);
      else await this.#runBatch(inputs);
      if (this.executions < nextGrowth) continue;
      nextGrowth = this.executions + growthEvery;
      await this.stretch();
    }
  }

  /** Stretches a random input and measures. */
  async stretch(): Promise<void> {
    const { target, coverage, onInput } = this.#options;
    if (target.decode === false) return;
    this.stretches += 1;
    const entry = this.#entries[this.#random.integer(0, this.#entries.length - 1)]!;
    const decode = target.decode ?? target.run;
    try {
      const watched = (input: Buffer) => {
        onInput(input);
        return decode(input);
      };
      const steep = await findSteep(watched, randomStretch(entry, this.#random));
      if (steep) this.#report('slow', steep.message, steep.message.replace(/[\d.]+/g, '#'), steep.input);
    } catch (error) {
      // Only long inputs fail like this, and they are too long to be shrunk here.
      this.#report('error', `stretched: ${textOf(error)}`, identityOf(error), entry);
    }
    coverage.reset();
  }

  #next(): Buffer {
    const random = this.#random;
    const entries = this.#entries;
    // The latest have been tried least.
    const lowest = random.next() < 0.5 ? Math.floor(entries.length * 0.8) : 0;
    const entry = entries[random.integer(Math.min(lowest, entries.length - 1), entries.length - 1)]!;
    const { target } = this.#options;
    const varied = target.vary && random.next() < 0.4 ? target.vary(Buffer.from(entry), random) : undefined;
    if (varied && random.next() < 0.7) return varied;
    const { maxBytes = defaultMaxBytes } = target;
    return mutate(varied ?? entry, random, { inputs: entries, words: this.#words, maxBytes });
  }

  async #runBatch(inputs: readonly Buffer[]): Promise<void> {
    const before = getHeapStatistics().external_memory;
    for (const input of inputs) await this.#run(input);
    const grew = getHeapStatistics().external_memory - before > maxBufferBytes;
    if (!this.#options.coverage.glance() && !grew) return;
    for (const input of inputs) await this.#runAndLook(input);
  }

  async #runAndLook(input: Buffer): Promise<void> {
    const before = getHeapStatistics().external_memory;
    await this.#run(input);
    const { fresh, rhythms } = this.#options.coverage.look();
    const grown = getHeapStatistics().external_memory - before;
    if (grown > maxBufferBytes) this.#report('memory', `one input left ${grown} bytes of buffers`, 'memory', input);
    if (fresh > 0 || rhythms > 0) this.#keep(input);
  }

  #keep(input: Buffer): void {
    if (this.#entries.length < maxEntries) this.#entries.push(input);
    else this.#entries[this.#random.integer(0, maxEntries - 1)] = input;
  }

  async #run(input: Buffer): Promise<void> {
    this.executions += 1;
    const error = await this.failure(input);
    if (error === undefined || this.#found.has(identityOf(error))) return;
    const small = await this.#shrink(input, identityOf(error));
    this.#report('error', textOf(error), identityOf(error), small);
  }

  /** What a run throws or rejects with, wrapped when it is nothing that can be told from a good end. */
  async failure(input: Buffer): Promise<unknown> {
    this.#options.onInput(input);
    try {
      // Not awaited unless needed: a turn of the loop takes longer than many decoders do.
      const ends = this.#options.target.run(Buffer.from(input));
      if (ends !== undefined) await ends;
      return undefined;
    } catch (error) {
      return error ?? new Error(`thrown: ${String(error)}`);
    }
  }

  /** A shorter input with the same failure: parts are left out as long as it stays. */
  async #shrink(input: Buffer, identity: string): Promise<Buffer> {
    let best = input;
    let runs = 0;
    for (let size = best.length >> 1; size >= 1; size >>= 1) {
      for (let at = 0; at < best.length && runs < maxShrinkRuns; ) {
        const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
        runs += 1;
        const error = await this.failure(shorter);
        if (error !== undefined && identityOf(error) === identity) best = shorter;
        else at += size;
      }
    }
    return best;
  }

  #report(kind: FindingKind, message: string, identity: string, input: Buffer): void {
    if (this.#found.has(identity)) return;
    this.#found.add(identity);
    this.#options.onFinding({ target: this.#options.target.name, kind, message, input });
  }
}
