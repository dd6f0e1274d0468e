// How a token comes to a host and leaves it, by offer, acceptance and grant: what is repeated, what is acted on once, and
// what each side says of a hop that is over. Who watches the successor afterwards is custody.test.ts's.
import t from 'tap';
import { numberOf } from '../../agent/core/generation.js';
import type { HopState } from '../../agent/core/messages.js';
import type { Effect } from '../../agent/core/steps.js';
import type { Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { macOf } from './cluster.js';
import {
  accepted,
  granted,
  here,
  hopFields,
  Lone,
  messagesOf,
  offer,
  ofType,
  sends,
  sole,
  there,
  uuidOf,
} from './lone.js';
import { tokenFor as anyToken } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const tokenFor = (holder: Ipv4, sequence: number, vms = [vm(1), vm(2)]): Token => anyToken(holder, sequence, vms);
const decided = (effects: readonly Effect[]): Ipv4[] => ofType(effects, 'decided').map(({ record }) => record.vm);
const states = (effects: readonly Effect[]): HopState[] => messagesOf(effects, 'token-state').map(({ state }) => state);

function hosting(...vms: Ipv4[]): Lone {
  const lone = new Lone();
  lone.host(...vms);
  return lone;
}

function grant(lone: Lone, token: Token, incarnation: number, from: Ipv4 = there): Effect[] {
  return lone.hear({ type: 'token-grant', ...hopFields(token), incarnation }, from);
}

function withdraw(lone: Lone, token: Token, state: HopState = 'withdrawn', generation = token.header.generation) {
  const { tokenId, sequence } = hopFields(token);
  return lone.hear({ type: 'token-state', tokenId, generation, sequence, state, host: there });
}

t.test('an offer is accepted, and nothing is done with the token until it is granted', async (t) => {
  const lone = hosting(vm(1), vm(5));
  const token = tokenFor(vm(1), 3);
  const ack = sole(offer(lone, token), 'token-ack');
  t.match(ack, { accepted: true, sequence: 3, host: here, kept: true, vms: [vm(1), vm(5)] });
  t.ok(ack.incarnation! > 0);
  t.equal(lone.agent.holder.state, 'idle');
  const effects = grant(lone, token, ack.incarnation!);
  t.same([decided(effects), states(effects)], [[vm(1)], ['holding']]);
  t.match(sole(effects, 'token'), { offer: true, token: { header: { holder: vm(2), sequence: 4 } } });
});

t.test('the acceptance is repeated, ever less often, until the hop is granted', async (t) => {
  const lone = hosting(vm(1));
  const token = tokenFor(vm(1), 3);
  const { incarnation } = sole(offer(lone, token), 'token-ack');
  const count = (forMs: number): number => messagesOf(lone.pass(forMs), 'token-ack').length;
  // 300, 900, 2,100, 4,500 ms after the first, then every 3 s.
  t.same([count(299), count(1), count(600), count(1_200), count(2_400), count(3_000)], [0, 1, 1, 1, 1, 1]);
  t.same(decided(grant(lone, token, incarnation!)), [vm(1)]);
  t.equal(count(60_000), 0);
});

t.test('an offer whose sender falls silent is forgotten after a minute, and may come again', async (t) => {
  const lone = hosting(vm(1));
  const token = tokenFor(vm(1), 3);
  const { incarnation } = sole(offer(lone, token), 'token-ack');
  lone.pass(61_000);
  t.equal(messagesOf(lone.pass(30_000), 'token-ack').length, 0);
  t.same(states(grant(lone, token, incarnation!)), ['unknown'], 'a grant that comes now finds nothing');
  t.match(sole(offer(lone, token), 'token-ack'), { accepted: true }, 'it was never held, so it is no old hop');
});

t.test('a hop that arrives again while it awaits its grant is acknowledged again', async (t) => {
  const lone = hosting(vm(1));
  const token = tokenFor(vm(1), 3);
  const first = sole(offer(lone, token), 'token-ack');
  t.same(sole(offer(lone, token), 'token-ack'), first);
  t.same(decided(grant(lone, token, first.incarnation!)), [vm(1)]);
  t.same(sends(offer(lone, token)), [], 'once it was held, the grant itself has answered the sender');
});

t.test('a grant that comes twice is answered twice and acted on once', async (t) => {
  const lone = hosting(vm(1));
  const token = tokenFor(vm(1), 3);
  const { incarnation } = sole(offer(lone, token), 'token-ack');
  const first = grant(lone, token, incarnation!);
  t.same([decided(first), states(first)], [[vm(1)], ['holding']]);
  const second = grant(lone, token, incarnation!);
  t.same([decided(second), states(second)], [[], ['holding']]);
  t.equal(messagesOf(second, 'token').length, 0);
});

t.test('a grant of another incarnation, or of an offer that never came, finds nothing', async (t) => {
  const lone = hosting(vm(1));
  const token = tokenFor(vm(1), 3);
  const { incarnation } = sole(offer(lone, token), 'token-ack');
  const other = grant(lone, token, incarnation! ^ 1);
  t.same([decided(other), states(other)], [[], ['unknown']]);
  const early = grant(lone, tokenFor(vm(1), 5), incarnation!);
  t.same([decided(early), states(early)], [[], ['unknown']]);
  t.same(states(grant(lone, token, incarnation!)), ['holding'], 'the right one still counts');
});

t.test('an agent that has restarted knows nothing of the hop that it had', async (t) => {
  const lone = hosting(vm(1));
  const token = tokenFor(vm(1), 3);
  const { incarnation } = sole(offer(lone, token), 'token-ack');
  grant(lone, token, incarnation!);
  lone.restart();
  lone.host(vm(1));
  t.same(states(grant(lone, token, incarnation!)), ['unknown']);
  t.equal(lone.agent.holder.state, 'idle');
  const again = sole(offer(lone, token), 'token-ack');
  t.ok(again.accepted && again.incarnation !== incarnation, 'it may be offered the token again, as somebody else');
});

t.test(
  'a withdrawn offer is forgotten; the next one of the same token takes the place of the one before',
  async (t) => {
    const lone = hosting(vm(1), vm(5));
    const third = tokenFor(vm(1), 3);
    const { incarnation } = sole(offer(lone, third), 'token-ack');
    withdraw(lone, third);
    t.equal(messagesOf(lone.pass(20_000), 'token-ack').length, 0);
    t.same(states(grant(lone, third, incarnation!)), ['unknown']);
    const [fourth, fifth] = [tokenFor(vm(1), 4), tokenFor(vm(5), 5, [vm(1), vm(5)])];
    offer(lone, fourth);
    offer(lone, fifth);
    t.same(states(grant(lone, fourth, incarnation!)), ['unknown']);
    const effects = grant(lone, fifth, incarnation!);
    t.same([states(effects), decided(effects)[0]], [['holding'], vm(5)]);
  },
);

t.test('a higher generation: the offer is forgotten, and older offers and grants are turned down', async (t) => {
  const lone = hosting(vm(1));
  const token = tokenFor(vm(1), 3);
  const { incarnation } = sole(offer(lone, token), 'token-ack');
  const higher = numberOf(2, 7);
  withdraw(lone, token, 'superseded', higher);
  t.equal(messagesOf(lone.pass(20_000), 'token-ack').length, 0);
  for (const effects of [grant(lone, token, incarnation!), offer(lone, token)]) {
    t.match(sole(effects, 'token-state'), { state: 'superseded', generation: higher, sequence: 3 });
    t.same(decided(effects), []);
  }
  t.match(lone.remembered.tokens, [{ generation: higher, ended: false }]);
  const next = tokenFor(vm(1), 3);
  Object.assign(next.header, { generation: higher });
  t.match(sole(offer(lone, next), 'token-ack'), { accepted: true, generation: higher });
});

t.test('a token that has ended: offers and grants of it are told so', async (t) => {
  const lone = hosting(vm(1));
  const token = tokenFor(vm(1), 3, [vm(1)]);
  const { incarnation } = sole(offer(lone, token), 'token-ack');
  t.match(sole(grant(lone, token, incarnation!), 'round-end'), { reason: '1 rounds made' });
  t.same(states(grant(lone, token, incarnation!)), ['ended']);
  t.same(states(offer(lone, tokenFor(vm(1), 4, [vm(1)]))), ['ended']);
  lone.restart();
  lone.host(vm(1));
  t.same(states(offer(lone, token)), ['ended'], 'also after a restart');
});

t.test('a sender that learns of a higher generation drops the token at once', async (t) => {
  const lone = hosting(vm(1));
  const effects = granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2), vm(3)]));
  const { token } = sole(effects, 'token');
  withdraw(lone, token, 'superseded', numberOf(2, 7));
  t.equal(lone.agent.holder.state, 'idle');
  t.equal(messagesOf(lone.pass(60_000), 'token').length, 0, 'no other VM is offered the dead copy');
});

