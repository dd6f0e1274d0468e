// One host and the token that it holds, message by message: what it decides and tells, migrations whose VM vanishes
// or is known by another address, when a new round may begin. How tokens come and go is handover.test.ts's.
import t from 'tap';
import type { LocationRequest } from '../../agent/core/messages.js';
import type { Effect } from '../../agent/core/steps.js';
import type { Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { macOf } from './cluster.js';
import { accepted, domainOf, granted, Lone, ofType, portOf, sampleOf, sends, sole, there, uuidOf } from './lone.js';
import * as tokens from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const order = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false } as const;
const tokenFor = (holder: Ipv4, sequence: number, vms = [vm(1), vm(2)]): Token =>
  tokens.tokenFor(holder, sequence, vms);

t.test(
  'a host that leaves in the middle of a decision starts no migration, and hands the token to another host',
  async (t) => {
    const lone = new Lone();
    lone.host(vm(1), vm(2));
    lone.talk([[vm(1), vm(9), 1_000_000]]);
    const { request } = sole(granted(lone, tokenFor(vm(1), 1, [vm(1), vm(2), vm(9)])), 'location-request');
    lone.step({ type: 'leave' });
    const effects = lone.hear(
      { type: 'location-response', request, vm: vm(9), host: there, hosted: true, others: [] },
      there,
    );
    const decision = effects.find((effect) => effect.type === 'decided');
    t.match(decision, { record: { vm: vm(1), verdict: 'stay', reason: 'host-leaving' } });
    const { token } = sole(effects, 'token');
    t.match(token.header, { holder: vm(9), stays: { 'host-leaving': 2 } }, 'VM 2, which is here too, is passed over');
  },
);

t.test('the last host that leaves ends the round', async (t) => {
  const lone = new Lone();
  lone.host(vm(1), vm(2));
  lone.talk([[vm(1), vm(9), 1_000_000]]);
  const token = tokenFor(vm(1), 1);
  Object.assign(token.header, { maxRounds: 0, fixedList: true });
  const { request } = sole(granted(lone, token), 'location-request');
  lone.step({ type: 'leave' });
  const effects = lone.hear(
    { type: 'location-response', request, vm: vm(9), host: there, hosted: true, others: [] },
    there,
  );
  t.match(sole(effects, 'round-end'), { reason: 'the agent is stopping' });
});

/** A host of VM 1, which talks to VM 7 on another host; the token is here and the migration ordered. */
function migrating(lone: Lone, holder = vm(1)): Effect {
  lone.talk([[vm(1), vm(7), 100_000]]);
  const asked = granted(lone, tokenFor(holder, 3));
  const { request } = sole(asked, 'location-request');
  const located = lone.hear({ type: 'location-response', request, vm: vm(7), host: there, hosted: true, others: [] });
  const question = sole(located, 'capacity-request');
  const room = { granted: true, reason: '', freeSlots: 1, freeMemoryMiB: 9_999, expiresInMs: 1 };
  const effects = lone.hear({ type: 'capacity-response', request: question.request, host: there, ...room });
  const migrate = effects.find((effect) => effect.type === 'migrate');
  if (!migrate) throw new Error('no migration was ordered');
  return migrate;
}

const failed = { ok: false, code: 'failed', text: 'guest crashed' } as const;

t.test('a VM that crashes while it migrates: the failure is told, and the VM leaves the token', async (t) => {
  const lone = new Lone();
  lone.host(vm(1), vm(3));
  migrating(lone);
  lone.step({ type: 'domains', domains: [domainOf(vm(3))] });
  lone.step({ type: 'migration-ended', vm: vm(1), result: failed });
  const effects = lone.pass(20_000);
  t.match(sole(effects, 'reservation-release'), { domainUuid: uuidOf(vm(1)) });
  t.match(ofType(effects, 'migrated'), [{ record: { vm: vm(1), ok: false, reason: 'failed: guest crashed' } }]);
  const dropped = effects.filter((effect) => effect.type === 'log' && effect.message === 'token upkeep');
  t.match(dropped, [{ fields: { dropped: [vm(1)] } }], 'once the token visits the next VM of this host');
});

t.test('the token is for the second address of a VM: its migration ends all the same', async (t) => {
  const lone = new Lone();
  lone.step({ type: 'ports', ports: [portOf(vm(1)), portOf(vm(5))] });
  lone.step({ type: 'domains', domains: [domainOf(vm(1), { macs: [macOf(vm(1)), macOf(vm(5))] })] });
  lone.step({ type: 'flows', samples: [] });
  lone.talk([
    [vm(5), vm(7), 0],
    [vm(1), vm(7), 0],
  ]);
  t.match(migrating(lone, vm(5)), { vm: vm(1) }, 'the order names the VM by its id');
  lone.step({ type: 'domains', domains: [] });
  const ended = { ok: true, bytes: 1, ms: 1, downtimeMs: 1 } as const;
  const { request } = sole(lone.step({ type: 'migration-ended', vm: vm(1), result: ended }), 'location-request');
  const effects = lone.hear({ type: 'location-response', request, vm: vm(1), host: there, hosted: true, others: [] });
  t.match(ofType(effects, 'migrated'), [{ record: { vm: vm(1), ok: true, verified: true } }]);
  t.notOk(lone.agent.flights.has(vm(1)));
});

