// Finding the places of a VM's neighbours: who is asked, and what an answer spares.
import t from 'tap';
import type { LocationRequest } from '../../agent/core/messages.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { Lone, sends, there } from './lone.js';
import { makeToken } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

/** An agent whose VM 1 talks to VMs 2 .. `last` and has just got the token; with the questions it asks. */
function asking(last: number): { lone: Lone; asked: { to: Ipv4; request: number }[] } {
  const lone = new Lone();
  lone.host(vm(1));
  lone.talk(Array.from({ length: last - 1 }, (_, i) => [vm(1), vm(i + 2), 10_000 - i]));
  const token = makeToken('round-robin', [[vm(1), 3]]);
  token.header.holder = vm(1);
  const effects = lone.hear({ type: 'token', token });
  const asked = sends(effects).flatMap(({ to, message }) =>
    message.type === 'location-request' ? [{ to, request: message.request }] : [],
  );
  return { lone, asked };
}

t.test('an answer names the other VMs of its host, and those are not waited for', async (t) => {
  const { lone, asked } = asking(4);
  t.same(asked.map(({ to }) => formatIpv4(to)).sort(), ['10.1.0.2', '10.1.0.3', '10.1.0.4']);
  const { request } = asked.find(({ to }) => to === vm(3))!;
  const others = [vm(2), vm(4), vm(99)];
  const effects = lone.hear({ type: 'location-response', request, vm: vm(3), host: there, hosted: true, others });
  const capacity = sends(effects).filter(({ message }) => message.type === 'capacity-request');
  t.same(
    capacity.map(({ to }) => to),
    [there],
    'the decision goes on at once',
  );
  const late = asked.find(({ to }) => to === vm(2))!;
  const elsewhere = ipv4('10.0.4.1');
  lone.hear({ type: 'location-response', request: late.request, vm: vm(2), host: elsewhere, hosted: true, others: [] });
  t.equal(lone.agent.locations.get(vm(2))!.host, there, 'an answer that nobody waits for changes nothing');
  t.equal(lone.agent.locations.get(vm(99)), undefined, 'nor is anything kept that was not asked');
});

t.test('VMs that wait for their turn are never asked when an answer names them', async (t) => {
  const { lone, asked } = asking(101);
  t.equal(asked.length, 64);
  const others = Array.from({ length: 99 }, (_, i) => vm(i + 3));
  const [first] = asked;
  const effects = lone.hear({
    ...{ type: 'location-response', request: first!.request, vm: first!.to, host: there, hosted: true, others },
  } as const);
  t.same(
    sends(effects).filter(({ message }) => (message as LocationRequest).type === 'location-request'),
    [],
  );
});
