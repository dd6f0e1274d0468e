// What the control socket accepts, without a socket: each parameter's bounds, and errors that survive the way.
import t from 'tap';
import { ControlError, decodeControlError, encodeControlError } from '../../agent/control/errors.js';
import { parseInject, parseNothing, parseOrder, parseWait } from '../../agent/control/parse.js';
import { maxVms } from '../../agent/control/protocol.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';

t.test('inject: the least and the most', async (t) => {
  t.same(parseInject({ policy: 'round-robin', migrationCost: 0 }), {
    policy: 'round-robin',
    migrationCost: 0,
    force: false,
  });
  const most = { policy: 'load-aware', migrationCost: 1e9, rounds: 1000, vms: ['10.0.0.1', '10.0.0.2'], force: true };
  t.same(parseInject(most), { ...most, vms: [ipv4('10.0.0.1'), ipv4('10.0.0.2')] });
  t.match(parseInject({ policy: 'distributed', migrationCost: 'auto', dryRun: true }), {
    migrationCost: 'auto',
    dryRun: true,
  });
});

t.test('inject: what is wrong is named', async (t) => {
  const good = { policy: 'distributed', migrationCost: 1 };
  const tooMany = Array.from({ length: maxVms + 1 }, (_, n) => formatIpv4((0x0a000000 + n) as Ipv4));
  const cases: [params: unknown, message: RegExp][] = [
    [[], /parameters must be an object, not \[\]/],
    ['x', /parameters must be an object/],
    [undefined, /policy must be one of round-robin, distributed, load-aware, not undefined/],
    [{ ...good, policy: 'global' }, /policy must be one of .* not "global"/],
    [{ ...good, policy: { toString: 'distributed' } }, /policy/],
    [{ policy: 'distributed' }, /migrationCost must be a number >= 0/],
    [{ ...good, migrationCost: -1 }, /migrationCost .* not -1/],
    [{ ...good, migrationCost: '1' }, /migrationCost .* or auto, not "1"/],
    [{ ...good, dryRun: 'yes' }, /dryRun must be true or false/],
    [{ ...good, migrationCost: Number.NaN }, /migrationCost/],
    [{ ...good, rounds: 0 }, /rounds must be a whole number from 1 to 1000, not 0/],
    [{ ...good, rounds: 1001 }, /rounds/],
    [{ ...good, rounds: 1.5 }, /rounds/],
    [{ ...good, rounds: null }, /rounds/],
    [{ ...good, force: 1 }, /force must be true or false/],
    [{ ...good, vms: [] }, /vms must be a list of at least one/],
    [{ ...good, vms: '10.0.0.1' }, /vms must be a list/],
    [{ ...good, vms: ['10.0.0.1', '10.0.0'] }, /vms\[1\] is no IPv4 address: "10.0.0"/],
    [{ ...good, vms: [167772161] }, /vms\[0\] is no IPv4 address/],
    [{ ...good, vms: ['10.0.0.1', '10.0.0.1'] }, /vms\[1\] is listed twice/],
    [{ ...good, vms: tooMany }, /vms has 500001 addresses, the limit is 500000/],
    [{ ...good, cost: 1 }, /unknown parameter "cost"; it takes policy, migrationCost/],
    [JSON.parse('{"policy":"distributed","migrationCost":1,"__proto__":{}}'), /unknown parameter "__proto__"/],
    [{ ...good, ['x'.repeat(1000)]: 1 }, /^inject: unknown parameter "x{59}\.\.\.; /],
  ];
  for (const [params, message] of cases) {
    t.throws(() => parseInject(params), { name: 'ControlError', code: 'bad-request', message });
  }
});

t.test('wait, and methods without parameters', async (t) => {
  t.same(parseWait({ tokenId: 'a1-b2', timeoutMs: 0 }), { tokenId: 'a1-b2', timeoutMs: 0 });
  for (const tokenId of ['', 'x'.repeat(65), 'a b', 7, undefined]) {
    t.throws(() => parseWait({ tokenId, timeoutMs: 1 }), { code: 'bad-request', message: /tokenId/ });
  }
  for (const timeoutMs of [-1, 86_400_001, '5', undefined]) {
    t.throws(() => parseWait({ tokenId: 'a', timeoutMs }), { code: 'bad-request', message: /timeoutMs/ });
  }
  t.doesNotThrow(() => parseNothing('status', {}));
  t.doesNotThrow(() => parseNothing('status', undefined));
  t.throws(() => parseNothing('flows', { limit: 1 }), { message: /flows: unknown parameter "limit"; it takes none/ });
});

t.test('errors keep code and message on their way', async (t) => {
  const error = decodeControlError(encodeControlError(new ControlError('round-running', 'token 5: passed to b')));
  t.match(error, { name: 'ControlError', code: 'round-running', message: 'token 5: passed to b' });
  t.match(decodeControlError('ENOENT: no such file'), { code: 'internal', message: 'ENOENT: no such file' });
  t.match(decodeControlError('plain'), { code: 'internal', message: 'plain' });
});

t.test('order: one of three words', async (t) => {
  for (const order of ['pause', 'resume', 'retire']) t.same(parseOrder({ order }), { order });
  const wrong = [{}, undefined, { order: 'stop' }, { order: 1 }, { order: { toString: 'pause' } }];
  for (const params of wrong) t.throws(() => parseOrder(params), /order must be one of pause, resume, retire, not /);
  t.throws(() => parseOrder({ order: 'pause', hosts: 1 }), /unknown parameter "hosts"/);
});
