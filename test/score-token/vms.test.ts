// score-token history, top and label, and rounds that reach nobody, as processes against a real control socket.
import { spawn, spawnSync } from 'node:child_process';
import t from 'tap';
import { ControlError } from '../../agent/control/errors.js';
import type { HistoryRequest, LabelRequest } from '../../agent/control/protocol.js';
import { ipv4 } from '../../topology/ipv4.js';
import { historyReport, topReport } from '../control/history-reports.js';
import { roundReport } from '../control/reports.js';
import { compiled, fixture } from '../support/paths.js';
import { until } from '../support/temporary.js';
import { listening, scoreToken } from './program.js';

t.setTimeout(120_000);

const quiet = { ...roundReport, rounds: 1, migrations: [], failures: [] };

t.test('history: a line for each kind of entry', async (t) => {
  const asked: HistoryRequest[] = [];
  const socket = await listening(t, {
    history: async (request) => {
      asked.push(request);
      return historyReport;
    },
  });
  const plain = await scoreToken('history', '--socket', socket);
  t.equal(plain.out, fixture('score-token', 'history.txt'));
  const all = ['--vm', 'web1', '--kind', 'decision', '--since', '2026-01-01T00:00:00Z', '--limit', '5'];
  t.same(JSON.parse((await scoreToken('history', ...all, '--json', '--socket', socket)).out), historyReport);
  const sinceMs = Date.UTC(2026, 0, 1);
  t.same(asked, [{ limit: 50 }, { vm: { name: 'web1' }, kind: 'decision', sinceMs, limit: 5 }]);
});

t.test('top into a pipe prints once', async (t) => {
  const socket = await listening(t);
  const plain = await scoreToken('top', '--socket', socket);
  t.match(plain, { code: 0, err: '', out: fixture('score-token', 'top.txt') });
  t.same(JSON.parse((await scoreToken('top', '--json', '--socket', socket)).out), topReport);
});

const ESC = '\u001b';
/** CSI sequences (ECMA-48, 5.4). */
const CONTROL = new RegExp(`${ESC}\\[[?\\d]*[A-Za-z]`, 'g');

const noScript = spawnSync('script', ['--version']).error ? 'script(1) is not installed' : false;

t.test('top on a terminal draws anew until q, and gives the terminal back', { skip: noScript }, async (t) => {
  let looks = 0;
  const socket = await listening(t, {
    top: async () => {
      looks += 1;
      return { ...topReport, unlocated: 0, cost: looks };
    },
  });
  const program = `stty rows 12 cols 60; '${process.execPath}' '${compiled('tools/score-token/main.js')}' top --interval 1 --socket '${socket}'`;
  for (const key of ['q', '\u0003']) {
    looks = 0;
    const child = spawn('script', ['--quiet', '--return', '--command', program, '/dev/null']);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    const ended = new Promise((resolve) => child.once('close', resolve));
    await until('it has drawn twice', () => out.includes('cost 2'), 20_000);
    child.stdin.write(key);
    t.equal(await ended, 0, 'its exit code');
    t.ok(out.startsWith(`${ESC}[?1049h${ESC}[?25l`), 'the alternate screen');
    t.ok(out.trimEnd().endsWith(`${ESC}[?25h${ESC}[?1049l`), 'and back');
    const frames = out.split(`${ESC}[H`).slice(1);
    for (const frame of frames) {
      const lines = frame.replaceAll(CONTROL, '').replaceAll('\r', '').trimEnd().split('\n');
      t.ok(lines.length <= 12, 'it fits into the rows');
      t.ok(Math.max(...lines.map((line) => line.length)) <= 60, 'and into the columns');
    }
  }
});

t.test('top ends when the agent does, with the terminal as it was', { skip: noScript }, async (t) => {
  let looks = 0;
  const socket = await listening(t, {
    top: async () => {
      looks += 1;
      if (looks > 1) throw new ControlError('internal', 'it is broken');
      return topReport;
    },
  });
  const program = `'${process.execPath}' '${compiled('tools/score-token/main.js')}' top --interval 1 --socket '${socket}'`;
  const child = spawn('script', ['--quiet', '--return', '--command', program, '/dev/null']);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  t.equal(await new Promise((resolve) => child.once('close', resolve)), 1);
  t.match(out.split(`${ESC}[?1049l`)[1], /the agent refused: it is broken/);
});

t.test('label shows and changes marks', async (t) => {
  const asked: LabelRequest[] = [];
  const socket = await listening(t, {
    label: async (request) => {
      asked.push(request);
      if ('name' in request.vm) throw new ControlError('elsewhere', '10.1.0.9 runs on 10.0.2.1; label it there');
      return { vm: '10.1.0.1', name: 'web1', host: '10.0.1.1', metadata: { label: 'red' }, inForce: { label: 'red' } };
    },
  });
  const set = await scoreToken('label', '10.1.0.1', '--label', 'red', '--affinity', 'a,b', '--socket', socket);
  t.same([set.code, set.out], [0, '10.1.0.1 (web1) on 10.0.1.1:\n  label          red, so it never moves\n']);
  t.same(asked, [{ vm: { address: ipv4('10.1.0.1') }, changes: { label: 'red', affinity: ['a', 'b'] } }]);
  t.match(await scoreToken('label', 'web9', '--may-move', '--socket', socket), {
    ...{ code: 1, err: /10\.1\.0\.9 runs on 10\.0\.2\.1; label it there \[elsewhere\]/ },
  });
  const bad = await scoreToken('label', '10.1.0.1', '--affinity', 'a b', '--socket', socket);
  t.match(bad, { code: 1, err: /affinity must be 1 to 16 group names .* not "a b" \[bad-request\]/ });
});

t.test('a round that has reached nobody has its own exit code', async (t) => {
  const socket = await listening(t, { wait: async () => ({ ...quiet, stays: { unreachable: 8 } }) });
  const ended = await scoreToken('wait', roundReport.tokenId, '--socket', socket);
  t.match(ended, {
    code: 6,
    out: /Stayed: unreachable 8\nunreachable: no agent has taken the token/,
    err: /no VM of the round could be reached: do agents run/,
  });
  const some = await listening(t, { wait: async () => ({ ...quiet, stays: { unreachable: 8, 'no-room': 1 } }) });
  t.match(await scoreToken('wait', roundReport.tokenId, '--socket', some), { code: 0 });
});
