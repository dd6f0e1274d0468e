// score-token maintenance and rearm as processes against a real control socket.
import t from 'tap';
import { ControlError } from '../../agent/control/errors.js';
import type { InjectRequest } from '../../agent/control/protocol.js';
import type { DecisionEntry, HistoryEntry } from '../../agent/report/history.js';
import type { StatusReport } from '../../agent/report/status.js';
import { ipv4 } from '../../topology/ipv4.js';
import { decision, explainReport, historyReport } from '../control/history-reports.js';
import { roundReport, statusReport } from '../control/reports.js';
import { listening, scoreToken } from './program.js';

t.setTimeout(120_000);

const quiet = { ...roundReport, migrations: [], failures: [] };

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
