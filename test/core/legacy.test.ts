// Agents from before grants: their tokens come without the mark of an offer, and they acknowledge without an incarnation.
// What they do together with present agents on the wire is test/upgrade's.
import t from 'tap';
import { numberOf } from '../../agent/core/generation.js';
import type { Effect } from '../../agent/core/steps.js';
import type { Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { granted, hopFields, Lone, messagesOf, offer, ofType, sends, sole, there } from './lone.js';
import { tokenFor as anyToken } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const tokenFor = (holder: Ipv4, sequence: number, vms = [vm(1), vm(2)]): Token => anyToken(holder, sequence, vms);

/** A token as an agent from before grants sends it. */
const hear = (lone: Lone, token: Token): Effect[] => lone.hear({ type: 'token', token: token.copy() });

/** Such an agent's acknowledgement. */
function taken(lone: Lone, token: Token): Effect[] {
  return lone.hear({ type: 'token-ack', ...hopFields(token), host: there, accepted: true, reason: '', vms: [] });
}

function hosting(...vms: Ipv4[]): Lone {
  const lone = new Lone();
  lone.host(...vms);
  return lone;
}

t.test('a token without the mark is acted on at once, and acknowledged without an incarnation', async (t) => {
  const lone = hosting(vm(1));
  const effects = hear(lone, tokenFor(vm(1), 3));
  const ack = sole(effects, 'token-ack');
  t.match(ack, { accepted: true, sequence: 3 });
  t.notOk('incarnation' in ack);
  t.equal(ofType(effects, 'decided').length, 1);
  t.match(sole(effects, 'token').token.header, { holder: vm(2), sequence: 4 });
});

t.test('a hop that arrives twice is acknowledged twice and acted on once', async (t) => {
  const lone = hosting(vm(1));
  hear(lone, tokenFor(vm(1), 3));
  const second = hear(lone, tokenFor(vm(1), 3));
  t.same(
    sends(second).map(({ message }) => message.type),
    ['token-ack'],
  );
  t.match(sole(second, 'token-ack'), { accepted: true });
});

t.test('an acknowledgement without an incarnation: the token has gone, and nobody is watched', async (t) => {
  const lone = hosting(vm(1));
  const { token } = sole(granted(lone, tokenFor(vm(1), 3)), 'token');
  const effects = taken(lone, token);
  t.match(messagesOf(effects, 'token-state'), [{ sequence: 3, state: 'moved' }], 'the predecessor may let go too');
  t.same(lone.agent.holder.handover.custody.list(), []);
  t.notOk(lone.agent.holder.isNeeded);
  const later = lone.pass(59_000);
  t.same([messagesOf(later, 'token-grant').length, messagesOf(later, 'token').length], [0, 0]);
});

t.test('a predecessor that knows no grants is told nothing', async (t) => {
  const lone = hosting(vm(1));
  const { token } = sole(hear(lone, tokenFor(vm(1), 3)), 'token');
  t.equal(messagesOf(taken(lone, token), 'token-state').length, 0);
});

t.test('a dead token from before grants is taken off its sender, who reads nothing but an acceptance', async (t) => {
  const ended = hosting(vm(1));
  t.equal(messagesOf(hear(ended, tokenFor(vm(1), 3, [vm(1)])), 'round-end').length, 1);
  for (const sequence of [3, 4]) {
    const effects = hear(ended, tokenFor(vm(1), sequence, [vm(1), vm(2)]));
    t.match(sole(effects, 'token-ack'), { accepted: true, sequence });
    t.same([ofType(effects, 'decided').length, ended.agent.holder.state], [0, 'idle']);
  }
  const superseded = hosting(vm(1));
  const generation = numberOf(2, 5);
  superseded.hear({
    type: 'token-state',
    ...hopFields(tokenFor(vm(1), 1)),
    generation,
    state: 'superseded',
    host: there,
  });
  const effects = hear(superseded, tokenFor(vm(1), 3));
  t.match(sole(effects, 'token-ack'), { accepted: true, sequence: 3, generation: numberOf(1, 0) });
  t.same([ofType(effects, 'decided').length, superseded.agent.holder.state], [0, 'idle']);
});

t.test('a later hop shows that the token was taken although no acknowledgement came', async (t) => {
  const lone = hosting(vm(1));
  hear(lone, tokenFor(vm(1), 3, [vm(1), vm(2), vm(3)]));
  t.equal(lone.agent.holder.state, 'passing');
  const effects = hear(lone, tokenFor(vm(1), 5, [vm(1), vm(2), vm(3)]));
  t.match(sole(effects, 'token-ack'), { accepted: true, sequence: 5 });
  t.match(sole(effects, 'token').token.header, { sequence: 6 });
});

t.test('its offer awaits no grant when it comes again without the mark', async (t) => {
  const lone = hosting(vm(1));
  const token = tokenFor(vm(1), 3);
  offer(lone, token);
  t.equal(lone.agent.holder.state, 'idle', 'the sender was of the present version');
  const later = hear(lone, tokenFor(vm(1), 4));
  t.match(sole(later, 'token-ack'), { accepted: true, sequence: 4 });
  t.equal(lone.agent.holder.state, 'passing', 'hop 4 came from an agent without grants');
});

t.test('a token that waits here goes on waiting when the one before it comes back at a later hop', async (t) => {
  const lone = hosting(vm(1), vm(2));
  const idOf = (digit: string) => digit.repeat(16);
  const from = (id: string, holder: Ipv4, sequence: number): Token => {
    const token = anyToken(holder, sequence, [vm(1), vm(2), vm(9)], { id: idOf(id), migrationCost: 1e12 });
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
  const back = from('a', vm(2), 5);
  back.visited[back.indexOf(vm(2))] = 0;
  const effects = hear(lone, back);
  t.equal(lone.agent.holder.sight()!.token.header.id, idOf('a'), 'the one that came is held');
  const { request } = sole(effects, 'location-request');
  const place = { vm: vm(9), host: there, hosted: true, others: [] };
  const onward = sole(lone.hear({ type: 'location-response', request, ...place }), 'token').token;
  t.equal(onward.header.id, idOf('a'));
  t.equal(sole(taken(lone, onward), 'token').token.header.id, idOf('b'), 'and neither is lost');
});
