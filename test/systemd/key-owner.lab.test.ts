// The key file belongs to the agent's user, and root works on it: keygen's steps, and a check of the settings. The user
// exists only in a mount namespace of the test's own.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { compiled } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';

const uid = 64_990;
const obstacle =
  process.getuid?.() !== 0
    ? 'needs root for a mount namespace'
    : spawnSync('unshare', ['--version']).error
      ? 'needs unshare'
      : undefined;

if (obstacle) t.plan(0, obstacle);
else {
  t.test('root changes and checks the key of the user score, and of nobody else', async (t) => {
    const folder = shortFolder(t);
    const file = (name: string) => path.join(folder, name);
    const key = file('cluster.key');
    writeFileSync(file('passwd'), `${readFileSync('/etc/passwd', 'utf8')}score:x:${uid}:${uid}::/:/bin/false\n`);
    writeFileSync(file('topology.yaml'), 'version: 1\ntiers: [{ name: r, weight: 1 }]\nhosts: [{ host: 10.0.1.1 }]\n');
    const drivers = 'datapath: { driver: embedded, socket: s }\nhypervisor: { driver: embedded, socket: s }\n';
    const names = 'topology: topology.yaml\nkeyFile: cluster.key\n';
    writeFileSync(file('agent.yaml'), `version: 1\nhost: 10.0.1.1\n${names}${drivers}`);
    /** With the file `passwd` in the place of /etc/passwd, for this program alone. */
    const run = (program: string, ...argv: string[]) => {
      const script = 'mount --bind "$0" /etc/passwd && exec "$@"';
      const words = ['--mount', 'sh', '-c', script, file('passwd'), process.execPath, compiled(program), ...argv];
      return spawnSync('unshare', words, { encoding: 'utf8' });
    };
    execFileSync(process.execPath, [compiled('tools/score-token/main.js'), 'keygen', key]);
    chownSync(key, uid, uid);
    for (const step of ['--add', '--promote', '--prune']) {
      const { status, stderr } = run('tools/score-token/main.js', 'keygen', key, step);
      t.equal(status, 0, stderr);
      const { uid: owner, gid, mode } = statSync(key);
      t.same([owner, gid, mode & 0o777], [uid, uid, 0o600], `${step} keeps owner and mode`);
    }
    const check = () => run('agent/main.js', '--config', file('agent.yaml'), '--check-config');
    t.equal(check().status, 0, check().stderr);
    chownSync(key, uid + 1, uid);
    t.match(check(), {
      status: 1,
      stderr: /belongs to uid 64991, must belong to root or to the user score; run "chown /,
    });
  });
}
