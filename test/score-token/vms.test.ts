// score-token explain, history, top, label, maintenance and rearm as processes against a real control socket.
import { spawn, spawnSync } from 'node:child_process';
import t from 'tap';
import { ControlError } from '../../agent/control/errors.js';
import type { ExplainRequest, HistoryRequest, InjectRequest, LabelRequest } from '../../agent/control/protocol.js';
import type { CandidateReport, DecisionEntry, HistoryEntry } from '../../agent/report/history.js';
import type { StatusReport } from '../../agent/report/status.js';
import { ipv4 } from '../../topology/ipv4.js';
import { decision, explainReport, historyReport, topReport } from '../control/history-reports.js';
import { roundReport, statusReport } from '../control/reports.js';
import { compiled, fixture } from '../support/paths.js';
import { until } from '../support/temporary.js';
import { listening, scoreToken } from './program.js';

const quiet = { ...roundReport, migrations: [], failures: [] };

t.test('explain tells a person why, and a program everything', async (t) => {
  const asked: ExplainRequest[] = [];
  const socket = await listening(t, {
    explain: async (request) => {
      asked.push(request);
      return explainReport;
    },
  });
  const plain = await scoreToken('explain', '10.1.0.1', '--socket', socket);
  t.same([plain.code, plain.err], [0, '']);
  t.equal(plain.out, fixture('score-token', 'explain.txt'));
  t.same(JSON.parse((await scoreToken('explain', 'web1', '--json', '--socket', socket)).out), explainReport);
  t.same(asked, [
    { vm: { address: ipv4('10.1.0.1') }, limit: 20 },
    { vm: { name: 'web1' }, limit: 20 },
  ]);
});

t.test('explain: a silent host, an unknown VM, one that has not decided', async (t) => {
  const silent = await listening(t, { explain: async () => ({ ...explainReport, silentHosts: ['10.0.9.9'] }) });
  const ended = await scoreToken('explain', '10.1.0.1', '--socket', silent);
  t.match(ended, { code: 5, err: /no answer from 10\.0\.9\.9/, out: /Latest decision: STAY/ });
  const empty = await listening(t, { explain: async () => ({ ...explainReport, told: [] }) });
  t.match(await scoreToken('explain', '10.1.0.1', '--socket', empty), { code: 0, out: /No decision of it is known/ });
  const unknown = await listening(t, {
    explain: async () => {
      throw new ControlError('unknown-vm', 'no VM that has talked on this host is named wbe1; did you mean web1?');
    },
  });
  const refused = await scoreToken('explain', 'wbe1', '--socket', unknown);
  t.match(refused, { code: 1, err: /did you mean web1\? \[unknown-vm\]/ });
});

t.test('explain: what would have to change, if anything can', async (t) => {
  const explained = async (changes: Partial<DecisionEntry>) => {
    const told = [{ host: decision.host, entries: [{ ...decision, unlocated: 0, ...changes }] }];
    const socket = await listening(t, { explain: async () => ({ ...explainReport, told }) });
    return (await scoreToken('explain', '10.1.0.1', '--socket', socket)).out;
  };
  const [best, other] = decision.candidates as [CandidateReport, CandidateReport];
  const worse = [
    { ...other, gain: -12_000_000 },
    { ...best, gain: -9_170_000 },
  ];
  const dearer =
    /\n {2}It is where it belongs: even on the best of these hosts, 10\.0\.2\.1, its traffic would cost 9\.17M more than here\.\n/;
  const stays = await explained({ candidates: worse });
  t.match(stays, dearer);
  t.notMatch(stays, /would have to change|migration-cost|minGain/);
  t.match(await explained({ candidates: worse, unlocated: 1 }), /As far as its neighbours are known, it is where/);
  t.match(
    await explained({ candidates: [{ ...best, gain: 0 }] }),
    /10\.0\.2\.1, its traffic would cost as much as here/,
  );
  const auto = await explained({ migrationCost: 0, autoCost: true });
  t.match(auto, /more traffic, a longer decision\.payoffMs, or a lower stability\.minGain/);
  t.notMatch(auto, /--migration-cost/, 'it is what each copy costs');
  t.match(await explained({ candidates: [] }), /No host was found where its traffic would cost less/);
});

