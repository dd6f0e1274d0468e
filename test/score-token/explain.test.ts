// score-token explain as a process against a real control socket: what it makes of what the agent tells.
import t from 'tap';
import { ControlError } from '../../agent/control/errors.js';
import type { ExplainRequest } from '../../agent/control/protocol.js';
import type { CandidateReport, DecisionEntry } from '../../agent/report/history.js';
import { ipv4 } from '../../topology/ipv4.js';
import { decision, explainReport } from '../control/history-reports.js';
import { fixture } from '../support/paths.js';
import { listening, scoreToken } from './program.js';

t.setTimeout(120_000);

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
  const refused = { reason: 'target-refuses', detail: `10.0.2.1 refuses: ${told}`, candidates };
  const theirs = await explained(refused);
  t.match(theirs, 'Rule: the best host that was asked, 10.0.2.1, takes no VM in now: by its mode');
  t.match(
    theirs,
    'change: what score-token status says on 10.0.2.1; where its mode is recommend or off, set mode to auto',
  );
  const closed = await explained({ ...refused, reason: 'maintenance', detail: '10.0.2.1 refuses: under maintenance' });
  t.match(closed, 'Rule: the best host that was asked, 10.0.2.1, is under maintenance');
  const own = await explained({ reason: 'mode-off', detail: 'the mode of this host is off', candidates: [] });
  t.match(own, "Rule: its host's mode is off");
  const unseen = { rate: 0, level: 0, neighbours: 2, unlocated: 0, candidates: [] };
  t.match(await explained(unseen), '\n  Traffic: 2 neighbours; how far they are was not looked at\n');
  t.match(await explained({ ...unseen, unlocated: 2 }), '\n  Traffic: 2 neighbours, none of which could be located\n');
  const held = { held: { reason: 'never-move', detail: 'a licence' } };
  const drained = { verdict: 'recommend', reason: 'drain', target: { host: '10.0.2.1', gain: -16_000_000 } } as const;
  const later = await explained(drained, held);
  t.match(later, 'runs on 10.0.1.1.\nNow it is held by: never-move, a licence\n');
  t.match(later, 'RECOMMEND to 10.0.2.1, which costs 16.0M more [drain]');
});
