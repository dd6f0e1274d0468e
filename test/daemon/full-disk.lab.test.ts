// The memory on a disk that is full: a small tmpfs in a mount namespace of the test's own. What the operator has ordered
// stays there, what was promised does not.
import { spawnSync } from 'node:child_process';
import t, { type Test } from 'tap';
import { ipv4 } from '../../topology/ipv4.js';
import { compiled, inRepository } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';

/** Runs in the namespace, with the state folder as its argument. Prints what it saw as JSON. */
const PROGRAM = `
  import { readdirSync, rmSync, writeFileSync } from 'node:fs';
  const { MemoryFile } = await import(process.env.MEMORY_MODULE);
  const stateDir = process.argv[1];
  const host = Number(process.env.HOST);
  const logged = [];
  const note = (message, fields) => logged.push({ message, ...fields });
  const log = { info: note, warn: note, error: note };
  const promise = (n) => ({ uuid: 'u-' + n, vm: host, macs: [], memoryMiB: 64 });
  const remembered = (promises, paused) => ({
    order: { version: 7, paused, epoch: 1 },
    tokens: Array.from({ length: 64 }, (_, n) => ({ id: 'token-' + n, generation: n, ended: false })),
    promises: Array.from({ length: promises }, (_, n) => promise(n)),
    standing: { maintenance: 'drains', breaker: { failures: 3, openSinceMs: 1 } },
  });
  const filler = stateDir + '/filler';
  const fill = () => { try { writeFileSync(filler, Buffer.alloc(4 * 1024 * 1024)); } catch {} };
  // A start needs the room of its probe; all else stays full.
  const atRestart = () => {
    rmSync(filler);
    const read = new MemoryFile({ stateDir, host, log }).remembered;
    fill();
    return read;
  };
  const memory = new MemoryFile({ stateDir, host, log });
  memory.write(remembered(1, false));
  fill();
  memory.write(remembered(2000, true));
  const full = { left: memory.notWritten.left, files: readdirSync(stateDir).sort(), read: atRestart() };
  memory.write(remembered(2000, false));
  const resumed = atRestart();
  rmSync(filler);
  memory.close();
  const after = new MemoryFile({ stateDir, host, log }).remembered;
  console.log(JSON.stringify({ full, resumed, after, away: memory.notWritten ?? 'written', logged }));
`;

if (process.getuid?.() !== 0) t.plan(0, 'needs root, to mount a small disk');
else if (spawnSync('unshare', ['--version']).error) t.plan(0, 'unshare(1) is not installed');
else t.test('a full disk costs promises, and nothing that was ordered', async (t) => fullDisk(t));

function fullDisk(t: Test): void {
  const folder = shortFolder(t);
  const inside = `mount -t tmpfs -o size=256k score-test '${folder}' && exec '${process.execPath}' --input-type=module -e "$PROGRAM" '${folder}'`;
  const modules = { PROGRAM, MEMORY_MODULE: compiled('agent/memory-file.js'), HOST: String(ipv4('10.0.1.1')) };
  const options = {
    env: { ...process.env, ...modules },
    cwd: inRepository(),
    encoding: 'utf8',
    timeout: 60_000,
  } as const;
  const { status, stdout, stderr } = spawnSync('unshare', ['--mount', 'bash', '-c', inside], options);
  t.equal(status, 0, stderr);
  const { full, resumed, after, away, logged } = JSON.parse(stdout);
  t.match(full, { left: 'no-promises', files: ['filler', 'memory.json'] });
  const standing = { maintenance: 'drains', breaker: { failures: 3, openSinceMs: 1 } };
  t.match(full.read, { order: { version: 7, paused: true }, promises: [], promisesLost: true, standing });
  t.equal(full.read.tokens.length, 64);
  t.match(resumed, { order: { paused: false }, promisesLost: true, standing }, 'an order that came while it was full');
  t.equal(after.promises.length, 2000);
  t.notOk('promisesLost' in after);
  t.equal(away, 'written');
  t.match(logged[0], { message: 'memory not written', reason: /ENOSPC/ });
}
