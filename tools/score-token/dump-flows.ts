// `score-token dump-flows`: all pages of this host's dump as JSON lines. What a line holds is agent/control/dump.ts's.
import type { ControlClient } from '../../agent/control/client.js';
import type { DumpEndLine } from '../../agent/control/dump.js';
import type { Terminal } from './exit.js';

/**
 * Prints the dump. The next page is asked for only when the one before has gone out, so that memory holds one page
 * however slow the reader is. Rejects with ControlError when a reader was so slow that the agent gave the dump up.
 */
export async function dumpFlows(client: ControlClient, terminal: Terminal): Promise<void> {
  let page = await client.dumpFlows();
  const { opening } = page;
  if (!opening) throw new Error('the agent began the dump without a host line; it is of another version');
  await printLines([opening.host, ...opening.vms], terminal);
  let flows = 0;
  for (;;) {
    await printLines(page.flows, terminal);
    flows += page.flows.length;
    if (page.cursor === undefined) break;
    page = await client.dumpFlows({ cursor: page.cursor });
  }
  const end: DumpEndLine = { type: 'end', vms: opening.vms.length, flows };
  await printLines([end], terminal);
}

async function printLines(values: readonly object[], terminal: Terminal): Promise<void> {
  if (values.length > 0) await terminal.printed(values.map((value) => JSON.stringify(value)).join('\n'));
}