t.test('explain: a rule of another host is not told as one of its own', async (t) => {
  const explained = async (changes: Partial<DecisionEntry>, held = {}) => {
    const told = [{ host: decision.host, entries: [{ ...decision, ...changes }] }];
    const socket = await listening(t, { explain: async () => ({ ...explainReport, ...held, told }) });
    return (await scoreToken('explain', '10.1.0.1', '--socket', socket)).out;
  };
  const told = 'the host is in mode recommend';
  const candidates = [{ ...decision.candidates[0]!, gain: 9000, answer: `refused: ${told}` }];
  const refused = { reason: 'mode-off', detail: `10.0.2.1 refuses: ${told}`, candidates };
  const theirs = await explained(refused);
  t.match(
    theirs,
    'Rule: the best host that was asked, 10.0.2.1, takes no VM because of its mode: it is recommend or off',
  );
  t.match(theirs, 'change: set mode to auto on 10.0.2.1, and reload its agent');
  const own = await explained({ ...refused, detail: 'the mode of this host is off', candidates: [] });
  t.match(own, "Rule: its host's mode is off");
  const away = await explained({ ...refused, reason: 'blackout', detail: '10.0.2.1 refuses: sat-sun' });
  t.match(away, 'Rule: the best host that was asked, 10.0.2.1, is in a blackout window');
  const unseen = { rate: 0, level: 0, neighbours: 2, unlocated: 0, candidates: [] };
  t.match(await explained(unseen), '\n  Traffic: 2 neighbours; how far they are was not looked at\n');
  t.match(await explained({ ...unseen, unlocated: 2 }), '\n  Traffic: 2 neighbours, none of which could be located\n');
  const held = { held: { reason: 'never-move', detail: 'a licence' } };
  const drained = { verdict: 'recommend', reason: 'drain', target: { host: '10.0.2.1', gain: -16_000_000 } } as const;
  const later = await explained(drained, held);
  t.match(later, 'runs on 10.0.1.1.\nNow it is held by: never-move, a licence\n');
  t.match(later, 'RECOMMEND to 10.0.2.1, which costs 16.0M more [drain]');
});

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
      return { ...topReport, cost: looks };
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

t.test('maintenance and rearm', async (t) => {
  const socket = await listening(t);
  t.match(await scoreToken('maintenance', 'on', '--socket', socket), {
    code: 0,
    out: /maintenance ON: no VM comes here/,
  });
  t.match(await scoreToken('maintenance', 'off', '--socket', socket), { code: 0, out: /maintenance none/ });
  t.match(JSON.parse((await scoreToken('maintenance', 'on', '--json', '--socket', socket)).out), {
    maintenance: 'accepts-none',
  });
  t.match(await scoreToken('rearm', '--socket', socket), { code: 0, out: /^mode {8}recommend instead of auto/ });
});

