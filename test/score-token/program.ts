// score-token as a process, and an agent's control socket with handlers of the test's choice.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { ControlHandlers } from '../../agent/control/protocol.js';
import { ControlServer } from '../../agent/control/server.js';
import { silentLogger } from '../../agent/log.js';
import { handlers } from '../control/handlers.js';
import { compiled } from '../support/paths.js';
import { shortFolder, type Teardown } from '../support/temporary.js';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the compiled program to its end. */
export function scoreToken(...argv: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiled('tools/score-token/main.js'), ...argv]);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** A control socket that answers like an agent that is well, but for what is changed. */
export async function listening(t: Teardown, changed: Partial<ControlHandlers> = {}): Promise<string> {
  const socket = path.join(shortFolder(t), 's');
  const server = new ControlServer({ ...handlers, ...changed }, silentLogger, { groupFile: '/none' });
  t.teardown(() => server.close());
  await server.listen(socket);
  return socket;
}
