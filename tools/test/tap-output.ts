// Reads the TAP 14 output of one test file and lists its tests. What counts as a test: a `t.test` block without
// blocks inside it; all assertions outside any block together are one more. Judges text only, runs nothing.

export interface TestResult {
  /** Names of the blocks, outermost first, joined by ` > `. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or why it failed when the output itself does not say. */
  readonly reason?: string;
}

export interface TapOutput {
  readonly tests: readonly TestResult[];
  /** Whether the file's own plan was printed, which tap does at the very end. */
  readonly complete: boolean;
}

interface Block {
  readonly name: string;
  blocks: number;
  failedBlocks: number;
  assertions: number;
  failed: boolean;
}

function block(name: string): Block {
  return { name, blocks: 0, failedBlocks: 0, assertions: 0, failed: false };
}

const indentWidth = 4;

/** A test's name without the time behind it and without TAP's escapes. */
function plain(name: string): string {
  return name
    .replace(/(?<!\\) # time=.*$/, '')
    .replace(/\\(.)/g, '$1')
    .trim();
}

class Reader {
  readonly tests: TestResult[] = [];
  complete = false;
  /** Assertions at the top of the file. */
  readonly #file = block('assertions outside any test');
  /** The open block at each depth; its result line stands at the same depth. */
  readonly #open: Block[] = [];
  /** Indent of the diagnostics that are being skipped: they may quote anything. */
  #diagnostics: string | undefined;

  read(line: string): void {
    if (this.#diagnostics !== undefined) {
      if (line === `${this.#diagnostics}...`) this.#diagnostics = undefined;
      return;
    }
    const [, indent = '', rest = ''] = /^( *)(.*)$/.exec(line) ?? [];
    if (rest === '---' && indent.length % indentWidth === 2) this.#diagnostics = indent;
    const depth = indent.length / indentWidth;
    if (!Number.isInteger(depth) || depth > this.#open.length) return;
    const opened = /^# Subtest: (.*)$/.exec(rest);
    if (opened) return this.#begin(depth, opened[1] ?? '');
    const point = /^(not )?ok\b(?: \d+)?(?: - )?(.*)$/.exec(rest);
    if (point) return this.#point(depth, point[1] === undefined, point[2] ?? '');
    const plan = /^1\.\.(\d+)(?: +# *(?:SKIP)? *(.*))?$/i.exec(rest);
    if (plan && depth === 0) this.#plan(Number(plan[1]), plan[2]);
    if (depth === 0 && rest.startsWith('Bail out!')) this.#add('the file', 'failed', rest);
  }

  end(): TapOutput {
    if (this.#file.assertions > 0) this.#add(this.#file.name, this.#file.failed ? 'failed' : 'passed');
    return { tests: this.tests, complete: this.complete };
  }

  #begin(depth: number, name: string): void {
    const parent = this.#parent(depth);
    parent.blocks += 1;
    this.#open.length = depth;
    this.#open.push(block(name));
  }

  #parent(depth: number): Block {
    return this.#open[depth - 1] ?? this.#file;
  }

  #point(depth: number, ok: boolean, text: string): void {
    const [, name = '', directive, why = ''] = /^(.*?)(?<!\\) # (SKIP|TODO)\b ?(.*)$/i.exec(text) ?? [undefined, text];
    const shown = plain(name);
    const ended = this.#open[depth];
    // While a block is open, only its own result can stand at its depth; anything else is a line that a test logged.
    if (ended && plain(ended.name) !== shown) return;
    this.#open.length = Math.min(this.#open.length, depth);
    const parent = this.#parent(depth);
    if (directive !== undefined) {
      const reason = why === '' ? 'no reason given' : why;
      this.#add(this.#path(depth, shown), 'skipped', directive.toUpperCase() === 'TODO' ? `to do: ${reason}` : reason);
      if (!ended) parent.assertions += 1;
    } else if (!ended) {
      parent.assertions += 1;
      if (!ok) parent.failed = true;
    } else {
      if (!ok) parent.failedBlocks += 1;
      this.#finish(this.#path(depth, shown), ended, ok);
    }
  }

  /** A block with blocks inside it is told by those, unless it failed by itself. */
  #finish(path: string, ended: Block, ok: boolean): void {
    if (!ok && ended.failedBlocks === 0) this.#add(path, 'failed');
    else if (ok && ended.blocks === 0 && ended.assertions === 0) this.#add(path, 'failed', 'it made no assertion');
    else if (ok && ended.blocks === 0) this.#add(path, 'passed');
  }

  #plan(count: number, reason: string | undefined): void {
    this.complete = true;
    if (count === 0 && reason) this.#add('the whole file', 'skipped', reason);
  }

  #path(depth: number, name: string): string {
    return [...this.#open.slice(0, depth).map((outer) => outer.name), name].join(' > ');
  }

  #add(name: string, outcome: TestResult['outcome'], reason?: string): void {
    this.tests.push({ name, outcome, ...(reason === undefined ? {} : { reason }) });
  }
}

/** The tests in the TAP output of one file. */
export function readTap(output: string): TapOutput {
  const reader = new Reader();
  for (const line of output.split('\n')) reader.read(line.trimEnd());
  return reader.end();
}
