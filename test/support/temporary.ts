// Short-lived things that tests need of the machine: a folder and a free loopback address. Everything made
// here is removed by the test's teardown.
import dgram from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The part of a tap test that is used here. */
export interface Teardown {
  teardown(handler: () => unknown): void;
}

/** sun_path holds 108 bytes with the final zero (unix(7)); the rest is left for the socket's own name. */
const longestFolder = 64;

/**
 * A new folder with a path short enough for unix sockets, removed at the end of the test. tap's own testdir
 * lies deep in the tree and makes `listen` fail with EINVAL.
 */
export function shortFolder(t: Teardown): string {
  const base = tmpdir().length > longestFolder - 16 ? '/tmp' : tmpdir();
  const folder = mkdtempSync(path.join(base, 'score-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A loopback address of 127.0.0.0/8 on which nothing listens at the UDP port. Derived from the process id,
 * so that test files that run at the same time do not meet. `index` 0..199 tells addresses of one test apart.
 */
export function loopbackAddress(index = 0): string {
  if (!(index >= 0 && index < 200)) throw new RangeError(`index ${index} is not in 0..199`);
  return `127.${1 + (process.pid % 250)}.${Math.floor(process.pid / 250) % 256}.${1 + index}`;
}

/** A UDP port that is free on the address now. */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, address, resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** Waits until `condition` holds, asking every 10 ms; rejects after `timeoutMs` with what was waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, timeoutMs = 5000) {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`after ${timeoutMs} ms still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
