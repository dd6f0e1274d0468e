// The watch over a successor: how often it is asked, when it counts as lost, what the copy here becomes then, and
// when this host lets go. Hand-worked, one agent; several together are survival.test.ts's.
import t from 'tap';
import { halvesOf, numberOf } from '../../agent/core/generation.js';
import type { HopState } from '../../agent/core/messages.js';
import type { Effect } from '../../agent/core/steps.js';
import type { Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { accepted, granted, hopFields, Lone, logsOf, messagesOf, ofType, sends, sole, there } from './lone.js';
import { tokenFor } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const predecessor = ipv4('10.0.4.1');
const LOST = 'token lost: going on with the copy here';

/** A host of VM 1 that has passed hop 4 on to `there`, which has VMs 2 and 3; VM 4 is elsewhere. */
function handedOn(): { lone: Lone; token: Token; effects: Effect[] } {
  const lone = new Lone();
  lone.host(vm(1));
  const effects = granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2), vm(3), vm(4)]), predecessor);
  const token = sole(effects, 'token').token.copy();
  return { lone, token, effects: accepted(lone, token, there, [vm(2), vm(3)]) };
}

/** What the successor says of the hop. */
function says(lone: Lone, token: Token, state: HopState, generation = token.header.generation): Effect[] {
  const { tokenId, sequence } = hopFields(token);
  return lone.hear({ type: 'token-state', tokenId, generation, sequence, state, host: there });
}

const grants = (effects: readonly Effect[]): number => messagesOf(effects, 'token-grant').length;
const isWatching = ({ agent }: Lone): boolean => agent.holder.handover.custody.list().length > 0;

t.test('the grant follows the acceptance, names the incarnation, and goes to the host itself', async (t) => {
  const { lone, token, effects } = handedOn();
  const [grant] = sends(effects).filter(({ message }) => message.type === 'token-grant');
  t.match(grant, { to: there, message: { ...hopFields(token), incarnation: 77 } });
  t.same([lone.agent.holder.state, lone.agent.holder.isNeeded], ['idle', true], 'needed until the successor holds');
  t.equal(messagesOf(effects, 'token-state').length, 0, 'the predecessor is not told before that');
  const told = says(lone, token, 'holding');
  const [moved] = sends(told);
  t.match(moved, { to: predecessor, message: { type: 'token-state', state: 'moved', sequence: 3 } });
  t.notOk(lone.agent.holder.isNeeded);
  t.same(sends(says(lone, token, 'holding')), [], 'and only once');
});

t.test('a grant that nobody confirms is repeated 250, 750, 1750 ms after it, then every 1.5 s', async (t) => {
  const { lone } = handedOn();
  t.same(
    [249, 1, 500, 1_000, 1_500, 1_500].map((ms) => grants(lone.pass(ms))),
    [0, 1, 1, 1, 1, 1],
  );
});

t.test('a successor that holds is asked every 1.5 s, and each answer starts the count anew', async (t) => {
  const { lone, token } = handedOn();
  says(lone, token, 'holding');
  lone.pass(1_000);
  for (let probe = 0; probe < 40; probe += 1) {
    t.equal(grants(lone.pass(1_500)), 1, `probe ${probe}`);
    says(lone, token, 'holding');
  }
  t.ok(isWatching(lone));
});

t.test('eight probes in a row without an answer, 12 s: the next generation goes on from the copy here', async (t) => {
  const { lone, token } = handedOn();
  says(lone, token, 'holding');
  const startMs = lone.nowMs;
  // The last answer was to the grant itself; the repetition of that is due after 250 ms.
  const effects = lone.pass(11_000);
  t.notOk(logsOf(effects).includes(LOST));
  t.ok(isWatching(lone));
  const late = lone.pass(3_000);
  t.equal(grants([...effects, ...late]), 8);
  t.ok(logsOf(late).includes(LOST));
  t.notOk(isWatching(lone));
  const next = messagesOf(late, 'token')[0]!.token;
  const { counter } = halvesOf(next.header.generation);
  t.match(next.header, { holder: vm(4), sequence: 5, lostHosts: [there] }, 'VMs 2 and 3 are left out, VM 4 is next');
  t.equal(counter, 2);
  t.equal(next.header.stays['host-lost'], 2);
  t.match(lone.remembered.tokens, [{ generation: next.header.generation }], 'written down before it goes out');
  const order = late.map(({ type }) => type);
  t.ok(order.indexOf('remember') < late.findIndex((each) => each.type === 'send' && each.message.type === 'token'));
  t.ok(lone.nowMs - startMs <= 14_000);
});

