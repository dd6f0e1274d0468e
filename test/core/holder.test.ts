// One host and the token, message by message: hops that arrive twice, come back, or overtake; migrations whose
// VM vanishes or is known by another address; when a new round may begin.
import t from 'tap';
import type { LocationRequest, Message } from '../../agent/core/messages.js';
import type { Effect } from '../../agent/core/steps.js';
import type { Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { macOf } from './cluster.js';
import { domainOf, here, Lone, portOf, sampleOf, sends, there, uuidOf } from './lone.js';
import { makeToken } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const order = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false } as const;

function tokenFor(holder: Ipv4, sequence: number, vms: Ipv4[] = [vm(1), vm(2)]): Token {
  const token = makeToken(
    'round-robin',
    vms.map((each) => [each, 3]),
  );
  Object.assign(token.header, { holder, sequence, origin: there, maxRounds: 1 });
  return token;
}

/** The only message of this kind among the effects. */
function sole<K extends Message['type']>(effects: Effect[], type: K): Extract<Message, { type: K }> {
  const found = sends(effects).filter(({ message }) => message.type === type);
  if (found.length !== 1) throw new Error(`${found.length} messages of type ${type}`);
  return found[0]!.message as Extract<Message, { type: K }>;
}

const hear = (lone: Lone, token: Token, from?: Ipv4): Effect[] =>
  lone.hear({ type: 'token', token: token.copy() }, from);

t.test('a hop that arrives twice is acknowledged twice and acted on once', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const token = tokenFor(vm(1), 3);
  const first = hear(lone, token);
  t.match(sole(first, 'token-ack'), { accepted: true, sequence: 3 });
  t.match(sole(first, 'token').token.header, { holder: vm(2), sequence: 4 });
  const second = hear(lone, token);
  t.same(
    sends(second).map(({ message }) => message.type),
    ['token-ack'],
  );
  t.match(sole(second, 'token-ack'), { accepted: true });
});

t.test('a token for a VM that is not here is refused; those of other rounds wait, up to a bound', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  t.match(sole(hear(lone, tokenFor(vm(9), 1)), 'token-ack'), { accepted: false, reason: 'the VM does not run here' });
  const ofRound = (round: number): Token => {
    const token = tokenFor(vm(1), 1);
    Object.assign(token.header, { id: round.toString(16).padStart(16, '0') });
    return token;
  };
  for (let round = 0; round < 9; round += 1) {
    t.match(sole(hear(lone, ofRound(round)), 'token-ack'), { accepted: true }, `round ${round}`);
  }
  t.match(sole(hear(lone, ofRound(9)), 'token-ack'), { accepted: false, reason: 'busy with 9 tokens' });
  const { tokenId, generation, sequence } = sole(hear(lone, ofRound(0)), 'token-ack');
  const taken = { type: 'token-ack', tokenId, generation, sequence: sequence + 1, host: there } as const;
  const next = sole(lone.hear({ ...taken, accepted: true, reason: '' }, there), 'token');
  t.equal(next.token.header.id, '0000000000000001', 'the first that waited goes on when the one before has gone');
});

t.test('a host that leaves takes no token and answers on', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  lone.step({ type: 'leave' });
  const refused = sole(hear(lone, tokenFor(vm(1), 1)), 'token-ack');
  t.match(refused, { accepted: false, reason: 'the agent is stopping' });
  const asked = lone.hear({ type: 'location-request', request: 1, vm: vm(1) }, there);
  t.match(sole(asked, 'location-response'), { hosted: true });
  const domain = { domainUuid: uuidOf(vm(9)), macs: [macOf(vm(9))], memoryMiB: 1 };
  const room = lone.hear({ type: 'capacity-request', request: 2, vm: vm(9), ...domain, reserve: true }, there);
  t.match(sole(room, 'capacity-response'), { granted: false, reason: 'host-leaving: the agent is stopping' });
});

t.test(
  'a host that leaves in the middle of a decision starts no migration, and hands the token to another host',
  async (t) => {
    const lone = new Lone();
    lone.host(vm(1), vm(2));
    lone.talk([[vm(1), vm(9), 1_000_000]]);
    const { request } = sole(hear(lone, tokenFor(vm(1), 1, [vm(1), vm(2), vm(9)])), 'location-request');
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
  Object.assign(token.header, { maxRounds: 0 });
  const { request } = sole(hear(lone, token), 'location-request');
  lone.step({ type: 'leave' });
  const effects = lone.hear(
    { type: 'location-response', request, vm: vm(9), host: there, hosted: true, others: [] },
    there,
  );
  t.match(sole(effects, 'round-end'), { reason: 'the agent is stopping' });
});