t.test('maintenance on --drain starts a round for the VMs of this host, and says which stay and why', async (t) => {
  const injected: InjectRequest[] = [];
  const kept: DecisionEntry = { ...decision, vm: '10.1.0.2', reason: 'never-move', detail: 'licence' };
  const left: StatusReport = {
    ...{ ...statusReport, vms: statusReport.vms.slice(1), capacity: { ...statusReport.capacity, usedSlots: 1 } },
    standing: { ...statusReport.standing, maintenance: 'drains' },
  };
  const socket = await listening(t, {
    inject: async (request) => {
      injected.push(request);
      return { tokenId: roundReport.tokenId, slots: 2, silentHosts: [] };
    },
    status: async () => (injected.length === 0 ? statusReport : left),
    history: async ({ vm }) => ({ ...historyReport, entries: vm && 'address' in vm ? [kept] : [] }),
    wait: async () => quiet,
  });
  const ended = await scoreToken('maintenance', 'on', '--drain', '--wait', '--socket', socket);
  t.equal(ended.code, 5);
  t.match(
    ended.err,
    /the mode of this host is recommend: its drain is planned.*\n.*injected for the 2 VMs.*\n.*1 VM is still here/,
  );
  t.match(
    ended.out,
    /maintenance ON, DRAINS[\s\S]*Still here:\n {2}VM .*\n {2}10\.1\.0\.2 {2}gpu1 {2}never-move {2}licence\n/,
  );
  const vms = ['10.1.0.1', '10.1.0.2'].map(ipv4);
  t.same(injected, [{ policy: 'round-robin', migrationCost: 'auto', rounds: 1, vms, force: false }]);
  injected.length = 0;
  const json = JSON.parse(
    (await scoreToken('maintenance', 'on', '--drain', '--wait', '--json', '--socket', socket)).out,
  );
  t.match(json, { tokenId: roundReport.tokenId, remaining: [{ vm: '10.1.0.2', reason: 'never-move' }] });
});

t.test('a drain that was only planned says where each VM would go; one that failed, why', async (t) => {
  const one = { ...statusReport, vms: statusReport.vms.slice(0, 1) };
  const [{ vm }] = one.vms as [StatusReport['vms'][number]];
  const planned: DecisionEntry = {
    ...{ ...decision, vm, verdict: 'recommend', reason: 'drain', detail: 'this host drains; gain -5' },
    target: { host: '10.0.2.1', gain: -5 },
  };
  const failed = historyReport.entries.find((entry) => entry.kind === 'migration-end' && !entry.ok)!;
  const { tokenId, round, host } = decision;
  const drained = async (...entries: HistoryEntry[]) => {
    const socket = await listening(t, {
      inject: async () => ({ tokenId: roundReport.tokenId, slots: 1, silentHosts: [] }),
      status: async () => one,
      history: async ({ kind }) => ({
        ...historyReport,
        entries: entries.filter((each) => !kind || each.kind === kind),
      }),
      wait: async () => quiet,
    });
    return (await scoreToken('maintenance', 'on', '--drain', '--wait', '--socket', socket)).out;
  };
  t.match(await drained(planned), / recommend {2}would go to 10\.0\.2\.1: this host drains; gain -5\n/);
  const tried = { ...planned, verdict: 'migrate' } as const;
  const end = { ...failed, tokenId, round, host, vm } as HistoryEntry;
  const ended = await drained(tried, end);
  t.match(ended, / migration-failed {2}to 10\.0\.2\.1: failed: internal error: unable to reserve port\n/);
  t.notMatch(ended, 'this host drains');
  const told = [{ host, entries: [tried, end] }];
  const socket = await listening(t, { explain: async () => ({ ...explainReport, told }) });
  const explained = await scoreToken('explain', vm, '--socket', socket);
  t.match(explained.out, /MIGRATE to 10\.0\.2\.1.*\n {2}Then: the migration FAILED: failed: internal error/);
});

t.test('a drain when another round is under way: the host drains all the same', async (t) => {
  const socket = await listening(t, {
    inject: async () => {
      throw new ControlError('round-running', 'token 7 passed here less than a minute ago');
    },
  });
  const ended = await scoreToken('maintenance', 'on', '--drain', '--socket', socket);
  t.match(ended, { code: 1, err: /its VMs leave in the next round that comes by \[round-running\]/ });
});

t.test('a round that has reached nobody has its own exit code', async (t) => {
  const socket = await listening(t, { wait: async () => ({ ...quiet, stays: { unreachable: 8 } }) });
  const ended = await scoreToken('wait', roundReport.tokenId, '--socket', socket);
  t.match(ended, { code: 6, out: /Stayed: unreachable 8/, err: /no VM of the round could be reached: do agents run/ });
  const some = await listening(t, { wait: async () => ({ ...quiet, stays: { unreachable: 8, 'no-room': 1 } }) });
  t.match(await scoreToken('wait', roundReport.tokenId, '--socket', some), { code: 0 });
});
