// One host that has not seen a token for long, and one that is asked about it: whom it asks and when, what it concludes,
// what it answers. What a whole cluster makes of it is survival.test.ts's.
import t from 'tap';
import { halvesOf, numberOf } from '../../agent/core/generation.js';
import type { Sight, TokenSighting } from '../../agent/core/messages.js';
import type { Effect } from '../../agent/core/steps.js';
import type { Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { accepted, granted, here, hopFields, Lone, messagesOf, offer, sends, sole, there } from './lone.js';
import { tokenFor } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const origin = ipv4('10.0.4.1');
const others = ['10.0.1.2', '10.0.2.1'].map(ipv4);
const first = numberOf(1, 0);
const tokenId = '0123456789abcdef';

/** A host of VM 1 through which a token has passed to VM 2, there; somebody after that holds it. */
function passedOn(): { lone: Lone; token: Token } {
  const lone = new Lone();
  lone.host(vm(1));
  const token = sole(granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2)], { origin })), 'token').token.copy();
  accepted(lone, token, there);
  lone.hear({ type: 'token-state', ...hopFields(token), state: 'moved', host: there });
  return { lone, token };
}

function inquiries(effects: readonly Effect[]): { to: Ipv4; request: number }[] {
  return sends(effects).flatMap(({ to, message }) =>
    message.type === 'token-inquiry' ? [{ to, request: message.request }] : [],
  );
}

/** Waits until it asks. */
function untilAsking(lone: Lone): { to: Ipv4; request: number }[] {
  for (let second = 0; second < 4_000; second += 1) {
    const asked = inquiries(lone.pass(1_000));
    if (asked.length > 0) return asked;
  }
  throw new Error('it never asks');
}

function answer(lone: Lone, { to, request }: { to: Ipv4; request: number }, changes: Partial<TokenSighting>): Effect[] {
  const nothing = {
    sight: 'unknown',
    generation: 0,
    copyGeneration: 0,
    sequence: 0,
    ageMs: 0,
    inquiring: false,
  } as const;
  return lone.hear({ type: 'token-sighting', request, host: to, ...nothing, ...changes }, to);
}

function sightOf(lone: Lone, generation = first): TokenSighting {
  return sole(
    lone.hear({ type: 'token-inquiry', request: 1, tokenId, generation, sequence: 1, host: there }),
    'token-sighting',
  );
}

t.test(
  'after a minute of silence and up to 15 s more it asks the origin and its successor, then everybody else',
  async (t) => {
    const { lone } = passedOn();
    t.same(inquiries(lone.pass(59_000)), []);
    const asked = untilAsking(lone);
    t.ok(lone.nowMs <= 77_000, `${lone.nowMs} ms`);
    t.same(asked.map(({ to }) => to).sort(), [there, origin].sort());
    const rest = asked.flatMap((each) => inquiries(answer(lone, each, {})));
    t.same(rest.map(({ to }) => to).sort(), [...others].sort());
    const end = rest.flatMap((each) => answer(lone, each, {}));
    const next = messagesOf(end, 'token')[0]!.token.header;
    t.equal(halvesOf(next.generation).counter, 2);
    t.match(next, { holder: vm(2), sequence: 5 }, 'VM 2 is tried first: only its hop is known to be lost');
  },
);

t.test('nobody at all answers: it is this host that is cut off, and it goes on waiting', async (t) => {
  const { lone } = passedOn();
  untilAsking(lone);
  const effects = lone.pass(20_000);
  t.same([lone.agent.holder.state, messagesOf(effects, 'token').length], ['idle', 0]);
  const again = untilAsking(lone);
  t.ok(again.length > 0, 'and asks again later');
});

t.test('one word of the few who know most is enough', async (t) => {
  for (const [sight, changes] of [
    ['here', {}],
    ['custody', {}],
    ['seen', { ageMs: 1_000, copyGeneration: first, sequence: 9 }],
    ['ended', {}],
  ] as const) {
    const { lone } = passedOn();
    const [one, two] = untilAsking(lone);
    answer(lone, one!, {});
    const effects = answer(lone, two!, { sight, generation: first, ...changes });
    t.same(inquiries(effects), [], sight);
    t.equal(lone.agent.memory.hasEnded(tokenId), sight === 'ended');
    const silence = inquiries(lone.pass(58_000));
    t.same(silence, [], `${sight}: patience begins anew`);
    t.equal(inquiries(lone.pass(30_000)).length > 0, sight !== 'ended', sight);
  }
});

