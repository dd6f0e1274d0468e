// Discovery of VMs: whom it asks, how often, and that it comes to an end.
import t from 'tap';
import { discover, MAX_SWEEP, sweepSize } from '../../agent/core/discovery.js';
import { Requests } from '../../agent/core/requests.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { loadCostMap } from '../../topology/load.js';
import { contextOf, here, Lone, sends } from './lone.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

function mapOf(...hosts: string[]) {
  const lines = hosts.map((host) => `  - { ${host.includes('/') ? 'prefix' : 'host'}: ${host}, at: r1 }`);
  return loadCostMap(
    `version: 1\ntiers:\n  - { name: rack, weight: 1 }\n  - { name: core, weight: 2 }\nhosts:\n${lines.join('\n')}\n`,
    'map.yaml',
  );
}

interface Answering {
  readonly [host: string]: { readonly vms?: Ipv4[]; readonly knownHosts?: string[] };
}

/** Runs one discovery to its end; hosts not in `answering` are silent. */
function run(hosts: string[], answering: Answering, revealed: string[] = []) {
  const context = contextOf({}, mapOf(...hosts));
  const requests = new Requests(context);
  const found: { vms: Ipv4[]; hosts: number; silent: Ipv4[] }[] = [];
  discover(context, requests, revealed.map(ipv4), (vms, count, silent) => found.push({ vms, hosts: count, silent }));
  let seen = 0;
  for (;;) {
    for (const { to, message } of sends(context.effects).slice(seen)) {
      seen += 1;
      const { vms = [], knownHosts = [] } = answering[formatIpv4(to)] ?? {};
      if (message.type !== 'inventory-request' || !answering[formatIpv4(to)]) continue;
      const { request } = message;
      const answer = { type: 'inventory-response', request, host: to, vms } as const;
      requests.answered({ ...answer, knownHosts: knownHosts.map(ipv4) });
    }
    if (sends(context.effects).length > seen) continue;
    if (requests.nextDeadlineMs() === Number.POSITIVE_INFINITY) break;
    context.nowMs = requests.nextDeadlineMs();
    requests.tick();
  }
  const asked = sends(context.effects).map(({ to }) => formatIpv4(to));
  return { found, asked };
}

t.test('a cost map with no host but this one: done at once, nobody is asked', async (t) => {
  const { found, asked } = run(['10.0.1.1'], {});
  t.same(found, [{ vms: [], hosts: 0, silent: [] }]);
  t.same(asked, []);
});

t.test('hosts of the map are asked, each once when it answers; VMs told twice count once', async (t) => {
  const answering = { '10.0.1.2': { vms: [vm(1), vm(2)] }, '10.0.1.3': { vms: [vm(2)] } };
  const { found, asked } = run(['10.0.1.1', '10.0.1.2', '10.0.1.3'], answering);
  t.same(found, [{ vms: [vm(1), vm(2)], hosts: 2, silent: [] }]);
  t.same(asked, ['10.0.1.2', '10.0.1.3']);
});

t.test('a named host that is silent is tried four times, a swept address twice', async (t) => {
  const { found, asked } = run(['10.0.1.1', '10.0.1.2', '10.0.2.0/30'], {});
  const tries = (host: string) => asked.filter((each) => each === host).length;
  t.same(['10.0.1.2', '10.0.2.1', '10.0.2.2'].map(tries), [4, 2, 2]);
  t.equal(asked.length, 8, 'network and broadcast address are left out');
  t.same(found, [{ vms: [], hosts: 0, silent: [ipv4('10.0.1.2')] }], 'only a named host is missed');
});

t.test('hosts that answers reveal are asked as well, when the cost map covers them', async (t) => {
  const answering = {
    '10.0.2.1': { vms: [vm(1)], knownHosts: ['10.0.2.2', '10.0.9.9', '10.0.1.1'] },
    '10.0.2.2': { vms: [vm(2)], knownHosts: ['10.0.2.1'] },
  };
  const { found, asked } = run(['10.0.1.1', '10.0.2.0/30'], answering, ['10.0.2.1', '10.0.9.9']);
  t.same(found, [{ vms: [vm(1), vm(2)], hosts: 2, silent: [] }]);
  t.same(asked, ['10.0.2.1', '10.0.2.2']);
});

t.test('the size of the sweep', async (t) => {
  const cases: [string, number][] = [
    ['10.0.0.0/16', 65_534],
    ['10.0.2.0/24', 254],
    ['10.0.2.0/30', 2],
    ['10.0.2.0/31', 2],
    ['10.0.2.5/32', 1],
  ];
  for (const [prefix, size] of cases) t.equal(sweepSize(contextOf({}, mapOf('10.9.9.9', prefix))), size, prefix);
});

t.test('a sweep that is too large is refused with what to do; a list of VMs needs none', async (t) => {
  const lone = new Lone({ host: here }, mapOf('10.0.1.1', '10.8.0.0/15'));
  const order = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false } as const;
  const [refused] = lone.step({ type: 'inject', order, reply: 1 });
  const text = new RegExp(`more than ${MAX_SWEEP} addresses; name the VMs`);
  t.match(refused, { type: 'injected', result: { ok: false, code: 'sweep-too-large', text } });
  const [accepted] = lone.step({ type: 'inject', order: { ...order, vms: [vm(1)] }, reply: 2 });
  t.match(accepted, { type: 'injected', result: { ok: true, slots: 1 } });
});

t.test('nothing found: the injection says so, and the next one is not refused as busy', async (t) => {
  const lone = new Lone({}, mapOf('10.0.1.1', '10.0.1.2'));
  const order = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false } as const;
  for (const reply of [1, 2]) {
    lone.step({ type: 'inject', order, reply });
    t.match(lone.step({ type: 'inject', order, reply: 9 })[0], { result: { ok: false, code: 'busy' } });
    const effects = lone.pass(10_000).filter((effect) => effect.type === 'injected');
    t.match(effects, [{ reply, result: { ok: false, code: 'no-vms', text: /talked\? no answer from 10\.0\.1\.2$/ } }]);
  }
});
