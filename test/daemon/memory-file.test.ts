// The agent's memory on disk: what is written is read back, what is damaged is set aside, and a disk that refuses
// neither starts an agent nor ends one. Run as root too: rights alone do not stop root, so a file stands where the folder should.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { afterDamage, MAX_REMEMBERED_TOKENS, NO_ORDER, type Remembered } from '../../agent/core/remembered.js';
import { createLogger } from '../../agent/log.js';
import { MemoryFile } from '../../agent/memory-file.js';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder, until } from '../support/temporary.js';

const host = ipv4('10.0.1.1');
const remembered: Remembered = {
  order: { version: 3 * 2 ** 32 + 17, paused: true, epoch: 2 },
  tokens: [
    { id: '00112233aabbccdd', generation: 2 ** 32 + 5, ended: true },
    { id: '00112233aabbccde', generation: 2 ** 52, ended: false },
  ],
  promises: [{ uuid: 'u-1', vm: ipv4('10.1.0.1'), macs: ['52:54:00:00:00:01'], memoryMiB: 512 }],
};
/** With all that came with rules. */
const ruled: Remembered = {
  ...remembered,
  promises: [{ ...remembered.promises[0]!, vcpus: 2, antiAffinity: ['db', 'web-1'] }],
  standing: { maintenance: 'drains', breaker: { failures: 5, openSinceMs: 1_700_000_000_000 } },
};
/** What an agent begins with that cannot read its memory; and when that was. */
const cautious = {
  ...{ order: NO_ORDER, tokens: [], promises: [], promisesLost: true },
  standing: { maintenance: 'none', breaker: { failures: 0, openSinceMs: Number, because: 'memory-damaged' } },
};
const nothing: Remembered = { order: NO_ORDER, tokens: [], promises: [] };

function recorder() {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ sink: (line) => lines.push(JSON.parse(line)), priorities: false });
  return { lines, log };
}

t.test('the first start has no memory; a later one has what was written last', async (t) => {
  const stateDir = path.join(shortFolder(t), 'state');
  const { log, lines } = recorder();
  const first = new MemoryFile({ stateDir, host, log });
  t.equal(first.remembered, undefined);
  first.write(nothing);
  t.same(new MemoryFile({ stateDir, host, log }).remembered, nothing);
  first.write(remembered);
  t.same(new MemoryFile({ stateDir, host, log }).remembered, remembered);
  t.same(readdirSync(stateDir), ['memory.json'], 'nothing else stays in the folder');
  t.same([statSync(stateDir).mode & 0o777, statSync(first.file).mode & 0o777], [0o700, 0o600]);
  t.same(lines, []);
});

t.test('what the operator has set, and what was promised by rules, is there again', async (t) => {
  const stateDir = shortFolder(t);
  const { log } = recorder();
  const memory = new MemoryFile({ stateDir, host, log });
  const version = (): unknown => JSON.parse(readFileSync(memory.file, 'utf8')).version;
  for (const each of [
    ruled,
    { ...remembered, standing: ruled.standing! },
    { ...remembered, promises: ruled.promises },
    { ...nothing, standing: { maintenance: 'accepts-none', breaker: { failures: 0 } } } as const,
  ]) {
    memory.write(each);
    t.same(new MemoryFile({ stateDir, host, log }).remembered, each);
    t.equal(version(), 2);
  }
  memory.write(remembered);
  t.equal(version(), 1, 'an agent from before rules reads what has nothing of them');
});

t.test('a half-written temporary file is no memory', async (t) => {
  const stateDir = shortFolder(t);
  const { log } = recorder();
  new MemoryFile({ stateDir, host, log }).write(remembered);
  writeFileSync(path.join(stateDir, 'memory.json.new'), '{"version":1,"ho');
  t.same(new MemoryFile({ stateDir, host, log }).remembered, remembered);
});

