// The program at the other end of a hop: gives back what it gets, by transport or bare, and tells what CPU it took.
import { parseKeys } from '../../../agent/transport/key.js';
import { AgentSide } from './agent-side.js';
import { BareSide, type Load } from './bare-side.js';
import type { Side } from './side.js';

/** The first message to the program; it answers with its port. Every later one asks for its CPU time, us. */
export type EchoOrder = { readonly port: number } & (
  | { readonly kind: 'agent'; readonly key: string; readonly mtu: number }
  | { readonly kind: 'bare'; readonly load: Load }
);

async function open(order: EchoOrder): Promise<Side> {
  if (order.kind === 'bare') return BareSide.open(order.load, true);
  return AgentSide.open({ key: parseKeys(order.key, 'the order')[0], mtu: order.mtu });
}

process.once('message', async (order: EchoOrder) => {
  const side = await open(order);
  side.meet(order.port);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send!(user + system);
  });
  process.send!(side.port);
});
process.once('disconnect', () => process.exit(0));
