// The files that the settings name, read and checked: the cost map and the cluster keys. What is wrong with them
// is found before anything starts, and by `--check-config` as well.
import type { CostMap } from '../topology/cost-map.js';
import { formatIpv4 } from '../topology/ipv4.js';
import { readCostMap } from '../topology/load.js';
import type { AgentConfig } from './config/config.js';
import { type ClusterKey, readKeyFile, whyServiceCannotRead } from './transport/key.js';
import { Keyring } from './transport/keyring.js';

export interface Site {
  readonly map: CostMap;
  /** The first is the one to send with. */
  readonly keys: readonly ClusterKey[];
  /** A new ring of these keys. */
  readonly keyring: Keyring;
}

/** Everything that is wrong with these files, for an operator who wants to hear all of it at once: no line when nothing is. */
export async function siteProblems(config: AgentConfig): Promise<readonly string[]> {
  const looks = [
    async () => checkHost(await readCostMap(config.topologyFile), config),
    async () => {
      readKeyFile(config.keyFile);
      const hidden = whyServiceCannotRead(config.keyFile);
      if (hidden !== undefined) throw new Error(hidden);
    },
  ];
  const ends = await Promise.allSettled<unknown>(looks.map((look) => look()));
  return ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as Error).message] : []));
}

/** Rejects with an Error that names the file and says what to do: unusable, or a cost map that lacks this host. */
export async function readSite(config: AgentConfig): Promise<Site> {
  const map = await readCostMap(config.topologyFile);
  checkHost(map, config);
  const keys = readKeyFile(config.keyFile);
  return { map, keys, keyring: new Keyring(keys) };
}

/** Throws an Error when the cost map lacks the host of the settings. */
export function checkHost(map: CostMap, { host, topologyFile }: AgentConfig): void {
  if (map.isHost(host)) return;
  const advice = 'add it under hosts, or correct `host` in the settings';
  throw new Error(`${topologyFile} lacks this host, ${formatIpv4(host)}; ${advice}`);
}
