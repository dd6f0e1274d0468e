// Tokens that travel as changes: rounds on a virtual data centre in which they do, with messages lost, doubled and
// overtaken, with hosts that forget or never keep a version, and with VMs that come and go.
import t from 'tap';
import { numberOf } from '../../agent/core/generation.js';
import { Passing, type PassResult } from '../../agent/core/handover/passing.js';
import { changesBetween } from '../../agent/core/handover/token-change.js';
import { Versions } from '../../agent/core/handover/versions.js';
import type { Effect } from '../../agent/core/steps.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { contextOf, there } from './lone.js';
import { treeMap } from './maps.js';
import { makeToken } from './tokens.js';

const hosts = ['10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.3.1'].map(ipv4);
const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

/** Twelve VMs on each of four hosts, in pairs across the core. */
const data: ClusterOptions = {
  map: treeMap,
  hosts: hosts.map((host) => ({ host, slots: 14 })),
  vms: Array.from({ length: 48 }, (_, i) => ({ vm: vm(i + 1), host: hosts[i % 4]!, memoryMiB: 96 })),
  pairs: Array.from({ length: 24 }, (_, i) => ({ a: vm(i + 1), b: vm(48 - i), bytesPerSecond: 1_000 * (i + 1) })),
};

/** One VM moves in the first round, so there is a second one, in which nothing does: all others talk on their host. */
const calm: ClusterOptions = {
  ...data,
  pairs: [
    { a: vm(1), b: vm(48), bytesPerSecond: 1_000 },
    ...Array.from({ length: 44 }, (_, i) => ({ a: vm(i + 1), b: vm(i + 5), bytesPerSecond: 1 })),
  ],
};

const count = (cluster: Cluster, what: RegExp): number => cluster.transcript.filter((line) => what.test(line)).length;

/** What a round did, however its token travelled. */
function outcomeOf(cluster: Cluster): unknown {
  return cluster.decisions.map(({ round, vm, verdict, reason }) => [round, vm, verdict, reason]);
}

t.test('a round whose token travels as changes goes as one whose token travels whole', async (t) => {
  for (const policy of ['round-robin', 'distributed'] as const) {
    const [changes, whole] = [new Cluster(data), new Cluster({ ...data, settings: { versionBytes: 0 } })];
    for (const cluster of [changes, whole]) cluster.round(hosts[0]!, { policy, rounds: 3 });
    t.same(outcomeOf(changes), outcomeOf(whole));
    t.ok(count(changes, /token-change for/) > 20, 'many hand-overs are changes');
    t.equal(count(changes, /refused: the version/), 0);
    t.equal(count(whole, /token-change for/), 0);
  }
});

t.test('when nothing moves any more, nearly all hand-overs are changes', async (t) => {
  for (const policy of ['round-robin', 'distributed'] as const) {
    const cluster = new Cluster(calm);
    // The first moves VMs, which in the second have not been where they are for a whole poll.
    t.equal(cluster.round(hosts[0]!, { policy }).rounds, 3);
    const [changes, whole] = [count(cluster, /token-change .* round 3/), count(cluster, / token for .* round 3/)];
    t.ok(changes > 30 && whole < changes / 3, `${policy}: ${changes} as changes, ${whole} whole`);
  }
});

t.test('loss, doubling and reordering', async (t) => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const lose: ClusterOptions['lose'] = (_from, _to, _type, random) => random() < 0.1;
    const cluster = new Cluster({ ...data, seed, lose, duplicate: (random) => random() < 0.2, jitterMs: 20 });
    const before = cluster.cost();
    const report = cluster.round(hosts[0]!, { policy: 'distributed', rounds: 2 });
    t.equal(report.slots, 48, `seed ${seed}`);
    t.ok(cluster.cost() < before);
    t.ok(count(cluster, /token-change for/) > 0);
  }
});

