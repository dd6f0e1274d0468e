// `score-token explain VM`: asks, prints, and says when a host where the VM was did not answer.
import type { ControlClient } from '../../agent/control/client.js';
import { IncompleteError, type Terminal } from './exit.js';
import { showExplanation } from './show-explain.js';

export interface ExplainOptions {
  readonly vm: string;
  readonly limit: number;
  readonly json: boolean;
}

/** Rejects with ControlError, or IncompleteError after the report was printed. */
export async function explain(client: ControlClient, { vm, limit, json }: ExplainOptions, terminal: Terminal) {
  const report = await client.explain({ vm, limit });
  for (const line of json ? [JSON.stringify(report)] : showExplanation(report)) terminal.print(line);
  if (report.silentHosts.length === 0) return;
  const hosts = report.silentHosts.join(', ');
  throw new IncompleteError(`no answer from ${hosts}: what the VM did there is not shown`);
}