t.test('a damaged file is set aside with the reason', async (t) => {
  const good = JSON.parse(goodText(t));
  const token = { id: 'a', generation: 1, ended: false };
  const promise = { uuid: 'u', vm: '10.1.0.1', macs: [], memoryMiB: 1 };
  const cases: [text: string, reason: RegExp][] = [
    ['', /not JSON/],
    [goodText(t).slice(0, -20), /not JSON/],
    ['\u0000'.repeat(200), /not JSON/],
    ['[]', /the file is a list, not an object/],
    [
      JSON.stringify(good).replace('false', `${'['.repeat(30_000)}${']'.repeat(30_000)}`),
      /is a list, neither true nor false/,
    ],
    ['null', /the file is null/],
    [JSON.stringify({ ...good, version: 4 }), /version 4 is not known; it must be one of 1, 2, 3/],
    [JSON.stringify({ ...good, promisesLost: false }), /promisesLost is false, not true/],
    [JSON.stringify({ ...good, extra: 1 }), /the file has an unknown member "extra"/],
    [JSON.stringify({ ...good, order: undefined }), /the file lacks order/],
    [JSON.stringify({ ...good, host: '10.0.1' }), /host is "10.0.1", not an IPv4 address/],
    [JSON.stringify({ ...good, order: { ...good.order, epoch: -1 } }), /order.epoch is -1/],
    [JSON.stringify({ ...good, order: { ...good.order, version: 2 ** 53 } }), /order.version is 9007199254740992/],
    [JSON.stringify({ ...good, order: { ...good.order, paused: 1 } }), /order.paused is 1/],
    [JSON.stringify({ ...good, tokens: {} }), /tokens is an object, not a list/],
    [JSON.stringify({ ...good, tokens: [token, token] }), /tokens names one of its entries twice/],
    [JSON.stringify({ ...good, tokens: [{ ...token, generation: 1.5 }] }), /tokens\[0\].generation is 1.5/],
    [JSON.stringify({ ...good, tokens: [{ ...token, id: '' }] }), /tokens\[0\].id is ""/],
    [
      JSON.stringify({ ...good, tokens: Array.from({ length: MAX_REMEMBERED_TOKENS + 1 }, () => token) }),
      /tokens has 65 entries; 64 is the most/,
    ],
    [JSON.stringify({ ...good, promises: [{ ...promise, vm: 1 }] }), /promises\[0\].vm is 1/],
    [JSON.stringify({ ...good, promises: [{ ...promise, macs: new Array(65).fill('m') }] }), /macs has 65 entries/],
    [JSON.stringify({ ...good, promises: [{ ...promise, memoryMiB: '1' }] }), /memoryMiB is "1"/],
    [JSON.stringify({ ...good, promises: [{ ...promise, vcpus: -1 }] }), /vcpus is -1/],
    [JSON.stringify({ ...good, promises: [{ ...promise, antiAffinity: ['a b'] }] }), /antiAffinity\[0\] is "a b"/],
    [JSON.stringify({ ...good, promises: [{ ...promise, antiAffinity: new Array(17).fill('g') }] }), /17 entries/],
    [JSON.stringify({ ...good, standing: {} }), /standing lacks maintenance/],
    [
      JSON.stringify({ ...good, standing: { maintenance: 'off', breaker: { failures: 0 } } }),
      /maintenance is "off", none/,
    ],
    [JSON.stringify({ ...good, standing: { maintenance: 'none', breaker: {} } }), /standing.breaker lacks failures/],
    [
      JSON.stringify({ ...good, standing: { maintenance: 'none', breaker: { failures: 0, openSinceMs: 0.5 } } }),
      /standing.breaker.openSinceMs is 0.5/,
    ],
    [
      JSON.stringify({
        ...good,
        standing: { maintenance: 'none', breaker: { failures: 0, because: 'memory-damaged' } },
      }),
      /standing.breaker.because is "memory-damaged", not memory-damaged of an open breaker/,
    ],
    [
      JSON.stringify({
        ...good,
        standing: { maintenance: 'none', breaker: { failures: 0, openSinceMs: 1, because: '' } },
      }),
      /standing.breaker.because is ""/,
    ],
    [JSON.stringify({ ...good, promises: [promise, promise] }), /promises names one of its entries twice/],
  ];
  for (const [text, reason] of cases) {
    const stateDir = shortFolder(t);
    const file = path.join(stateDir, 'memory.json');
    writeFileSync(file, text);
    const { log, lines } = recorder();
    t.match(new MemoryFile({ stateDir, host, log }).remembered, cautious, String(reason));
    t.match(lines, [{ level: 'error', message: 'memory damaged', file, reason, setAside: `${file}.damaged` }]);
    t.equal(readFileSync(`${file}.damaged`, 'utf8'), text, 'kept for whoever wants to know');
    t.notOk(existsSync(file));
  }
});