t.test('a token that is steered back to its sender is not taken for handed over', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const sent = sole(hear(lone, tokenFor(vm(1), 3)), 'token').token;
  const ack = sole(hear(lone, sent, here), 'token-ack');
  t.match(ack, { accepted: false, reason: 'the VM does not run here' });
  lone.hear(ack, here);
  t.equal(lone.agent.holder.state, 'passing');
  t.match(sole(lone.pass(600), 'token').token.header, { sequence: 4 }, 'it goes out again');
});

t.test('a token that comes back because its VM has just arrived here is held', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const sent = sole(hear(lone, tokenFor(vm(1), 3)), 'token').token;
  lone.host(vm(1), vm(2));
  const effects = hear(lone, sent, here);
  t.match(
    effects.find((effect) => effect.type === 'decided'),
    { record: { vm: vm(2) } },
  );
  t.match(sole(effects, 'round-end'), { hops: 4, reason: '1 rounds made' });
  t.equal(lone.agent.holder.state, 'idle');
});

t.test('a later hop shows that the token was taken although no acknowledgement came', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  hear(lone, tokenFor(vm(1), 3, [vm(1), vm(2), vm(3)]));
  t.equal(lone.agent.holder.state, 'passing');
  const effects = hear(lone, tokenFor(vm(1), 5, [vm(1), vm(2), vm(3)]));
  t.match(sole(effects, 'token-ack'), { accepted: true, sequence: 5 });
  t.match(sole(effects, 'token').token.header, { sequence: 6 });
});

/** A host of VM 1, which talks to VM 7 on another host; the token is here and the migration ordered. */
function migrating(lone: Lone, holder = vm(1)): Effect {
  lone.talk([[vm(1), vm(7), 100_000]]);
  const asked = hear(lone, tokenFor(holder, 3));
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
  const decided = effects.find((effect) => effect.type === 'decided');
  t.match(decided, { record: { reason: 'migration-failed', detail: 'failed: guest crashed' } });
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
  t.match(
    effects.find((effect) => effect.type === 'decided'),
    { record: { verdict: 'migrate', reason: 'eq-3.2' } },
  );
  t.equal(lone.agent.holder.state, 'passing', 'and the token goes on');
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
  const asked = sends(hear(lone, tokenFor(vm(1), 3))).filter(({ message }) => message.type === 'location-request');
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
  const effects = hear(lone, tokenFor(vm(1), 3));
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
  const { id, sequence } = lone.agent.holder.sight()!.token.header;
  const host = there;
  lone.hear({ type: 'token-ack', tokenId: id, generation: 1, sequence, host, accepted: true, reason: '' });
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

t.test('a token that waits here goes on waiting when the one before it comes back at a later hop', async (t) => {
  const lone = new Lone();
  lone.host(vm(1), vm(2));
  const idOf = (digit: string) => digit.repeat(16);
  const from = (id: string, holder: Ipv4, sequence: number): Token => {
    const token = tokenFor(holder, sequence, [vm(1), vm(2), vm(9)]);
    Object.assign(token.header, { id: idOf(id) });
    token.markVisited(token.indexOf(vm(1)));
    token.markVisited(token.indexOf(vm(2)));
    return token;
  };
  hear(lone, from('a', vm(1), 3));
  t.equal(lone.agent.holder.state, 'passing', 'to VM 9, which is elsewhere');
  const waiting = hear(lone, from('b', vm(2), 3));
  t.match(sole(waiting, 'token-ack'), { tokenId: idOf('b'), accepted: true });
  // The acknowledgement of hop 4 was lost, and the token is back for VM 2 at hop 5, its traffic to be looked up.
  lone.talk([[vm(2), vm(9), 1_000]]);
  const effects = hear(lone, from('a', vm(2), 5));
  t.equal(lone.agent.holder.sight()!.token.header.id, idOf('a'), 'the one that came is held');
  const { request } = sole(effects, 'location-request');
  const place = { vm: vm(9), host: there, hosted: true, others: [] };
  const decided = [...lone.hear({ type: 'location-response', request, ...place }), ...lone.pass(60_000)];
  const tokens = sends(decided).flatMap(({ message }) => (message.type === 'token' ? [message.token.header.id] : []));
  t.same([...new Set(tokens)].sort(), [idOf('a'), idOf('b')], 'and neither is lost');
});
