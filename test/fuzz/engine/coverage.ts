// Which parts of the program an input reaches, asked of V8 itself (block coverage, as c8 and the inspector have it): no
// instrumentation, no package. It judges nothing; fuzzer.ts keeps the inputs that reach something new.
import { readFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A script's reached characters, 1 each, and how many there are. */
interface Reached {
  readonly path: string;
  bytes: Uint8Array;
}

export interface Seen {
  /** Source characters reached for the first time. */
  readonly fresh: number;
  /** Blocks that ran about this often for the first time: once, twice, 3..4, 5..8 times, ... */
  readonly rhythms: number;
}

/** Ways through functions that are remembered, so as not to look at them again; a few hundred bytes each. */
const maxKnown = 400_000;

/** Blocks and how often they ran, by script; outermost first, as V8 tells them. */
type Ranges = readonly Profiler.CoverageRange[];

export class Coverage {
  readonly #session = new Session();
  readonly #isWanted: (url: string) => boolean;
  readonly #reached = new Map<string, Reached>();
  /** Functions of each script, by where they begin: where they end. */
  readonly #functions = new Map<string, Map<number, number>>();
  readonly #rhythms = new Set<string>();
  readonly #known = new Set<string>();

  /** `sources`: beginnings of paths below `root` (a file URL) whose scripts count. Call before they are imported. */
  constructor(root: string, sources: readonly string[]) {
    this.#isWanted = (url) =>
      sources.some((source) => url.startsWith(`${root}${source}`) || url.includes(`/node_modules/${source}`));
    this.#session.connect();
    this.#post('Profiler.enable');
    this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Forgets what ran until now: it was not the input. */
  reset(): void {
    this.#take();
  }

  /** What the one input that ran since the last call reached; it counts as reached from now on. */
  look(): Seen {
    let [fresh, rhythms] = [0, 0];
    for (const { url, ranges } of this.#ran(rhythmOf)) {
      for (const { start, end, count } of flat(ranges)) {
        if (count === 0) continue;
        fresh += this.#reach(url, start, end);
        if (this.#isNewRhythm(`${url}:${start}:${rhythmOf(count)}`)) rhythms += 1;
      }
    }
    return { fresh, rhythms };
  }

  /** Whether the inputs that ran since the last call reached anything new; what that is, one look at each will tell. */
  glance(): boolean {
    let found = false;
    for (const { url, ranges } of this.#ran(() => 'yes')) {
      const bytes = this.#reached.get(url)?.bytes;
      for (const { start, end, count } of flat(ranges)) {
        if (count === 0) continue;
        for (let at = start; at < end && !found; at++) found = bytes?.[at] !== 1;
      }
    }
    return found;
  }

  /** The functions that ran since the last call, but for those whose every block ran before, as often by `word`. */
  *#ran(word: (count: number) => number | string): Generator<{ readonly url: string; readonly ranges: Ranges }> {
    for (const { url, functions } of this.#take()) {
      if (!this.#isWanted(url)) continue;
      for (const { ranges } of functions) {
        const [whole] = ranges;
        // The first is the module itself, which runs once.
        if (!whole || whole.count === 0 || whole.startOffset === 0) continue;
        const key = keyOf(url, ranges, word);
        if (this.#known.has(key)) continue;
        if (this.#known.size < maxKnown) this.#known.add(key);
        yield { url, ranges };
      }
    }
  }

  #isNewRhythm(key: string): boolean {
    const size = this.#rhythms.size;
    return this.#rhythms.add(key).size > size;
  }

  #reach(url: string, start: number, end: number): number {
    let script = this.#reached.get(url);
    if (!script) {
      script = { path: url, bytes: new Uint8Array(0) };
      this.#reached.set(url, script);
    }
    if (script.bytes.length < end) {
      const larger = new Uint8Array(2 * end);
      larger.set(script.bytes);
      script.bytes = larger;
    }
    let fresh = 0;
    for (let at = start; at < end; at++) {
      fresh += 1 - script.bytes[at]!;
      script.bytes[at] = 1;
    }
    return fresh;
  }

  /** Characters of functions of the project's scripts, not of packages: how many were reached, of how many. */
  share(): { readonly reached: number; readonly all: number } {
    let [reached, all] = [0, 0];
    for (const [url, functions] of this.#functions) {
      if (url.includes('/node_modules/') || !this.#isWanted(url)) continue;
      const bytes = this.#reached.get(url)?.bytes;
      const inside = new Uint8Array(Math.max(0, ...functions.values()));
      for (const [start, end] of functions) inside.fill(1, start, end);
      for (let at = 0; at < inside.length; at++) {
        all += inside[at]!;
        reached += inside[at]! & (bytes?.[at] ?? 0);
      }
    }
    return { reached, all };
  }

  /** What of the project's own functions was never reached: `file:line: text` of compiled files. */
  missing(): string[] {
    return [...this.#functions].flatMap(([url, functions]) => {
      if (url.includes('/node_modules/') || !this.#isWanted(url)) return [];
      const text = readFileSync(fileURLToPath(url), 'utf8');
      const bytes = this.#reached.get(url)?.bytes ?? new Uint8Array(0);
      const inside = new Uint8Array(text.length);
      for (const [start, end] of functions) inside.fill(1, start, end);
      let at = 0;
      return text.split('\n').flatMap((line, index) => {
        const start = at;
        at += line.length + 1;
        const isMissed = [...line].some(
          (letter, column) => /\w/.test(letter) && inside[start + column] === 1 && bytes[start + column] !== 1,
        );
        const isCode = !/^\s*(\/\/|\/\*|\*)/.test(line);
        return isMissed && isCode ? [`${path.basename(url)}:${index + 1}: ${line.trim()}`] : [];
      });
    });
  }

  #take(): readonly Profiler.ScriptCoverage[] {
    const { result } = this.#post('Profiler.takePreciseCoverage') as Profiler.TakePreciseCoverageReturnType;
    for (const { url, functions } of result) {
      if (!this.#isWanted(url)) continue;
      let known = this.#functions.get(url);
      if (!known) {
        known = new Map();
        this.#functions.set(url, known);
      }
      for (const { ranges } of functions) {
        const [whole] = ranges;
        if (whole && whole.startOffset > 0) known.set(whole.startOffset, whole.endOffset);
      }
    }
    return result;
  }

  /** An inspector session of the same thread answers before `post` returns. */
  #post(method: string, parameters: object = {}): unknown {
    let answer: unknown;
    let failure: Error | null = null;
    this.#session.post(method, parameters, (error: Error | null, result: unknown) => {
      failure = error;
      answer = result;
    });
    if (failure) throw failure;
    return answer;
  }
}

/** 0 for once, 1 for twice, 2 for 3..4 times, 3 for 5..8 times, ..., 8 at most. */
function rhythmOf(count: number): number {
  return Math.min(8, Math.ceil(Math.log2(count)));
}

/** The same text for the same blocks run about as often, so that they need not be looked at again. */
function keyOf(url: string, ranges: Ranges, word: (count: number) => number | string): string {
  let key = url;
  for (const { startOffset, endOffset, count } of ranges) {
    key += ` ${startOffset}-${endOffset}:${count === 0 ? 'no' : word(count)}`;
  }
  return key;
}

/** Nested ranges to ranges side by side. */
function flat(ranges: Ranges): { start: number; end: number; count: number }[] {
  const parts: { start: number; end: number; count: number }[] = [];
  const open: { end: number; count: number }[] = [];
  let at = 0;
  const upTo = (end: number) => {
    const inner = open.at(-1);
    if (inner && end > at) parts.push({ start: at, end, count: inner.count });
    at = Math.max(at, end);
  };
  const close = () => {
    upTo(open.at(-1)!.end);
    open.pop();
  };
  for (const { startOffset, endOffset, count } of ranges) {
    while (open.length > 0 && open.at(-1)!.end <= startOffset) close();
    upTo(startOffset);
    at = startOffset;
    open.push({ end: endOffset, count });
  }
  while (open.length > 0) close();
  return parts;
}
