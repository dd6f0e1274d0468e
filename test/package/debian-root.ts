// A Debian system in a folder, for the test that installs the package: made by debootstrap, booted by systemd, looked at
// file by file.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** The oldest Debian with the nodejs that the package depends on. */
const SUITE = 'trixie';
/** What the package depends on. */
const INCLUDED = 'nodejs,nftables,procps,systemd';

/** Makes the system in `folder`. Resolves with why it cannot be made here, or undefined. Rejects when debootstrap fails otherwise. */
export function debootstrap(folder: string): Promise<string | undefined> {
  const argv = ['--variant=minbase', `--include=${INCLUDED}`, SUITE, folder];
  return new Promise((resolve, reject) => {
    execFile('debootstrap', argv, { encoding: 'utf8', maxBuffer: 1 << 26, timeout: 300_000 }, (error, stdout) => {
      if (!error) return resolve(undefined);
      if (/getting release file|No such script/i.test(stdout)) return resolve(`debootstrap: ${lastLine(stdout)}`);
      reject(new Error(`debootstrap: ${lastLine(stdout)}: ${error.message}`));
    });
  });
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** Kept by apt and dpkg about themselves, or written by a system that runs. */
const OF_THE_SYSTEM =
  /^\/(proc|sys|dev|run|tmp|machine|var\/(log|tmp|cache\/(apt|debconf|ldconfig))|var\/lib\/(apt|dpkg|systemd\/(catalog|timesync)))(\/|$)/;

/** Every file, folder and link by path, with mode, owner and content: `-0644 0:0 <digest>`. */
export function inventory(root: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const name of readdirSync(path.join(root, folder))) {
      const inside = path.posix.join(folder, name);
      if (OF_THE_SYSTEM.test(inside)) continue;
      const full = path.join(root, inside);
      const { mode, uid, gid } = lstatSync(full);
      const type = mode & 0o170_000;
      const [kind, content] =
        type === 0o040_000
          ? ['d', '']
          : type === 0o120_000
            ? ['l', readlinkSync(full)]
            : ['-', createHash('sha256').update(readFileSync(full)).digest('hex').slice(0, 16)];
      found.set(inside, `${kind}${(mode & 0o7777).toString(8).padStart(4, '0')} ${uid}:${gid} ${content}`.trim());
      if (kind === 'd') walk(inside);
    }
  };
  walk('/');
  return found;
}

/** `+ path`, `- path`, `~ path` for what is new, gone and changed. */
export function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const lines = [...after].flatMap(([name, what]) => {
    const was = before.get(name);
    return was === what ? [] : [`${was === undefined ? '+' : '~'} ${name}`];
  });
  const gone = [...before.keys()].filter((name) => !after.has(name)).map((name) => `- ${name}`);
  return [...lines, ...gone].sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}