t.test(
  'a holder that learns of a higher generation in the middle of a decision moves nothing, and gives the room back',
  async (t) => {
    const lone = hosting(vm(1));
    lone.talk([[vm(1), vm(9), 100_000]]);
    const token = tokenFor(vm(1), 3);
    const { request } = sole(granted(lone, token), 'location-request');
    const place = { vm: vm(9), host: there, hosted: true, others: [] };
    const asked = sole(lone.hear({ type: 'location-response', request, ...place }), 'capacity-request');
    withdraw(lone, token, 'superseded', numberOf(2, 7));
    const room = { granted: true, reason: '', freeSlots: 1, freeMemoryMiB: 9_999, expiresInMs: 1 };
    const effects = lone.hear({ type: 'capacity-response', request: asked.request, host: there, ...room });
    t.match(messagesOf(effects, 'reservation-release'), [{ domainUuid: uuidOf(vm(1)) }]);
    t.same([ofType(effects, 'migrate'), messagesOf(effects, 'token')], [[], []]);
    t.equal(lone.agent.holder.state, 'idle');
  },
);

t.test('a sender that learns that the token has ended drops it at once', async (t) => {
  const lone = hosting(vm(1));
  const { token } = sole(granted(lone, tokenFor(vm(1), 3)), 'token');
  withdraw(lone, token, 'ended');
  t.equal(lone.agent.holder.state, 'idle');
  t.equal(messagesOf(lone.pass(60_000), 'token').length, 0);
});

