// Questions to other agents: sent again, bounded in flight, and answered once.
import t from 'tap';
import type { Response } from '../../agent/core/messages.js';
import { type AskOptions, Requests } from '../../agent/core/requests.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { contextOf, port, sends, there } from './lone.js';

function requestsOf(limits: { timeoutMs?: number; attempts?: number; maxInFlight?: number } = {}) {
  const context = contextOf({ requests: { timeoutMs: 100, attempts: 3, maxInFlight: 256, ...limits } });
  const requests = new Requests(context);
  const answers: (Response | undefined)[] = [];
  const ask = (vm: number, options?: AskOptions) => {
    const message = { type: 'location-request', request: 0, vm: vm as Ipv4 } as const;
    requests.ask({ address: there, port }, message, (answer) => answers.push(answer), options);
  };
  /** Lets the time pass to the moment, waking the requests at their deadlines. */
  const until = (endMs: number) => {
    for (let due = requests.nextDeadlineMs(); due <= endMs; due = requests.nextDeadlineMs()) {
      context.nowMs = due;
      requests.tick();
    }
    context.nowMs = endMs;
  };
  const sent = () => sends(context.effects).map(({ message }) => message as { request: number; vm: number });
  const answer = (request: number) =>
    requests.answered({
      type: 'location-response',
      request,
      vm: ipv4('10.1.0.1'),
      host: there,
      hosted: true,
      others: [],
    });
  return { context, requests, ask, answer, answers, sent, until };
}

t.test('goes out again after 1, 2, 4 timeouts, with the same number, then ends without an answer', async (t) => {
  const { context, ask, answers, sent, until } = requestsOf();
  const sentBy = (ms: number): number => {
    until(ms);
    return sent().length;
  };
  ask(1);
  t.same([sentBy(99), sentBy(100), sentBy(299), sentBy(300)], [1, 2, 2, 3]);
  until(699);
  t.same(answers, []);
  until(700);
  t.same(answers, [undefined]);
  t.equal(new Set(sent().map(({ request }) => request)).size, 1);
  t.equal(context.effects.length, 3);
});

t.test('an answer ends it; a second one, and one that comes too late, are nobody’s', async (t) => {
  const { ask, answer, answers, sent, until, requests } = requestsOf({ attempts: 1 });
  ask(1);
  ask(2);
  const [first, second] = sent().map(({ request }) => request) as [number, number];
  answer(first);
  answer(first);
  t.equal(answers.length, 1);
  until(100);
  answer(second);
  t.same(answers.length, 2);
  t.equal(answers[1], undefined);
  t.equal(requests.nextDeadlineMs(), Number.POSITIVE_INFINITY);
});

t.test('no more are in flight than allowed; the rest goes out in order as room comes', async (t) => {
  const { ask, answer, sent, until } = requestsOf({ maxInFlight: 2, attempts: 1 });
  for (const vm of [1, 2, 3, 4, 5]) ask(vm);
  t.same(
    sent().map(({ vm }) => vm),
    [1, 2],
  );
  answer(sent()[1]!.request);
  t.same(
    sent().map(({ vm }) => vm),
    [1, 2, 3],
  );
  until(100);
  t.same(
    sent().map(({ vm }) => vm),
    [1, 2, 3, 4, 5],
    'silence makes room as well',
  );
});

t.test('a sweep waits for everything else', async (t) => {
  const { ask, answer, sent } = requestsOf({ maxInFlight: 1 });
  for (const vm of [1, 2, 3]) ask(vm, { background: true });
  ask(9);
  answer(sent()[0]!.request);
  t.same(
    sent().map(({ vm }) => vm),
    [1, 9],
  );
  answer(sent()[1]!.request);
  t.same(
    sent().map(({ vm }) => vm),
    [1, 9, 2],
  );
});

t.test('asking from within an answer works', async (t) => {
  const { context, requests, answer, sent } = requestsOf({ maxInFlight: 1, attempts: 1 });
  const message = { type: 'inventory-request', request: 0 } as const;
  const done: string[] = [];
  const then = () => requests.ask({ address: there, port }, message, () => done.push('second'));
  requests.ask({ address: there, port }, message, () => [done.push('first'), then()]);
  context.nowMs = 100;
  requests.tick();
  answer(sent()[1]!.request);
  t.same(done, ['first', 'second']);
});

t.test('64 go out at once, the next as answers come or the first repeats', async (t) => {
  const { ask, answer, sent, until } = requestsOf();
  for (let vm = 1; vm <= 300; vm += 1) ask(vm);
  t.equal(sent().length, 64);
  for (const { request } of sent().slice(0, 10)) answer(request);
  t.equal(sent().length, 74);
  until(100);
  t.equal(sent().length, 74 + 64 + 64, 'what was repeated does not hold up the others');
  until(300);
  t.equal(new Set(sent().map(({ vm }) => vm)).size, 10 + 256, 'up to as many as may be under way in all');
});

t.test('a request that is forgotten is neither sent nor answered', async (t) => {
  const { requests, context, sent, answer } = requestsOf();
  const answers: unknown[] = [];
  const message = { type: 'location-request', request: 0, vm: ipv4('10.1.0.1') } as const;
  const forget = Array.from({ length: 66 }, () => {
    return requests.ask({ address: there, port }, message, (response) => answers.push(response));
  });
  t.equal(sent().length, 64);
  forget[64]!();
  forget[0]!();
  forget[0]!();
  t.equal(sent().length, 65, 'its place goes to the next one that is still wanted');
  answer(sent()[0]!.request);
  context.nowMs = 10_000;
  requests.tick();
  t.same(answers, []);
});
