// score-token pause, resume and retire: an order to the whole cluster, and who has taken it.
import type { ControlClient } from '../../agent/control/client.js';
import type { OrderName } from '../../agent/report/status.js';
import { IncompleteError, type Terminal } from './exit.js';

const DONE: Record<OrderName, string> = {
  pause: 'rounds are paused',
  resume: 'rounds go on',
  retire: 'every round under way is being ended',
};

/**
 * Gives the order and prints who has taken it: a line, or with `json` one line of JSON. Throws IncompleteError when some
 * hosts did not answer: the order stands, and they learn of it when they are back.
 */
export async function giveOrder(
  client: ControlClient,
  terminal: Terminal,
  name: OrderName,
  json: boolean,
): Promise<void> {
  const result = await client.order(name);
  const { hosts, silent, silentHosts } = result;
  terminal.print(
    json ? JSON.stringify(result) : `${DONE[name]}: ${hosts} ${hosts === 1 ? 'host has' : 'hosts have'} it`,
  );
  if (silent === 0) return;
  const more = silent > silentHosts.length ? ` and ${silent - silentHosts.length} more` : '';
  throw new IncompleteError(
    `no answer from ${silentHosts.join(', ')}${more}: each learns of it within minutes of being reachable again`,
  );
}
