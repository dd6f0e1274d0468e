// What hosts know of a VM's decisions: whom the agent asks, in which order the answers come, what becomes of silence,
// and how many such questions a host answers.
import t from 'tap';
import type { Message } from '../../agent/core/messages.js';
import type { PastMove } from '../../agent/core/rules/marks.js';
import type { Effect, ExplainResult } from '../../agent/core/steps.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { Cluster } from './cluster.js';
import { domainOf, here, Lone, logsOf, messagesOf, ofType, sends, there, uuidOf } from './lone.js';
import { treeMap } from './maps.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const host = (text: string): Ipv4 => ipv4(`10.0.${text}`);
const results = (effects: readonly Effect[]): ExplainResult[] =>
  ofType(effects, 'explained').map(({ result }) => result);

function explain(lone: Lone, n: number, limit = 5): Effect[] {
  return lone.step({ type: 'explain', vm: vm(n), limit, reply: 3 });
}

/** The hosts that were asked for their history. */
const asked = (effects: readonly Effect[]): Ipv4[] =>
  sends(effects).flatMap(({ to, message }) => (message.type === 'history-request' ? [to] : []));

/** The question's answer by `from`, as it would come from there. */
function answer(lone: Lone, effects: readonly Effect[], from: Ipv4, formerHosts: readonly Ipv4[] = []): Effect[] {
  const question = sends(effects).find(({ to, message }) => to === from && message.type === 'history-request');
  const { request } = question!.message as Message & { type: 'history-request' };
  return lone.hear({ type: 'history-response', request, host: from, records: [`of ${from}`], formerHosts }, from);
}

function locate(lone: Lone, effects: readonly Effect[], n: number, at: Ipv4): Effect[] {
  const { request } = messagesOf(effects, 'location-request')[0]!;
  return lone.hear({ type: 'location-response', request, vm: vm(n), host: at, hosted: true, others: [] }, at);
}

const move = (from: Ipv4, to: Ipv4, atMs: number): PastMove => ({ atMs, from, to, gain: 1, ok: true });

t.test('a VM of this host: its former hosts are asked at once, the latest four', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const [a, b, c, d] = [host('1.2'), host('2.1'), host('3.1'), host('4.1')];
  const history = [move(d, a, 1), move(a, here, 2), move(here, b, 3), move(b, c, 4), move(c, here, 5)];
  lone.step({ type: 'domains', domains: [domainOf(vm(1), { history })] });
  const effects = explain(lone, 1, 7);
  t.same(asked(effects), [c, b, a, d]);
  t.ok(messagesOf(effects, 'history-request').every((each) => each.vm === vm(1) && each.limit === 7));
  t.same(results(effects), []);
  for (const each of [d, b, a]) t.same(results(answer(lone, effects, each)), []);
  t.same(results(answer(lone, effects, c)), [
    {
      ...{ ok: true, host: here, silentHosts: [] },
      told: [{ host: here, records: [] }, ...[c, b, a, d].map((each) => ({ host: each, records: [`of ${each}`] }))],
    },
  ]);
});

t.test('a VM that was always here needs nobody else', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const effects = explain(lone, 1);
  t.same(sends(effects), []);
  t.same(results(effects), [{ ok: true, host: here, told: [{ host: here, records: [] }], silentHosts: [] }]);
});

t.test(
  'a VM elsewhere is found by its address; its host names the former ones; this host comes where it belongs',
  async (t) => {
    const lone = new Lone();
    const question = explain(lone, 9);
    t.same(
      sends(question).map(({ to, message }) => [to, message.type]),
      [[vm(9), 'location-request']],
    );
    const second = locate(lone, question, 9, there);
    t.same(asked(second), [there]);
    const third = answer(lone, second, there, [host('4.1'), here, there, host('2.1'), ipv4('8.8.8.8')]);
    t.same(asked(third), [host('2.1'), host('4.1')], 'no stranger, nobody twice, and not itself');
    answer(lone, third, host('4.1'));
    const [result] = results(answer(lone, third, host('2.1')));
    if (!result?.ok) throw new Error('no result');
    t.equal(result.host, there);
    t.same(
      result.told.map((each) => each.host),
      [there, host('2.1'), here, host('4.1')],
    );
  },
);

t.test('hosts that do not answer are named, and do not keep the operator waiting', async (t) => {
  const lone = new Lone();
  const second = locate(lone, explain(lone, 9), 9, there);
  const third = answer(lone, second, there, [host('4.1'), host('2.1')]);
  answer(lone, third, host('4.1'));
  const [result] = results(lone.pass(10_000));
  t.match(result, { ok: true, host: there, silentHosts: [host('2.1')] });
  t.equal(lone.agent.oversight.nextDeadlineMs(), Number.POSITIVE_INFINITY);
  const silent = new Lone();
  const alone = locate(silent, explain(silent, 9), 9, there);
  t.same(asked(alone), [there]);
  t.same(results(silent.pass(10_000)), [
    { ok: true, host: there, told: [{ host: here, records: [] }], silentHosts: [there] },
  ]);
});

