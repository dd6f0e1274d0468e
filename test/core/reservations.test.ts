// Promised room: who gets it, how long it is held, and what the agent's answer says.
import t from 'tap';
import { Memory } from '../../agent/core/memory.js';
import { NOTHING } from '../../agent/core/remembered.js';
import { Reservations } from '../../agent/core/reservations.js';
import type { CoreSettings } from '../../agent/core/settings.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { contextOf, domainOf, Lone, sends, uuidOf } from './lone.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

function ask(n: number, changes: { memoryMiB?: number; reserve?: boolean } = {}) {
  const macs = ['52:54:00:00:00:01'];
  const size = { memoryMiB: 1024, reserve: true, ...changes };
  return { type: 'capacity-request', request: 1, vm: vm(n), domainUuid: uuidOf(vm(n)), macs, ...size } as const;
}

function reservationsOf(changes: Partial<CoreSettings> = {}) {
  const context = contextOf({ slots: 2, memoryMiB: 4096, ...changes });
  return { context, reservations: new Reservations(context, new Memory(context, NOTHING)) };
}

t.test('the same room is not promised twice', async (t) => {
  const { reservations } = reservationsOf({ slots: 1 });
  t.same(reservations.request(ask(1)), { granted: true, reason: '' });
  t.match(reservations.request(ask(2)), { granted: false, reason: 'no free slot (0 used, 1 reserved)' });
  reservations.release(uuidOf(vm(1)));
  t.ok(reservations.request(ask(2)).granted);
});

t.test('a question without reserve promises nothing', async (t) => {
  const { reservations } = reservationsOf({ slots: 1 });
  t.ok(reservations.request(ask(1, { reserve: false })).granted);
  t.ok(reservations.request(ask(2, { reserve: false })).granted);
  t.equal(reservations.capacity().reservedSlots, 0);
});

t.test('memory counts as much as slots', async (t) => {
  const { reservations } = reservationsOf({ slots: 9, memoryMiB: 3000 });
  reservations.setDomains([domainOf(vm(9), { memoryMiB: 1000 })]);
  t.ok(reservations.request(ask(1, { memoryMiB: 1500 })).granted);
  t.match(reservations.request(ask(2, { memoryMiB: 600 })).reason, 'only 500 MiB of memory free, 600 MiB wanted');
  t.ok(reservations.request(ask(2, { memoryMiB: 500 })).granted);
});

t.test('with memory `auto` nothing is promised before the hypervisor has told', async (t) => {
  const { reservations } = reservationsOf({ memoryMiB: 'auto', reserveMiB: 1000 });
  t.equal(reservations.request(ask(1)).reason, 'memory not known yet');
  reservations.setMemory(2000);
  t.equal(reservations.capacity().memoryMiB, 1000);
  t.match(reservations.request(ask(1)).reason, /only 1000 MiB/);
  reservations.setMemory(500);
  t.equal(reservations.capacity().memoryMiB, 0, 'never negative');
});

t.test('a renewal keeps the memory that was promised', async (t) => {
  const { reservations } = reservationsOf();
  reservations.request(ask(1, { memoryMiB: 100 }));
  t.ok(reservations.request({ ...ask(1, { memoryMiB: 2 ** 32 - 1 }), renewal: true }).granted);
  t.equal(reservations.capacity().reservedMemoryMiB, 100);
  t.notOk(reservations.request(ask(1, { memoryMiB: 2 ** 32 - 1 })).granted, 'asked anew, more has to be there');
  t.ok(reservations.request(ask(1, { memoryMiB: 4096 })).granted);
  t.equal(reservations.capacity().reservedMemoryMiB, 4096);
});

t.test('a promise expires, and asking again renews it', async (t) => {
  const { context, reservations } = reservationsOf({ slots: 1, reservationTtlMs: 1_000 });
  reservations.request(ask(1));
  context.nowMs = 900;
  t.ok(reservations.request(ask(1)).granted, 'the VM that holds the room is not refused by it');
  t.equal(reservations.nextDeadlineMs(), 1_900);
  context.nowMs = 1_899;
  t.notOk(reservations.request(ask(2)).granted);
  context.nowMs = 1_900;
  t.ok(reservations.request(ask(2)).granted);
  const logs = context.effects.filter(({ type }) => type === 'log');
  t.match(logs, [{ message: 'reservation expired', fields: { vm: vm(1) } }]);
  t.equal(logs.length, 1);
  reservations.release(uuidOf(vm(2)));
  t.equal(reservations.nextDeadlineMs(), Number.POSITIVE_INFINITY);
});

t.test('while a VM is on its way it takes one slot, not two; its arrival dissolves the promise', async (t) => {
  const { reservations } = reservationsOf();
  reservations.request(ask(1));
  reservations.setDomains([domainOf(vm(1), { running: false })]);
  t.match(reservations.capacity(), { usedSlots: 1, reservedSlots: 0, usedMemoryMiB: 1024, reservedMemoryMiB: 0 });
  t.ok(reservations.request(ask(1)).granted, 'the source may still renew');
  reservations.setDomains([domainOf(vm(1))]);
  t.equal(reservations.entries().size, 0);
  t.equal(reservations.request(ask(1)).reason, 'the domain is here already');
});

t.test('a host that cannot see its VMs, or not connect them, promises nothing new', async (t) => {
  for (const driver of ['hypervisor', 'datapath'] as const) {
    const lone = new Lone();
    lone.hear(ask(1));
    lone.step({ type: 'driver', driver, away: 'no answer' });
    const refused = { granted: false, reason: `${driver}-away: no answer`, expiresInMs: 0 };
    t.match(sends(lone.hear(ask(2)))[0]!.message, refused, driver);
    t.match(sends(lone.hear(ask(1)))[0]!.message, { granted: true }, 'a promise once given is kept');
  }
});
