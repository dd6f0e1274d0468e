// Walks through a document: runs its commands in their order, and compares exit codes and what is printed.
import type { Test } from 'tap';
import { type Command, commandsOf, type Stage, stagesOf } from './documents.js';
import { mismatch } from './shape.js';

export interface Ran {
  readonly exitCode: number;
  /** Both stdout and stderr, as a terminal shows them. */
  readonly lines: readonly string[];
}

export class Walk {
  readonly #t: Test;
  readonly #run: (line: string) => Promise<Ran>;
  readonly #commands: readonly Command[];
  #next = 0;

  /** All commands of the document that belong to the stage. */
  constructor(t: Test, document: string, stage: Stage, run: (line: string) => Promise<Ran>) {
    this.#t = t;
    this.#run = run;
    this.#commands = commandsOf(document).filter((command) => stagesOf(command).includes(stage));
  }

  /** The next command, which must be `line`. */
  async step(line: string): Promise<Ran> {
    const command = this.#commands[this.#next++];
    if (command?.line !== line) throw new Error(`not ${line}, but ${command?.where}: ${command?.line} is next`);
    const ran = await this.#run(line);
    const { where, exitCode, output } = command;
    this.#t.equal(ran.exitCode, exitCode, `${where}: exit code of ${line}`) || this.#t.comment(ran.lines.join('\n'));
    const difference = mismatch(output, ran.lines);
    this.#t.equal(difference, undefined, `${where}: output of ${line}`);
    if (difference || process.env.DOCS_SHOW) this.#t.comment(`${where}: ${line}\n${ran.lines.join('\n')}`);
    return ran;
  }

  /** Nothing was left out. */
  ends(): void {
    const left = this.#commands.slice(this.#next).map(({ where, line }) => `${where}: ${line}`);
    this.#t.same(left, [], 'commands that were not run');
  }
}
