// What an agent does not forget: written down before anybody relies on it, there again after a restart; and how
// careful an agent is that has lost it.
import t from 'tap';
import { numberOf } from '../../agent/core/generation.js';
import { Memory } from '../../agent/core/memory.js';
import { MAX_REMEMBERED_TOKENS, NOTHING } from '../../agent/core/remembered.js';
import type { Effect } from '../../agent/core/steps.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { contextOf, domainOf, Lone, offer, ofType, sole, uuidOf } from './lone.js';
import { tokenFor } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

function ask(lone: Lone, n: number, changes: { reserve?: boolean; renewal?: boolean } = {}): Effect[] {
  const domain = { domainUuid: uuidOf(vm(n)), macs: ['52:54:00:00:00:01'], memoryMiB: 1_024 };
  return lone.hear({ type: 'capacity-request', request: n, vm: vm(n), ...domain, reserve: true, ...changes });
}
const answer = (effects: readonly Effect[]) => sole(effects, 'capacity-response');
/** Where the first effect of this kind stands, or the first message of it. */
const at = (effects: readonly Effect[], kind: string): number =>
  effects.findIndex((effect) => effect.type === kind || (effect.type === 'send' && effect.message.type === kind));

t.test('a promise is written down before it is answered, and forgotten when it is given back', async (t) => {
  const lone = new Lone();
  const effects = ask(lone, 9);
  t.ok(at(effects, 'remember') >= 0 && at(effects, 'remember') < at(effects, 'capacity-response'));
  t.match(lone.remembered.promises, [{ uuid: uuidOf(vm(9)), vm: vm(9), memoryMiB: 1_024 }]);
  t.equal(ofType(ask(lone, 9, { renewal: true }), 'remember').length, 0, 'a renewal changes nothing');
  t.equal(ofType(ask(lone, 8, { reserve: false }), 'remember').length, 0, 'a question neither');
  lone.hear({ type: 'reservation-release', vm: vm(9), domainUuid: uuidOf(vm(9)) });
  t.same(lone.remembered.promises, []);
});

t.test('a generation is written down before the token is accepted, an end before it is told', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const generation = numberOf(3, 7);
  const effects = offer(lone, tokenFor(vm(1), 3, [vm(1)], { generation }));
  t.ok(at(effects, 'remember') >= 0 && at(effects, 'remember') < at(effects, 'token-ack'));
  t.same(lone.remembered.tokens, [{ id: '0123456789abcdef', generation, ended: false }]);
  const { incarnation } = sole(effects, 'token-ack');
  const hop = { tokenId: '0123456789abcdef', generation, sequence: 3 };
  lone.hear({ type: 'token-grant', ...hop, incarnation: incarnation! });
  t.same(lone.remembered.tokens, [{ id: '0123456789abcdef', generation, ended: true }]);
});

t.test('an order is written down before it is told to anybody', async (t) => {
  const lone = new Lone();
  const given = lone.step({ type: 'order', order: 'pause', reply: 1 });
  t.ok(at(given, 'remember') >= 0 && at(given, 'remember') < at(given, 'order-request'));
  const heard = lone.hear({ type: 'order-request', request: 1, version: numberOf(9, 9), paused: false, epoch: 3 });
  t.ok(at(heard, 'remember') >= 0 && at(heard, 'remember') < at(heard, 'order-response'));
});

t.test('promises survive a restart: the room stays taken until it expires anew', async (t) => {
  const lone = new Lone({ slots: 1 });
  t.ok(answer(ask(lone, 9)).granted);
  lone.nowMs = 20_000;
  lone.restart();
  t.match(answer(ask(lone, 8)), { granted: false, reason: 'no free slot (0 used, 1 reserved)' });
  t.match(answer(ask(lone, 9)), { granted: true }, 'for the VM that it was promised to');
  lone.restart();
  lone.pass(29_999);
  t.notOk(answer(ask(lone, 8)).granted);
  lone.pass(1);
  t.ok(answer(ask(lone, 8)).granted, 'nobody has renewed it for its time to live');
});

t.test('a VM that arrives after the restart is known by its address, and takes its promise’s place', async (t) => {
  const lone = new Lone({ slots: 2 });
  ask(lone, 9);
  lone.restart();
  lone.step({ type: 'domains', domains: [domainOf(vm(9), { macs: ['52:54:00:00:00:01'] })] });
  t.ok(lone.agent.local.get(vm(9)));
  t.match(lone.agent.reservations.capacity(), { usedSlots: 1, reservedSlots: 0 });
  t.same(lone.remembered.promises, []);
});

