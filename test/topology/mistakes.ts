// Cost maps with one mistake each: how a test writes them, and what it holds the refusal to.
import t from 'tap';
import { CostMapError, type CostMapErrorCode, loadCostMap } from '../../topology/load.js';

/** Two tiers on lines 2..4, one host on line 6; a mistake is written into a copy of these lines. */
export const goodLines = [
  'version: 1',
  'tiers:',
  '  - { name: rack, weight: 1 }',
  '  - { name: core, weight: 2 }',
  'hosts:',
  '  - { host: 10.0.1.1, at: rack-1 }',
];

/** The good file with line `line` replaced, or appended when it is the one after the last. */
export function withLine(line: number, text: string): string {
  const lines = [...goodLines];
  lines[line - 1] = text;
  return `${lines.join('\n')}\n`;
}

function refusal(text: string): CostMapError {
  try {
    loadCostMap(text, 'map.yaml');
  } catch (error) {
    if (error instanceof CostMapError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

type Case = [what: string, text: string, ...problems: string[]];

export function refuses(title: string, code: CostMapErrorCode, cases: readonly Case[]): void {
  t.test(title, (t) => {
    for (const [what, text, ...problems] of cases) {
      const error = refusal(text);
      t.equal(error.message, problems.map((problem) => `map.yaml:${problem}`).join('\n'), what);
      t.equal(error.code, code);
      t.strictSame(
        error.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`),
        problems,
      );
    }
    t.end();
  });
}