t.test('one that was set aside is not forgotten by an agent that ends before it can write', async (t) => {
  const stateDir = shortFolder(t);
  const { log, lines } = recorder();
  const file = path.join(stateDir, 'memory.json');
  writeFileSync(file, 'x');
  const first = new MemoryFile({ stateDir, host, log }).remembered!;
  t.match(first.standing?.breaker.openSinceMs, Number);
  t.ok(Math.abs(first.standing!.breaker.openSinceMs! - Date.now()) < 60_000);
  const again = new MemoryFile({ stateDir, host, log });
  t.match(again.remembered, cautious);
  t.match(lines[1], { message: 'memory damaged', reason: /missing, and the one before was damaged/ });
  again.write(first);
  t.same(
    new MemoryFile({ stateDir, host, log }).remembered,
    first,
    'as it says of itself until the operator has looked',
  );
  again.write(remembered);
  t.same(new MemoryFile({ stateDir, host, log }).remembered, remembered, 'and no longer');
  t.same(afterDamage(-0.5).standing?.breaker.openSinceMs, 0, 'a clock that is wrong');
});

t.test('another agent’s memory is not taken, and not touched', async (t) => {
  const stateDir = shortFolder(t);
  const { log } = recorder();
  new MemoryFile({ stateDir, host: ipv4('10.0.1.9'), log }).write(remembered);
  const message = /memory.json is the memory of 10.0.1.9, not of 10.0.1.1; give each agent a stateDir of its own/;
  t.throws(() => new MemoryFile({ stateDir, host, log }), { code: 'other-host', message });
  t.same(readdirSync(stateDir), ['memory.json']);
});

t.test('a folder that cannot be written to refuses the start', async (t) => {
  const folder = shortFolder(t);
  const { log } = recorder();
  writeFileSync(path.join(folder, 'file'), '');
  const refusal = (stateDir: string) => () => new MemoryFile({ stateDir, host, log });
  t.throws(refusal(path.join(folder, 'file')), { code: 'folder', message: /ENOTDIR.*; make the folder .* stateDir/ });
  t.throws(refusal(path.join(folder, 'none/state')), { code: 'folder', message: /ENOENT/ });
  t.throws(refusal('/proc/score'), { code: 'folder' });
});

t.test('a write that fails is told once, leaves no stale promises, and is tried again', async (t) => {
  const stateDir = path.join(shortFolder(t), 'state');
  const { log, lines } = recorder();
  const states: (string | undefined)[] = [];
  const onState = (away: string | undefined) => states.push(away);
  const memory = new MemoryFile({ stateDir, host, log, onState, retryMs: 300 });
  memory.write(nothing);
  t.equal(memory.notWritten, undefined);
  // Root may write anywhere; a folder in the way of the temporary file stops even root.
  mkdirSync(`${memory.file}.new`);
  memory.write(nothing);
  memory.write(remembered);
  const advice =
    /should the agent restart .* it starts with orders, maintenance and breaker as they are, and without pro/;
  t.match(lines, [{ level: 'error', message: 'memory not written', reason: /EISDIR/, advice }]);
  t.match([states, memory.notWritten], [[/EISDIR/], { reason: /EISDIR/, left: 'no-promises' }]);
  t.equal(lines.length, 1, 'one line for both');
  rmSync(`${memory.file}.new`, { recursive: true });
  // The retry does not keep a process alive, so something else has to.
  await until('the memory is written again', () => memory.notWritten === undefined);
  t.same(new MemoryFile({ stateDir, host, log }).remembered, remembered, 'the latest');
  t.match(lines[1], { level: 'info', message: 'memory written again' });
  t.same([states.length, states[1], memory.notWritten], [2, undefined, undefined], 'told once each');
});

