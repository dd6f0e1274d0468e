// What the service manager gets, through the real systemd-notify on a socket that perl (which Debian always has) reads.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { LogFields } from '../../agent/log.js';
import { Notifier, reloadingWords, statusWord } from '../../agent/systemd/notify.js';
import { shortFolder, until } from '../support/temporary.js';

const missing = ['systemd-notify', 'perl'].filter((program) => spawnSync(program, ['--version']).error);
const skip = missing.length > 0 && `not installed: ${missing.join(', ')}`;

/** Prints each datagram on a line. Descriptors that come along, as the barrier's does, are closed by not being taken. */
const reader = `use Socket; $| = 1; socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die $!;
bind($s, pack_sockaddr_un($ARGV[0])) or die $!; print "listening\\n";
while (defined recv($s, my $text, 65536, 0)) { $text =~ s/\\n/|/g; print "$text\\n" }`;

async function manager(t: Test): Promise<{ socket: string; messages: () => string[] }> {
  const socket = path.join(shortFolder(t), 'notify');
  const child: ChildProcess = spawn('perl', ['-e', reader, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill());
  let text = '';
  child.stdout!.setEncoding('utf8').on('data', (more) => (text += more));
  await until('it listens', () => text.startsWith('listening\n'));
  return {
    socket,
    messages: () =>
      text
        .split('\n')
        .slice(1, -1)
        .filter((line) => line !== 'BARRIER=1'),
  };
}

function recorder() {
  const said: LogFields[] = [];
  return { said, log: { warn: (_: string, fields?: LogFields) => void said.push(fields ?? {}) } };
}

t.test('the manager gets each message, whole and in order', { skip }, async (t) => {
  const { socket, messages } = await manager(t);
  const { said, log } = recorder();
  const notifier = new Notifier(log, { environment: { ...process.env, NOTIFY_SOCKET: socket } });
  t.equal(notifier.isHeard, true);
  const sent = [
    notifier.send('READY=1', statusWord('mode auto,\n 3 VMs')),
    notifier.send(...reloadingWords(123_456_789n)),
    notifier.send('WATCHDOG=1'),
  ];
  t.same(await Promise.all(sent), [true, true, true], JSON.stringify(said));
  const expected = ['READY=1|STATUS=mode auto, 3 VMs', 'RELOADING=1|MONOTONIC_USEC=123456', 'WATCHDOG=1'];
  await until('all have come', () => messages().length === 3);
  t.same(messages(), expected);
  t.same(said, []);
});

t.test('without a manager nothing is started', async (t) => {
  const { said, log } = recorder();
  const notifier = new Notifier(log, { environment: {}, program: '/nonexistent' });
  t.equal(notifier.isHeard, false);
  t.equal(await notifier.send('READY=1'), false);
  t.same(said, []);
});

t.test('what cannot be told is logged once, and again after it could', { skip }, async (t) => {
  const { socket } = await manager(t);
  const { said, log } = recorder();
  const environment = { ...process.env, NOTIFY_SOCKET: `${socket}-gone` };
  const notifier = new Notifier(log, { environment });
  for (let count = 0; count < 3; count += 1) t.equal(await notifier.send('WATCHDOG=1'), false);
  t.match(said, [{ words: 'WATCHDOG=1', reason: /No such file/ }]);
  environment.NOTIFY_SOCKET = socket;
  t.equal(await notifier.send('WATCHDOG=1'), true);
  environment.NOTIFY_SOCKET = `${socket}-gone`;
  t.equal(await notifier.send('WATCHDOG=1'), false);
  t.equal(said.length, 2);
});

t.test('a missing program is a record and no failure; many messages do not pile up', async (t) => {
  const { said, log } = recorder();
  const notifier = new Notifier(log, { environment: { NOTIFY_SOCKET: '/x' }, program: '/nonexistent' });
  const sent = await Promise.all(Array.from({ length: 100 }, () => notifier.send('WATCHDOG=1')));
  t.same([...new Set(sent)], [false]);
  t.match(said, [{ reason: /ENOENT/ }]);
});