t.test('a VM that nobody answers for is unknown, and an address that is no guest’s is sent nothing', async (t) => {
  const lone = new Lone();
  explain(lone, 9);
  t.match(results(lone.pass(10_000)), [
    { ok: false, code: 'unknown-vm', text: /^no host answers for 10.1.0.9: it is/ },
  ]);
  const effects = lone.step({ type: 'explain', vm: ipv4('8.8.8.8'), limit: 1, reply: 4 });
  t.same(sends(effects), []);
  t.match(results(effects), [{ ok: false, code: 'unknown-vm' }]);
});

t.test('there is a bound on explanations under way, and on the records that are asked for', async (t) => {
  const lone = new Lone();
  for (let n = 0; n < 16; n += 1) t.same(results(explain(lone, 9)), []);
  t.match(results(explain(lone, 9)), [{ ok: false, code: 'busy', text: /ask again/ }]);
  t.equal(results(lone.pass(10_000)).length, 16);
  for (const [limit, wanted] of [
    [1_000, 100],
    [0, 1],
    [2.5, 2],
  ] as const) {
    const effects = locate(lone, explain(lone, 9, limit), 9, there);
    t.equal(messagesOf(effects, 'history-request')[0]!.limit, wanted);
  }
});

t.test('an answer that another host gives in its place is not taken', async (t) => {
  const lone = new Lone();
  const second = locate(lone, explain(lone, 9), 9, there);
  const { request } = messagesOf(second, 'history-request')[0]!;
  const forged = { type: 'history-response', request, host: host('4.1'), records: ['lies'], formerHosts: [] } as const;
  t.same(results(lone.hear(forged, host('4.1'))), []);
  t.match(results(answer(lone, second, there)), [{ ok: true, told: [{ host: there, records: [`of ${there}`] }, {}] }]);
});

t.test('questions of other hosts are handed on with what the VM’s history names, up to a bound', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const history = [move(host('4.1'), host('1.2'), 1), move(host('1.2'), here, 2)];
  lone.step({ type: 'domains', domains: [domainOf(vm(1), { history })] });
  const ask = (n: number): Effect[] => lone.hear({ type: 'history-request', request: 5, vm: vm(n), limit: 9 });
  const [told] = ofType(ask(1), 'tell-history');
  t.match(told, { to: { address: there }, message: { request: 5, vm: vm(1), limit: 9 } });
  t.same(told!.formerHosts, [host('4.1'), host('1.2')], 'the latest last');
  t.same(ofType(ask(7), 'tell-history')[0]!.formerHosts, [], 'a VM that is not here');
  const effects = Array.from({ length: 100 }, () => ask(1)).flat();
  t.equal(ofType(effects, 'tell-history').length, 18);
  t.same(logsOf(effects), ['more questions about histories than are answered'], 'told once');
  lone.nowMs += 100;
  t.equal(ofType([...ask(1), ...ask(1), ...ask(1)], 'tell-history').length, 2, '20 in a second');
});

t.test('a VM that is being received: who asks here is led to where it comes from', async (t) => {
  const lone = new Lone();
  const domain = { domainUuid: uuidOf(vm(1)), macs: ['52:54:00:00:00:01'], memoryMiB: 64 };
  lone.hear({ type: 'capacity-request', request: 1, vm: vm(1), ...domain, reserve: true });
  const history = [move(there, here, 1)];
  lone.step({ type: 'domains', domains: [domainOf(vm(1), { history, running: false })] });
  const effects = lone.hear({ type: 'history-request', request: 5, vm: vm(1), limit: 9 }, host('4.1'));
  t.same(ofType(effects, 'tell-history')[0]!.formerHosts, [there]);
});

t.test('in a cluster: a VM that a round has moved is explained from anywhere', async (t) => {
  const cluster = new Cluster({
    map: treeMap,
    hosts: treeMap.hosts.map((each) => ({ host: each, slots: 8 })),
    vms: [
      { vm: vm(1), host: here, memoryMiB: 64 },
      { vm: vm(2), host: there, memoryMiB: 64 },
    ],
    pairs: [{ a: vm(1), b: vm(2), bytesPerSecond: 100_000 }],
  });
  cluster.round(here, {});
  const [{ vm: moved, from, to } = { vm: vm(0), from: here, to: here }] = cluster.migrated;
  const record = (at: string): string => `{"host":"${at}","vm":"10.1.0.${moved & 255}"}`;
  const text = (each: Ipv4): string => (each === here ? '10.0.1.1' : '10.0.3.1');
  cluster.feed(host('4.1'), { type: 'explain', vm: moved, limit: 10, reply: 1 });
  cluster.run(5_000);
  t.same(cluster.explained, [
    {
      ...{ ok: true, host: to, silentHosts: [] },
      told: [
        { host: to, records: [record(text(to))] },
        { host: from, records: [record(text(from))] },
        { host: host('4.1'), records: [] },
      ],
    },
  ]);
});
