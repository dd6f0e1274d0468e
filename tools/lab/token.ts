// Runs a round as an operator does, with the score-token program. The only file that knows its arguments
// and its output.
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { PolicyName, RoundReport } from '../../agent/report/status.js';
import { LabError } from './errors.js';
import { onInterrupt, startPiped } from './exec.js';
import { controlSocketOf, DIST_DIR } from './paths.js';
import { HOSTS } from './plan.js';

export interface RoundOrder {
  readonly policy: PolicyName;
  /** c_m of Eq. 3.2, bytes per second x weight. */
  readonly migrationCost: number;
  /** Passes over all VMs; undefined: until one moved nothing. */
  readonly rounds?: number;
}

/** A round of eight VMs that has not ended by then never will. */
const ROUND_TIMEOUT_S = 600;

/**
 * Injects a token at the first hypervisor and waits for the end of the round. The VMs are not named: score-token
 * discovers them. Rejects with LabError('agent-failed') that carries what score-token said.
 */
export async function runRound(order: RoundOrder, say: (line: string) => void): Promise<RoundReport> {
  const program = path.join(DIST_DIR, 'tools/score-token/main.js');
  const length = order.rounds === undefined ? ['--until-stable'] : ['--rounds', String(order.rounds)];
  const argv = [
    process.execPath,
    '--enable-source-maps',
    program,
    'inject',
    '--socket',
    controlSocketOf(HOSTS[0]!.name),
  ];
  argv.push('--policy', order.policy, '--migration-cost', String(order.migrationCost), ...length);
  argv.push('--wait', '--json', '--timeout', String(ROUND_TIMEOUT_S));
  const child = startPiped(argv);
  onInterrupt(() => child.kill());
  const told: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => {
    told.push(line);
    say(line);
  });
  let output = '';
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const last = output.trim().split('\n').at(-1) ?? '';
  if (code === 0 && last.startsWith('{')) return JSON.parse(last) as RoundReport;
  throw new LabError('agent-failed', `score-token inject ended with exit code ${code}: ${told.slice(-5).join('; ')}`);
}
