// The operator's hands: runs score-token against a host's agent, as it is typed. Nothing here looks into an agent.
import path from 'node:path';
import { LabError } from '../errors.js';
import { startPiped } from '../exec.js';
import { controlSocketOf, DIST_DIR } from '../paths.js';

/** What a command has said, and how it ended. */
export interface Said {
  readonly command: string;
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const PATIENCE_MS = 300_000;

/** Runs `score-token WORDS --socket ...` for the agent of a host. Rejects with LabError('timeout') only. */
export async function score(host: string, ...words: readonly string[]): Promise<Said> {
  const program = path.join(DIST_DIR, 'tools/score-token/main.js');
  const child = startPiped([process.execPath, program, ...words, '--socket', controlSocketOf(host)]);
  const command = `${host}# score-token ${words.join(' ')}`;
  const said = { out: '', err: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill();
  }, PATIENCE_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (isLate) throw new LabError('timeout', `${command}: no end after ${PATIENCE_MS / 1000} s`);
  return { command, code, ...said };
}

/** The same with --json: what it printed last, read. Rejects with LabError('agent-failed') on another exit code than 0. */
export async function scoreJson<T>(host: string, ...words: readonly string[]): Promise<T> {
  const { command, code, out, err } = await score(host, ...words, '--json');
  const last = out.trim().split('\n').at(-1) ?? '';
  if (code === 0 && last !== '') return JSON.parse(last) as T;
  throw new LabError('agent-failed', `${command}: exit code ${code}: ${err.trim().slice(0, 1000)}`);
}
