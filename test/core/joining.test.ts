// VMs and hosts that join while rounds are made: a VM that somebody in the round talks to, a host that the cost map
// names since it was read again.
import t from 'tap';
import type { Effect } from '../../agent/core/steps.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { loadCostMap } from '../../topology/load.js';
import { Cluster } from './cluster.js';
import { granted, here, Lone, messagesOf, ofType, sends, sole, there } from './lone.js';
import { treeMap } from './maps.js';
import { settingsOf } from './settings.js';
import { tokenFor } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

/** VM 1 decides, having talked to VM 9 elsewhere, which is not in the token; its host answers, and refuses room. */
function meets(fixedList: boolean, hosted = true) {
  const lone = new Lone();
  lone.host(vm(1));
  lone.talk([[vm(1), vm(9), 1_000]]);
  const token = tokenFor(vm(1), 3, [vm(1), vm(2)], { fixedList, migrationCost: 1e9 });
  const { request } = sole(granted(lone, token), 'location-request');
  const effects = lone.hear({ type: 'location-response', request, vm: vm(9), host: there, hosted, others: [vm(8)] });
  return { lone, effects };
}
const idsIn = (effects: readonly Effect[]): number[] => [...messagesOf(effects, 'token')[0]!.token.ids];

t.test('a VM that is located joins the token, at the highest level and not visited', async (t) => {
  const { effects } = meets(false);
  t.same(idsIn(effects), [vm(1), vm(2), vm(9)]);
  const { token } = messagesOf(effects, 'token')[0]!;
  t.same([...token.slots()].at(-1), { id: vm(9), level: treeMap.maxLevel, load: 0, visited: false });
  t.notOk(idsIn(effects).includes(vm(8)), 'VMs that merely run there do not');
});

t.test('a fixed list does not grow', async (t) => t.same(idsIn(meets(true).effects), [vm(1), vm(2)]));

t.test('a VM that nobody has answered for does not join', async (t) => {
  const { lone } = meets(false, false);
  lone.pass(5_000);
  t.same([...lone.agent.holder.sight()!.token.ids], [vm(1), vm(2)]);
});

t.test('machines outside and other hosts do not join', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  lone.talk([
    [vm(1), ipv4('192.0.2.1'), 1_000],
    [vm(1), there, 1_000],
    [vm(1), ipv4('198.51.100.7'), 1_000],
  ]);
  t.same(idsIn(granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2)], { migrationCost: 1e9 }))), [vm(1), vm(2)]);
});

t.test('a cluster: the VMs of a host that discovery missed are visited because others talk to them', async (t) => {
  const hosts = [here, ipv4('10.0.2.1'), there];
  let isDeaf = true;
  const cluster = new Cluster({
    map: treeMap,
    hosts: hosts.map((host) => ({ host, slots: 4 })),
    vms: Array.from({ length: 6 }, (_, i) => ({ vm: vm(i + 1), host: hosts[i % 3]!, memoryMiB: 96 })),
    pairs: [
      { a: vm(1), b: vm(3), bytesPerSecond: 9_000 },
      { a: vm(2), b: vm(6), bytesPerSecond: 9_000 },
    ],
    lose: (_from, to, type) => isDeaf && to === there && type === 'inventory-request',
  });
  const order = { policy: 'round-robin', migrationCost: 0, rounds: 2, force: false } as const;
  cluster.feed(here, { type: 'inject', order, reply: 1 });
  cluster.run(60_000, () => cluster.injected.length > 0);
  isDeaf = false;
  const injected = cluster.injected[0]!;
  t.match(injected, { ok: true, slots: 2 }, 'VMs 4 and 5 have not talked, 3 and 6 are on the host that is not heard');
  t.ok(injected.ok && injected.silentHosts.includes(there));
  cluster.run(60_000, () => cluster.ended.length > 0);
  const visited = new Set(cluster.decisions.map((each) => each.vm));
  for (const n of [3, 6]) t.ok(visited.has(vm(n)), `VM ${n}`);
  t.equal(cluster.cost(), 0);
});

/** The tree, with one more host in rack 3. */
const grown = loadCostMap(
  `version: 1
tiers:
  - { name: rack, weight: 1 }
  - { name: pod, weight: 3 }
  - { name: core, weight: 10 }
hosts:
  - { host: 10.0.1.1, at: pod-a/rack-1 }
  - { host: 10.0.3.1, at: pod-b/rack-3 }
  - { host: 10.0.3.2, at: pod-b/rack-3 }
`,
  'grown.yaml',
);

t.test('a host that the cost map names since it was read again becomes a target, without a restart', async (t) => {
  const fresh = ipv4('10.0.3.2');
  const asked = (isReloaded: boolean): Ipv4[] => {
    const lone = new Lone({ candidates: 'cost-map' });
    lone.host(vm(1));
    if (isReloaded) {
      lone.step({ type: 'reload', settings: settingsOf({ candidates: 'cost-map' }), map: grown });
    }
    lone.talk([[vm(1), vm(9), 100_000]]);
    const { request } = sole(
      granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2)], { fixedList: true })),
      'location-request',
    );
    const place = { vm: vm(9), host: there, hosted: true, others: [] };
    const first = lone.hear({ type: 'location-response', request, ...place });
    const question = sole(first, 'capacity-request');
    const full = { granted: false, reason: 'full', freeSlots: 0, freeMemoryMiB: 0, expiresInMs: 0 };
    const next = lone.hear({ type: 'capacity-response', request: question.request, host: there, ...full });
    return sends(next).flatMap(({ to, message }) => (message.type === 'capacity-request' ? [to] : []));
  };
  t.same(asked(false), [ipv4('10.0.4.1')], 'as the first map has it: another rack of that pod');
  t.same(asked(true), [fresh], 'the new host in the same rack');
});

t.test('new settings hold from the next step on', async (t) => {
  const lone = new Lone({ slots: 1 });
  const ask = (): boolean => {
    const wanted = { domainUuid: 'u', macs: [], memoryMiB: 1, reserve: false };
    const question = { type: 'capacity-request', request: 1, vm: vm(9), ...wanted } as const;
    return sole(lone.hear(question, there), 'capacity-response').granted;
  };
  lone.host(vm(1));
  t.notOk(ask());
  lone.step({ type: 'reload', settings: settingsOf({ slots: 2 }), map: treeMap });
  t.ok(ask());
  const limits = { total: 3, intoHost: 2, outOfHost: 1 };
  lone.step({ type: 'reload', settings: settingsOf({ limits }), map: treeMap });
  const order = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false, vms: [vm(1), vm(2)] } as const;
  const effects = lone.step({ type: 'inject', order, reply: 1 });
  t.match(messagesOf(effects, 'token')[0]!.token.header, { limits }, 'as do the limits, for new tokens');
  t.equal(ofType(effects, 'injected').length, 1);
});