t.test('what a VM’s own interfaces say to each other does not hold it back', async (t) => {
  const lone = new Lone();
  lone.step({ type: 'ports', ports: [portOf(vm(1)), portOf(vm(5))] });
  lone.step({ type: 'domains', domains: [domainOf(vm(1), { macs: [macOf(vm(1)), macOf(vm(5))] })] });
  lone.step({ type: 'flows', samples: [] });
  lone.talk([
    [vm(1), vm(5), 9_000_000],
    [vm(5), vm(1), 9_000_000],
  ]);
  t.match(migrating(lone), { vm: vm(1), target: there });
});

t.test('hosts that have room and do not keep it: a reason of its own, and no room is left held', async (t) => {
  const lone = new Lone();
  const elsewhere = ipv4('10.0.4.1');
  lone.host(vm(1));
  lone.talk([
    [vm(1), vm(7), 100_000],
    [vm(1), vm(8), 50_000],
  ]);
  const places = new Map([
    [vm(7), there],
    [vm(8), elsewhere],
  ]);
  const asked = sends(granted(lone, tokenFor(vm(1), 3))).filter(({ message }) => message.type === 'location-request');
  const effects = asked.flatMap(({ to: peer, message }) => {
    const { request } = message as LocationRequest;
    return lone.hear({
      type: 'location-response',
      request,
      vm: peer,
      host: places.get(peer)!,
      hosted: true,
      others: [],
    });
  });
  const hold = sole(effects, 'capacity-request');
  t.match(hold, { reserve: true }, 'the best host is asked to hold room at once');
  const room = { freeSlots: 1, freeMemoryMiB: 9_999, expiresInMs: 0 };
  const answer = { type: 'capacity-response', request: hold.request, host: there, ...room } as const;
  const probe = sole(lone.hear({ ...answer, granted: false, reason: 'full' }), 'capacity-request');
  t.match(probe, { reserve: false }, 'the next one first whether it has any');
  lone.hear({ ...answer, request: probe.request, host: elsewhere, granted: true, reason: '' }, elsewhere);
  const end = lone.pass(5_000);
  t.match(sole(end, 'reservation-release'), { domainUuid: uuidOf(vm(1)) }, 'perhaps only the answer was lost');
  const candidates = [
    { host: there, answer: 'refused: full' },
    { host: elsewhere, answer: 'no answer' },
  ];
  t.match(
    end.find((effect) => effect.type === 'decided'),
    { record: { reason: 'reservation-refused', candidates } },
  );
});

t.test('addresses that many machines share are never asked where they are', async (t) => {
  const lone = new Lone({ guestPrefixes: [{ base: ipv4('0.0.0.0'), length: 0 }] });
  lone.host(vm(1));
  const shared = ['0.0.0.0', '169.254.169.254', '224.0.0.251', '239.1.1.1', '255.255.255.255'].map(ipv4);
  lone.talk(shared.map((peer) => [vm(1), peer, 1_000]));
  const effects = granted(lone, tokenFor(vm(1), 3));
  t.match(
    effects.find((effect) => effect.type === 'decided'),
    { record: { reason: 'locations-unknown', unlocated: 5 } },
  );
  t.same(
    sends(effects).filter(({ to }) => shared.includes(to)),
    [],
  );
});

t.test('the origin of a round that has ended may begin the next one at once', async (t) => {
  const lone = new Lone();
  lone.step({ type: 'inject', order: { ...order, vms: [vm(2), vm(3)] }, reply: 1 });
  const { token } = lone.agent.holder.sight()!;
  const { id } = token.header;
  accepted(lone, token);
  const again = lone.step({ type: 'inject', order: { ...order, vms: [vm(2)] }, reply: 2 });
  t.match(again, [{ result: { ok: false, code: 'round-running' } }]);
  const totals = { rounds: 1, hops: 2, migrations: 0, failures: 0, slots: 2, stays: {} };
  lone.hear({ type: 'round-end', request: 5, tokenId: id, reason: '1 rounds made', ...totals });
  const after = lone.step({ type: 'inject', order: { ...order, vms: [vm(2)] }, reply: 3 });
  t.match(after[0], { result: { ok: true } });
});

t.test('the first dump teaches no address, the second does', async (t) => {
  const lone = new Lone();
  lone.step({ type: 'ports', ports: [portOf(vm(1))] });
  lone.step({ type: 'domains', domains: [domainOf(vm(1))] });
  const samples = [sampleOf(vm(1), vm(7), 10)];
  lone.step({ type: 'flows', samples });
  lone.step({ type: 'flows', samples });
  t.ok(lone.agent.local.get(vm(1)));
});
