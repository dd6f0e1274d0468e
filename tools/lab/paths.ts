// Where the lab keeps its files. Everything that `down` removes is below RUN_DIR; the cache (the guests'
// kernel) and the reports stay. RUN_DIR is short because a unix socket's path has 107 bytes at most.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const RUN_DIR = '/run/score-lab';
/** Outside RUN_DIR, because RUN_DIR goes away while the lock is held. */
export const LOCK_FILE = '/run/score-lab.lock';
export const STATE_FILE = `${RUN_DIR}/lab.json`;
export const EMULATOR = `${RUN_DIR}/qemu`;
export const KEY_FILE = `${RUN_DIR}/cluster.key`;

/** The directory that holds `topology/` and `dist/`: three levels above dist/tools/lab/paths.js. */
export const PROJECT_DIR = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const DIST_DIR = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const TOPOLOGY_FILE = path.join(PROJECT_DIR, 'topology/examples/lab.yaml');
export const OUT_DIR = path.join(PROJECT_DIR, 'out/lab');
export const CACHE_DIR = path.join(OUT_DIR, 'cache');
export const OPERATORS_FILE = path.join(OUT_DIR, 'operators.json');
export const FAULTS_FILE = path.join(OUT_DIR, 'faults.json');
export const SUMMARY_FILE = path.join(OUT_DIR, 'summary.json');

/** A hypervisor's own directory. */
export const hostDir = (host: string): string => `${RUN_DIR}/${host}`;
export const controlSocketOf = (host: string): string => `${hostDir(host)}/agent.sock`;
