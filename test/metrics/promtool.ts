// Prometheus's own checker, where it is installed (Debian package prometheus).
import { spawnSync } from 'node:child_process';

const isThere = spawnSync('promtool', ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;

/** Undefined where there is none. */
export const promtool: string | undefined = isThere ? 'promtool' : undefined;
