// Which settings only a restart changes: addresses and sockets are bound, drivers are connected, and tables have their
// size. The reload (agent/reload.ts), the JSON schema and the manual page are driven from this table.
import type { AgentConfig } from './config.js';

/** Keys outside sections, and whole sections. */
export const needRestart = [
  'host',
  'port',
  'mtu',
  'controlSocket',
  'stateDir',
  'datapath',
  'hypervisor',
  'flows',
] as const satisfies readonly (keyof AgentConfig)[];

/** Single keys of sections that are otherwise taken over by a reload. */
const single: readonly string[] = ['location.maxEntries'];

/** Said of each such key. */
export const RESTART_NOTE = 'A change needs a restart.';

/** `path`: of a key, such as `port` or `flows.windowMs`; or of a whole section. */
export function needsRestart(path: string): boolean {
  const [first = ''] = path.split('.');
  return (needRestart as readonly string[]).includes(first) || single.includes(path);
}