t.test('without its memory an agent promises nothing new for a promise’s life, but honours renewals', async (t) => {
  const lone = new Lone({ slots: 2 });
  lone.restartBlank();
  const refused = { granted: false, reason: 'the agent has started without its memory' };
  t.match(answer(ask(lone, 9)), refused);
  t.match(answer(ask(lone, 9, { reserve: false })), refused);
  t.match(answer(ask(lone, 8, { renewal: true })), { granted: true });
  t.match(lone.agent.reservations.capacity(), { reservedSlots: 1 });
  lone.pass(29_999);
  t.match(answer(ask(lone, 9)), refused);
  lone.pass(1);
  t.ok(answer(ask(lone, 9)).granted);
});

t.test('a memory that lacks promises keeps the rest, and is as careful as none', async (t) => {
  const lone = new Lone();
  ask(lone, 9);
  lone.step({ type: 'order', order: 'pause', reply: 1 });
  lone.step({ type: 'order', order: 'resume', reply: 2 });
  const order = lone.agent.orders.current();
  lone.remembered = { ...lone.remembered, promises: [], promisesLost: true };
  lone.restart();
  t.same(lone.agent.orders.current(), order);
  t.match(answer(ask(lone, 9)), { granted: false, reason: 'the agent has started without its memory' });
  t.match(answer(ask(lone, 8, { renewal: true })), { granted: true });
  t.match(lone.remembered, { promisesLost: true, promises: [{ vm: vm(8) }] }, 'one of several, perhaps');
  lone.pass(10_000);
  lone.restart();
  t.match(answer(ask(lone, 9)), { granted: false }, 'nor does a second restart give it away');
  lone.pass(29_999);
  t.equal(lone.remembered.promisesLost, true);
  lone.pass(1);
  t.notOk('promisesLost' in lone.remembered, 'all of them have expired');
  t.same(lone.agent.orders.current(), order);
});

t.test(
  'without its memory it cannot know that there is room for what was promised: renewals are bounded too',
  async (t) => {
    const lone = new Lone({ slots: 1 });
    lone.restartBlank();
    t.ok(answer(ask(lone, 8, { renewal: true })).granted);
    t.match(answer(ask(lone, 9, { renewal: true })), { granted: false, reason: /^no free slot/ });
  },
);

t.test('generations only rise; an end holds for its generation and lower ones', async (t) => {
  const context = contextOf();
  const memory = new Memory(context, NOTHING);
  const saves = (): number => ofType(context.effects, 'remember').length;
  const [low, high] = [numberOf(1, 9), numberOf(2, 1)];
  memory.sawGeneration('a', low);
  memory.sawGeneration('a', low);
  t.same([memory.generation('a'), saves()], [low, 1], 'written once');
  memory.sawGeneration('a', high);
  memory.sawGeneration('a', low);
  t.same([memory.generation('a'), saves()], [high, 2]);
  memory.ended('a', low);
  t.same([memory.hasEnded('a'), saves()], [false, 2], 'a lower generation’s end is no end');
  memory.ended('a', high);
  memory.ended('a', high);
  t.same([memory.hasEnded('a'), saves()], [true, 3]);
  const again = new Memory(contextOf(), ofType(context.effects, 'remember').at(-1)!.remembered);
  t.same([again.generation('a'), again.hasEnded('a'), again.isBlank], [high, true, false]);
});

t.test('it remembers a bounded number of tokens, the latest', async (t) => {
  const context = contextOf();
  const memory = new Memory(context, NOTHING);
  for (let n = 0; n <= MAX_REMEMBERED_TOKENS; n += 1) memory.sawGeneration(`${n}`, numberOf(1, n));
  const { tokens } = ofType(context.effects, 'remember').at(-1)!.remembered;
  t.equal(tokens.length, MAX_REMEMBERED_TOKENS);
  t.same([tokens[0]!.id, tokens.at(-1)!.id], ['1', `${MAX_REMEMBERED_TOKENS}`], 'the latest last');
  const again = new Memory(contextOf(), { ...NOTHING, tokens });
  again.sawGeneration('new', numberOf(1, 0));
  t.same([again.generation('1'), again.generation('2')], [0, numberOf(1, 2)], 'and in that order after a restart');
});