t.test('a host that has dropped the version says so, and gets the token whole at once', async (t) => {
  // Room for one version of 48 slots: the one that it passed on itself.
  const cluster = new Cluster({ ...calm, settingsOf: (host) => (host === hosts[2] ? { versionBytes: 600 } : {}) });
  const report = cluster.round(hosts[0]!, { policy: 'round-robin' });
  const lines = cluster.transcript.filter((line) => / token/.test(line));
  const at = (line: string): number => Number(line.trim().split(' ')[0]);
  const refusals = [...lines.entries()].filter(([, line]) => line.includes('refused: the version'));
  t.ok(refusals.length > 5, `${refusals.length} refusals`);
  for (const [index, refusal] of refusals) {
    t.match(lines[index + 1], / token for /);
    t.equal(at(lines[index + 1]!) - at(refusal), 1, 'as soon as the refusal has come');
  }
  t.equal(report.slots, 48);
  t.same(report.stays.unreachable, undefined);
});

t.test('hosts with and without versions in one round', async (t) => {
  const cluster = new Cluster({ ...data, settingsOf: (host) => (host === hosts[1] ? { versionBytes: 0 } : {}) });
  const report = cluster.round(hosts[0]!, { policy: 'round-robin', rounds: 2 });
  t.equal(report.slots, 48);
  t.ok(count(cluster, /token-change for/) > 0);
  t.equal(count(cluster, /refused: the version/), 0, 'nobody sends changes to the one without');
});

t.test('what cannot be done with changes is done with the whole token', async (t) => {
  const token = makeToken('round-robin', [[vm(7), 1]]);
  Object.assign(token.header, { holder: vm(7), sequence: 5 });
  const change = changesBetween(token.copy(), { generation: numberOf(1, 0), sequence: 2 }, token);
  const { id: tokenId, generation, sequence } = token.header;
  const refusal = { type: 'token-ack', tokenId, generation, sequence, host: there, accepted: false, vms: [] } as const;
  const started = () => {
    const context = contextOf();
    const results: PassResult[] = [];
    const options = {
      token,
      change,
      keeps: true,
      nextDelivery: () => 1,
      done: (result: PassResult) => results.push(result),
    };
    const passing = new Passing(context, options);
    passing.tick();
    passing.sent(1, undefined);
    const sent = () => context.effects.filter((each): each is Effect & { type: 'send' } => each.type === 'send');
    return { context, passing, results, kinds: () => sent().map(({ message }) => message.type) };
  };
  const refused = started();
  refused.passing.acknowledged({ ...refusal, reason: 'gone', baseUnknown: true });
  refused.passing.acknowledged({ ...refusal, reason: 'gone', baseUnknown: true });
  t.same(refused.kinds(), ['token-change', 'token'], 'at once, and once');
  refused.passing.acknowledged({ ...refusal, accepted: true, reason: '', kept: true });
  t.match(refused.results, [{ end: 'accepted', ack: { host: there, kept: true } }]);
  const silent = started();
  silent.context.nowMs = silent.passing.nextDeadlineMs();
  silent.passing.tick();
  t.same(silent.kinds(), ['token-change', 'token'], 'an agent that reads no changes is silent');
});

t.test('versions are bounded in bytes', async (t) => {
  const slots = Array.from({ length: 1_000 }, (_, i) => [i + 1, 1] as const);
  const versions = new Versions(20_000);
  const token = makeToken('distributed', slots);
  const keep = (sequence: number) => {
    const copy = token.copy();
    copy.header.sequence = sequence;
    versions.passed(copy, there);
    return copy.header;
  };
  const headers = Array.from({ length: 6 }, (_, sequence) => keep(sequence));
  t.same(
    headers.map((header) => versions.has(header)),
    [false, false, false, true, true, true],
    'three of 6 bytes a slot',
  );
  t.ok(versions.changeFor(token, there));
  t.notOk(versions.changeFor(token, hosts[0]), 'nothing is known of that host');
  t.ok(versions.changeFor(token, undefined), 'the host of the last hand-over to that VM');
});
