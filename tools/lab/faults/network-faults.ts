// What goes wrong with the network between the hypervisors: a cut through the fabric, and lost packets.
import { exec, inNamespace } from '../exec.js';
import { endName } from '../fabric.js';
import { FABRIC_NAMESPACE, HOSTS } from '../plan.js';

/** The link between the core and one of its two sides: without it hv4 is alone with its guests. */
const cutEnd = endName('core', 'agg-b');

export const cutFabric = (): Promise<string> => fabric(['ip', 'link', 'set', cutEnd, 'down']);
export const joinFabric = (): Promise<string> => fabric(['ip', 'link', 'set', cutEnd, 'up']);

const lossTable = 'score_lab_loss';

/**
 * Loses one packet in `oneIn` of those that hosts send into the fabric, whatever they carry: control packets, guests'
 * streams, migrations. Only there, because a packet across the core passes five bridges and would be tried five times.
 */
export async function losePackets(oneIn: number): Promise<void> {
  const ports = HOSTS.map((host) => `"${endName(host.tor, host.name)}"`).join(', ');
  const rules = `table bridge ${lossTable} {
  chain prerouting {
    type filter hook prerouting priority -300; policy accept;
    iifname { ${ports} } numgen random mod ${oneIn} 0 counter drop
  }
}
`;
  await exec(inNamespace(FABRIC_NAMESPACE, ['nft', '-f', '-']), { input: rules });
}

/** Ends the loss; resolves with how many packets it took. */
export async function endLoss(): Promise<number> {
  const text = await fabric(['nft', 'list', 'table', 'bridge', lossTable]);
  await fabric(['nft', 'delete', 'table', 'bridge', lossTable]);
  return Number(/counter packets (\d+)/.exec(text)?.[1] ?? 0);
}

const fabric = (argv: readonly string[]): Promise<string> => exec(inNamespace(FABRIC_NAMESPACE, argv));