t.test('what was ordered is kept while the disk refuses, at once, and promises are said to be lost', async (t) => {
  const stateDir = shortFolder(t);
  const { log, lines } = recorder();
  const memory = new MemoryFile({ stateDir, host, log });
  const atRestart = () => new MemoryFile({ stateDir, host, log }).remembered;
  // Longer than what it is cut to, which must not show.
  memory.write({
    ...ruled,
    promises: Array.from({ length: 50 }, (_, n) => ({ ...ruled.promises[0]!, uuid: `u-${n}` })),
  });
  mkdirSync(`${memory.file}.new`);
  memory.write(ruled);
  const cut = { ...ruled, promises: [], promisesLost: true };
  t.same(atRestart(), cut);
  t.match(JSON.parse(readFileSync(memory.file, 'utf8')), { version: 3 });
  t.match(lines.at(-1), { level: 'warn', message: 'memory lacks promises', consequence: /promises no room until/ });
  const before = readFileSync(memory.file, 'utf8');
  memory.write({ ...ruled, tokens: [] });
  t.equal(readFileSync(memory.file, 'utf8'), before, 'tokens wait for the next try');
  memory.write({ ...ruled, order: { ...ruled.order, paused: false } });
  t.equal(atRestart()?.order.paused, false);
  memory.write({ ...ruled, standing: { maintenance: 'accepts-none', breaker: { failures: 0 } } });
  t.match(atRestart(), { promisesLost: true, standing: { maintenance: 'accepts-none' } });
  t.equal(memory.notWritten?.left, 'no-promises');
  t.equal(lines.filter(({ message }) => message === 'memory not written').length, 1, 'told once');
});

t.test('a file that cannot be cut down goes', async (t) => {
  const stateDir = shortFolder(t);
  const { log, lines } = recorder();
  const memory = new MemoryFile({ stateDir, host, log });
  memory.write(ruled);
  // It cannot be opened for writing, as with a link to a file system that is gone; but it can be removed.
  rmSync(memory.file);
  symlinkSync(path.join(stateDir, 'gone', 'memory.json'), memory.file);
  mkdirSync(`${memory.file}.new`);
  memory.write(ruled);
  t.match(lines, [{ message: 'memory not written', advice: /it starts without memory$/ }]);
  t.equal(memory.notWritten?.left, 'none');
  t.same(readdirSync(stateDir), ['memory.json.new']);
  t.equal(new MemoryFile({ stateDir, host, log }).remembered, undefined);
});

const notRoot = process.getuid?.() === 0 ? false : 'needs root, to make a file that nobody can remove';

t.test('an older file that cannot be removed is told as what a restart would read', { skip: notRoot }, async (t) => {
  const stateDir = shortFolder(t);
  const { log, lines } = recorder();
  const memory = new MemoryFile({ stateDir, host, log });
  memory.write(nothing);
  // A mount point can be neither replaced nor removed, and this one not written to: a disk that has become read-only.
  execFileSync('mount', ['--bind', memory.file, memory.file]);
  t.teardown(() => execFileSync('umount', [memory.file]));
  execFileSync('mount', ['-o', 'remount,bind,ro', memory.file]);
  memory.write(remembered);
  const advice = /it starts with what was written last, .* remove it before you restart$/;
  t.match(lines, [{ message: 'memory not written', advice }]);
  t.match(memory.notWritten, { left: 'stale' });
  t.same(new MemoryFile({ stateDir, host, log }).remembered, nothing, 'which is so');
});

t.test('what could not be written is tried a last time at the end', async (t) => {
  const stateDir = shortFolder(t);
  const { log } = recorder();
  const memory = new MemoryFile({ stateDir, host, log });
  mkdirSync(`${memory.file}.new`);
  memory.write(remembered);
  rmSync(`${memory.file}.new`, { recursive: true });
  memory.close();
  t.same(new MemoryFile({ stateDir, host, log }).remembered, remembered);
});

function goodText(t: { teardown(handler: () => unknown): void }): string {
  const memory = new MemoryFile({ stateDir: shortFolder(t), host, log: recorder().log });
  memory.write(remembered);
  return readFileSync(memory.file, 'utf8');
}
