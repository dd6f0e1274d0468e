// Writes what the demo's agents read: the cost map, the cluster key, and one settings file for each host.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { emptyMemory, MEMORY_FILE } from '../../agent/memory-format.js';
import { generateKey, writeKeyFile } from '../../agent/transport/key.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { PLAIN_RULES } from '../plain-rules.js';
import { costMapText, type Site, type SiteHost } from './site.js';

export interface SettingsPlan {
  readonly site: Site;
  /** Everything is written below this folder. */
  readonly out: string;
  /** UDP port of every agent. */
  readonly port: number;
  /** Socket of the world for a host. */
  readonly worldSocket: (host: SiteHost) => string;
  readonly controlSocket: (host: SiteHost) => string;
}

export const pollIntervalMs = 200;

export interface WrittenSettings {
  readonly topologyFile: string;
  /** In the order of the site's hosts. */
  readonly agentFiles: readonly string[];
}

export function writeSettings(plan: SettingsPlan): WrittenSettings {
  mkdirSync(plan.out, { recursive: true });
  const topologyFile = path.resolve(plan.out, 'topology.yaml');
  const keyFile = path.resolve(plan.out, 'cluster.key');
  writeFileSync(topologyFile, costMapText(plan.site));
  // Each demo has its own key, so that agents of another one cannot be taken for its own.
  rmSync(keyFile, { force: true });
  writeKeyFile(keyFile, generateKey());
  const agentFiles = plan.site.hosts.map((host) => {
    const file = path.resolve(plan.out, host.name, 'agent.yaml');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, agentText(plan, host));
    // A new data centre: nobody can have been promised anything.
    writeFileSync(path.resolve(plan.out, host.name, MEMORY_FILE), emptyMemory(host.address));
    return file;
  });
  return { topologyFile, agentFiles };
}

function agentText(plan: SettingsPlan, host: SiteHost): string {
  const embedded = { driver: 'embedded', socket: plan.worldSocket(host) };
  const settings = {
    version: 1,
    host: formatIpv4(host.address),
    port: plan.port,
    topology: '../topology.yaml',
    keyFile: '../cluster.key',
    controlSocket: plan.controlSocket(host),
    stateDir: '.',
    logLevel: 'info',
    capacity: { slots: host.slots },
    guests: { prefixes: ['127.72.0.0/16'] },
    hypervisor: embedded,
    datapath: embedded,
    flows: { pollIntervalMs, windowMs: 5000 },
    ...PLAIN_RULES,
  };
  return `# Settings of ${host.name}, written by tools/demo.\n${stringify(settings, { aliasDuplicateObjects: false })}`;
}