t.test('a successor that knows nothing of the hop is lost at once', async (t) => {
  const { lone, token } = handedOn();
  says(lone, token, 'holding');
  const effects = says(lone, token, 'unknown');
  t.ok(logsOf(effects).includes(LOST));
  t.match(sole(effects, 'token').token.header, { holder: vm(4), sequence: 5 });
});

t.test('a successor that has restarted and accepts again is lost at once, too', async (t) => {
  const { lone, token } = handedOn();
  const ack = { type: 'token-ack', ...hopFields(token), host: there, accepted: true, reason: '', vms: [] } as const;
  t.equal(grants(lone.hear({ ...ack, incarnation: 77 }, there)), 1, 'the same one gets the grant again');
  const effects = lone.hear({ ...ack, incarnation: 78 }, there);
  t.same([grants(effects), logsOf(effects).includes(LOST)], [0, true]);
  t.match(sole(effects, 'token').token.header, { holder: vm(4), sequence: 5 });
});

t.test('another host’s acceptance of a granted hop is turned down', async (t) => {
  const { lone, token } = handedOn();
  const ack = { type: 'token-ack', ...hopFields(token), host: predecessor, accepted: true, reason: '' } as const;
  const effects = lone.hear({ ...ack, incarnation: 5, vms: [] }, predecessor);
  t.match(sole(effects, 'token-state'), { state: 'withdrawn', sequence: 4 });
  t.equal(grants(effects), 0);
});

t.test('`moved`: somebody after the successor holds, so the copy here is let go', async (t) => {
  const { lone, token } = handedOn();
  const effects = says(lone, token, 'moved');
  t.match(sole(effects, 'token-state'), { state: 'moved', sequence: 3 });
  t.notOk(isWatching(lone));
  t.equal(grants(lone.pass(30_000)), 0);
});

t.test('states of another hop, generation or host change nothing', async (t) => {
  const { lone, token } = handedOn();
  const { tokenId, generation, sequence } = hopFields(token);
  const state = { type: 'token-state', tokenId, generation, sequence, state: 'moved', host: there } as const;
  const others = [
    { sequence: sequence - 1 },
    { sequence: sequence + 1 },
    { generation: numberOf(1, 1) },
    { host: predecessor },
    { tokenId: 'f'.repeat(16) },
  ];
  for (const other of others) {
    lone.hear({ ...state, ...other });
    t.ok(isWatching(lone), JSON.stringify(other));
  }
});

t.test('`superseded` and `ended` end the watch, and no generation is made', async (t) => {
  for (const [state, generation] of [
    ['superseded', numberOf(2, 9)],
    ['ended', numberOf(1, 0)],
  ] as const) {
    const { lone, token } = handedOn();
    says(lone, token, state, generation);
    t.notOk(isWatching(lone), state);
    const later = lone.pass(50_000);
    t.same([grants(later), logsOf(later).includes(LOST)], [0, false], state);
  }
});

t.test('the token comes back by a later hop: the watch over the earlier one ends', async (t) => {
  const { lone, token } = handedOn();
  says(lone, token, 'holding');
  const back = token.copy();
  Object.assign(back.header, { holder: vm(1), sequence: 7 });
  granted(lone, back);
  t.same(lone.agent.holder.handover.custody.list(), []);
  t.equal(lone.agent.holder.state, 'passing');
});

t.test('a host that leaves makes no generation: others notice', async (t) => {
  const { lone } = handedOn();
  lone.step({ type: 'leave' });
  const effects = lone.pass(30_000);
  t.same([logsOf(effects).includes(LOST), messagesOf(effects, 'token').length], [false, 0]);
});

t.test('what the holder did with the copy after it was handed on does not show in the copy', async (t) => {
  const { lone, token } = handedOn();
  const copy = lone.agent.holder.handover.custody.get(token.header.id)!.token;
  const before = JSON.stringify([{ ...copy.header }, [...copy.slots()]]);
  says(lone, token, 'unknown');
  t.equal(JSON.stringify([{ ...copy.header }, [...copy.slots()]]), before);
  t.equal(ofType(lone.pass(1_000), 'round-ended').length, 0);
});
