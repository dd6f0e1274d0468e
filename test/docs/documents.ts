// What the documents tell an operator to type, and what they say comes of it: the ```console blocks of docs/*.md. A line
// that begins with `# ` (root) or `$ ` is a command, others are what it prints, `...` stands for lines that are left out.
// The last command of a block that begins with ```console exit=N ends with that exit code, all others with 0.
import { readdirSync, readFileSync } from 'node:fs';
import { inRepository } from '../support/paths.js';

export interface Command {
  /** Such as `operate.md:12`. */
  readonly where: string;
  readonly document: string;
  /** As typed. */
  readonly line: string;
  readonly output: readonly string[];
  readonly exitCode: number;
}

/** The documents in docs/ itself. */
export const documents: readonly string[] = readdirSync(inRepository('docs')).filter((name) => name.endsWith('.md'));

export function commandsOf(document: string, text = readFileSync(inRepository('docs', document), 'utf8')): Command[] {
  const found: Command[] = [];
  let block: Command[] | undefined;
  let exitCode = 0;
  text.split('\n').forEach((line, index) => {
    const fence = /^```(\w*)(?: exit=(\d+))?/.exec(line);
    if (fence && block) {
      found.push(...block.map((command, at) => ({ ...command, exitCode: at + 1 === block!.length ? exitCode : 0 })));
      block = undefined;
    } else if (fence?.[1] === 'console') {
      block = [];
      exitCode = Number(fence[2] ?? 0);
    } else if (block) take(block, line, document, index + 1);
  });
  if (block) throw new Error(`${document}: a block has no end`);
  return found;
}

function take(block: Command[], line: string, document: string, number: number): void {
  const where = `${document}:${number}`;
  if (/^[#$] /.test(line)) block.push({ where, document, line: line.slice(2), output: [], exitCode: 0 });
  else if (block.length === 0) throw new Error(`${where}: output before any command`);
  else block[block.length - 1] = { ...block.at(-1)!, output: [...block.at(-1)!.output, line] };
}

/** Which test runs a command: the one with a small cluster of real agents, or the one with a booted Debian. */
export type Stage = 'cluster' | 'booted';

/** No command is left out: of a program that is named nowhere here it throws. */
export function stagesOf({ document, line, where }: Command): readonly Stage[] {
  const program = line.split(' ')[0] ?? '';
  // An installation begins with nothing, so a booted system shows it from its first command to its last.
  if (document === 'install.md') return ['booted'];
  if (/^score-(token|topology|agent)$/.test(program)) return ['cluster'];
  if (line === 'systemctl reload score-agent') return ['cluster', 'booted'];
  if (/^(systemctl|journalctl|apt-get)$/.test(program)) return ['booted'];
  throw new Error(`${where}: no test runs ${program}`);
}

/** Commands in the sentences of a document: texts in backquotes, each on one line. */
export function commandsInside(document: string): string[] {
  const prose = readFileSync(inRepository('docs', document), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, text]) => text!.replace(/\s+/g, ' '));
}