t.test('a token for a VM that is not here is refused; those of other rounds wait, up to a bound', async (t) => {
  const lone = hosting(vm(1));
  t.match(sole(offer(lone, tokenFor(vm(9), 1)), 'token-ack'), { accepted: false, reason: 'the VM does not run here' });
  const ofRound = (round: number): Token =>
    anyToken(vm(1), 1, [vm(1), vm(2)], { id: round.toString(16).padStart(16, '0') });
  for (let round = 0; round < 9; round += 1) {
    t.match(messagesOf(granted(lone, ofRound(round)), 'token-ack'), [{ accepted: true }], `round ${round}`);
  }
  t.match(sole(offer(lone, ofRound(9)), 'token-ack'), { accepted: false, reason: 'busy with 9 tokens' });
  const { token } = lone.agent.holder.sight()!;
  t.equal(token.header.id, ofRound(0).header.id);
  const next = sole(accepted(lone, token), 'token');
  t.equal(next.token.header.id, ofRound(1).header.id, 'the first that waited goes on when the one before has gone');
});

t.test('offers that await their grant count towards the bound', async (t) => {
  const lone = hosting(vm(1));
  granted(lone, anyToken(vm(1), 1, [vm(1), vm(2)], { id: 'f'.repeat(16) }));
  const ofRound = (round: number): Token =>
    anyToken(vm(1), 1, [vm(1), vm(2)], { id: round.toString(16).padStart(16, '0') });
  for (let round = 0; round < 8; round += 1) offer(lone, ofRound(round));
  t.match(sole(offer(lone, ofRound(8)), 'token-ack'), { accepted: false, reason: 'busy with 9 tokens' });
});

