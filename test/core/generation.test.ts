// Numbers that order lives of a token and versions of an order: always above, never used up by one message.
import t from 'tap';
import { halvesOf, isPlausible, MAX_COUNTER, numberAbove, numberOf } from '../../agent/core/generation.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { Lone, logsOf, messagesOf } from './lone.js';

t.test('the next number is above the one before, also when the counters are used up', async (t) => {
  t.same(halvesOf(numberAbove(numberOf(3, 0xffffffff), () => 0)), { counter: 4, tag: 0 });
  let number = numberOf(MAX_COUNTER, 5);
  for (let i = 0; i < 1_000; i += 1) {
    const next = numberAbove(number, () => 0.999);
    t.ok(next > number && Number.isSafeInteger(next) && halvesOf(next).counter === MAX_COUNTER);
    number = next;
  }
});

t.test('a number far ahead of all that is known is no number that came about by counting', async (t) => {
  t.ok(isPlausible(numberOf(65_537, 0), numberOf(1, 9)));
  t.notOk(isPlausible(numberOf(65_538, 0), numberOf(1, 9)));
});

t.test('one message with the highest version, epoch or generation changes nothing', async (t) => {
  const lone = new Lone();
  const vm = ipv4('10.1.0.1') as Ipv4;
  lone.host(vm);
  const before = lone.agent.orders.current();
  const version = numberOf(MAX_COUNTER, 0xffffffff);
  const refused = lone.hear({ type: 'order-request', request: 1, version, paused: true, epoch: 0 });
  t.same(lone.agent.orders.current(), before);
  t.match(messagesOf(refused, 'order-response'), [before]);
  t.match(logsOf(refused), ['order refused: it is too far ahead to be one']);
  lone.hear({ type: 'order-request', request: 2, version: numberOf(1, 1), paused: true, epoch: 2 ** 32 - 1 });
  t.same(lone.agent.orders.current(), before);
  const tokenId = '0123456789abcdef';
  lone.hear({ type: 'token-state', tokenId, generation: version, sequence: 1, state: 'superseded', host: vm });
  t.equal(lone.agent.memory.generation(tokenId), 0);
});