t.test('another host has a newer copy: it is asked to go on', async (t) => {
  const { lone } = passedOn();
  const asked = untilAsking(lone);
  const copy = { sight: 'seen', generation: first, copyGeneration: first, sequence: 9, ageMs: 90_000 } as const;
  const rest = asked.flatMap((each) => inquiries(answer(lone, each, each.to === there ? copy : {})));
  const end = rest.flatMap((each) => answer(lone, each, {}));
  const [revival] = sends(end).filter(({ message }) => message.type === 'token-revival');
  t.match(revival, { to: there, message: { tokenId, generation: first, sequence: 9 } });
  t.equal(lone.agent.holder.state, 'idle');
});

t.test('who is asked to go on does so only with that copy, if nothing has come by meanwhile, and once', async (t) => {
  const { lone, token } = passedOn();
  const revival = { type: 'token-revival', ...hopFields(token) } as const;
  lone.hear(revival);
  t.equal(lone.agent.holder.state, 'idle', 'it was here a moment ago');
  lone.pass(31_000);
  lone.hear({ ...revival, sequence: 3 });
  lone.hear({ ...revival, generation: numberOf(2, 0) });
  t.equal(lone.agent.holder.state, 'idle', 'another copy');
  const effects = lone.hear(revival);
  t.equal(messagesOf(effects, 'token').length, 1);
  t.equal(halvesOf(lone.agent.holder.sight()!.token.header.generation).counter, 2);
  t.equal(messagesOf(lone.hear(revival), 'token').length, 0);
});

t.test('what it answers of a token that it never saw, awaits, holds, watches, saw, or knows to be over', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const sights: Sight[] = [];
  const note = (): unknown => sights.push(sightOf(lone).sight);
  note();
  const token = tokenFor(vm(1), 3, [vm(1), vm(2)]);
  const { incarnation } = sole(offer(lone, token), 'token-ack');
  note();
  const grant = { type: 'token-grant', ...hopFields(token), incarnation: incarnation! } as const;
  const passed = sole(lone.hear(grant), 'token').token.copy();
  note();
  accepted(lone, passed, there);
  note();
  lone.hear({ type: 'token-state', ...hopFields(passed), state: 'moved', host: there });
  lone.pass(7_000);
  note();
  t.match(sightOf(lone), { host: here, generation: first, copyGeneration: first, sequence: 4, ageMs: 7_000 });
  lone.hear({ type: 'token-state', ...hopFields(passed), state: 'ended', host: there });
  note();
  t.same(sights, ['unknown', 'here', 'here', 'custody', 'seen', 'ended']);
});

t.test('a token of a lower generation than the asker knows is not held here any more', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2)]));
  t.equal(lone.agent.holder.state, 'passing');
  t.not(sightOf(lone, numberOf(2, 3)).sight, 'here');
});

t.test('the origin does not forget that a round has ended in a later generation than it knew', async (t) => {
  const { lone } = passedOn();
  lone.agent.origin.open(tokenFor(vm(1), 0, [vm(1)]));
  const totals = { rounds: 1, hops: 9, migrations: 0, failures: 0, slots: 2, stays: {} };
  const generation = numberOf(2, 9);
  lone.hear({ type: 'round-end', request: 3, tokenId, generation, reason: '1 rounds made', ...totals });
  t.equal(sightOf(lone, generation).sight, 'ended');
});

t.test('a paused host does not search', async (t) => {
  const { lone } = passedOn();
  lone.step({ type: 'order', order: 'pause', reply: 1 });
  t.same(inquiries(lone.pass(600_000)), []);
  lone.step({ type: 'order', order: 'resume', reply: 2 });
  t.ok(untilAsking(lone).length > 0);
});

t.test('a token of a retired epoch is not searched for', async (t) => {
  const { lone } = passedOn();
  lone.step({ type: 'order', order: 'retire', reply: 1 });
  t.same(inquiries(lone.pass(600_000)), []);
});