t.test('a host that leaves takes no token and answers on', async (t) => {
  const lone = hosting(vm(1));
  lone.step({ type: 'leave' });
  const refused = sole(offer(lone, tokenFor(vm(1), 1)), 'token-ack');
  t.match(refused, { accepted: false, reason: 'the agent is stopping' });
  const asked = lone.hear({ type: 'location-request', request: 1, vm: vm(1) }, there);
  t.match(sole(asked, 'location-response'), { hosted: true });
  const domain = { domainUuid: uuidOf(vm(9)), macs: [macOf(vm(9))], memoryMiB: 1 };
  const room = lone.hear({ type: 'capacity-request', request: 2, vm: vm(9), ...domain, reserve: true }, there);
  t.match(sole(room, 'capacity-response'), { granted: false, reason: 'host-leaving: the agent is stopping' });
});

t.test(
  'a refused offer goes to another VM under the next sequence, and the refused hop is never granted',
  async (t) => {
    const lone = hosting(vm(1));
    const { token } = sole(granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2), vm(3)])), 'token');
    const fourth = token.copy();
    const refusal = { type: 'token-ack', ...hopFields(fourth), host: there, accepted: false, vms: [] } as const;
    const effects: Effect[] = [];
    for (let refused = 0; refused < 20; refused += 1) {
      effects.push(...lone.hear({ ...refusal, reason: 'the VM does not run here' }), ...lone.pass(500));
    }
    const fifth = messagesOf(effects, 'token').at(-1)!.token.header;
    t.match(fifth, { holder: vm(3), sequence: 5, generation: fourth.header.generation });
    const late = lone.hear({ ...refusal, accepted: true, reason: '', incarnation: 77 });
    t.same([states(late), messagesOf(late, 'token-grant').length], [['withdrawn'], 0]);
  },
);

t.test('a token that is steered back to its sender is not taken for handed over', async (t) => {
  const lone = hosting(vm(1));
  const sent = sole(granted(lone, tokenFor(vm(1), 3)), 'token').token;
  const ack = sole(offer(lone, sent, here), 'token-ack');
  t.match(ack, { accepted: false, reason: 'the VM does not run here' });
  lone.hear(ack, here);
  t.equal(lone.agent.holder.state, 'passing');
  t.match(sole(lone.pass(600), 'token').token.header, { sequence: 4 }, 'it goes out again');
});

t.test('a token that comes back because its VM has just arrived here is held', async (t) => {
  const lone = hosting(vm(1));
  const sent = sole(granted(lone, tokenFor(vm(1), 3)), 'token').token;
  lone.host(vm(1), vm(2));
  const effects = offer(lone, sent, here);
  t.same(decided(effects), [vm(2)]);
  t.match(sole(effects, 'round-end'), { hops: 4, reason: '1 rounds made' });
  t.equal(lone.agent.holder.state, 'idle');
});

t.test('the next generation comes while the VM still decides under the one before: this host has it', async (t) => {
  const lone = hosting(vm(1));
  lone.talk([[vm(1), vm(9), 1_000_000]]);
  const old = tokenFor(vm(1), 3);
  granted(lone, old);
  t.equal(lone.agent.holder.state, 'deciding');
  const next = old.copy(numberOf(2, 7));
  Object.assign(next.header, { sequence: 9 });
  t.same(states(granted(lone, next)), ['holding'], 'and not that it has gone on');
  const rest = lone.pass(20_000);
  t.match(
    messagesOf(rest, 'token')[0]?.token.header,
    { generation: numberOf(2, 7) },
    'which goes on when the VM has decided',
  );
});
