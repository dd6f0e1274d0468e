// The lab's plan agrees with its cost map and with itself, and its command line refuses what it does not know.
import t from 'tap';
import { communicationCost } from '../../agent/core/cost.js';
import { domainXml, TCG_WRAPPER } from '../../tools/lab/domain-xml.js';
import { LabError } from '../../tools/lab/errors.js';
import { parseCommand } from '../../tools/lab/options.js';
import { GUESTS, guestNamed, HOSTS, hostNamed, LINKS, macOf, STREAMS, SWITCHES } from '../../tools/lab/plan.js';
import { ipv4 } from '../../topology/ipv4.js';
import { readCostMap } from '../../topology/load.js';
import { inRepository } from '../support/paths.js';

t.test('the fabric is the tree that the cost map describes', async (t) => {
  const map = await readCostMap(inRepository('topology/examples/lab.yaml'));
  const above = new Map(LINKS.map((link) => [link.lower, link.upper]));
  const path = (name: string): string[] => (above.has(name) ? [name, ...path(above.get(name)!)] : [name]);
  for (const a of HOSTS) {
    for (const b of HOSTS.filter((host) => host.address > a.address)) {
      // Hosts meet at the first switch that both have above them; its height is their level.
      const meet = path(a.name).findIndex((name) => path(b.name).includes(name));
      t.equal(map.level(a.address, b.address), meet, `${a.name} and ${b.name}`);
    }
  }
  t.same(
    map.hosts,
    HOSTS.map(({ address }) => address),
  );
  t.equal(LINKS.length, SWITCHES.length - 1 + HOSTS.length, 'a tree');
});

t.test('most of the cost at the start crosses the core', async (t) => {
  const map = await readCostMap(inRepository('topology/examples/lab.yaml'));
  const pairs = STREAMS.map(({ from, to, kBps }) => {
    return { a: guestNamed(from).address, b: guestNamed(to).address, bytesPerSecond: kBps * 1000 };
  });
  const hosts = new Map(GUESTS.map(({ address, startsOn }) => [address, hostNamed(startsOn).address]));
  const whole = communicationCost(pairs, (vm) => hosts.get(vm), map);
  const core = pairs.filter(({ a, b }) => map.level(hosts.get(a)!, hosts.get(b)!) === 3);
  t.ok(communicationCost(core, (vm) => hosts.get(vm), map) > 0.8 * whole);
});

t.test('guests', async (t) => {
  t.equal(macOf(ipv4('10.71.1.8')), '52:54:0a:47:01:08');
  for (const { name } of HOSTS) t.equal(GUESTS.filter(({ startsOn }) => startsOn === name).length, 2);
  const image = { kernel: '/k', initramfs: '/i' };
  t.match(domainXml(guestNamed('vm1'), image, 'kvm'), /type='kvm'[\s\S]*host-passthrough/);
  const emulated = domainXml(guestNamed('vm1'), image, 'tcg');
  t.match(emulated, /type='qemu'[\s\S]*tb-cache/);
  t.match(emulated, /lab\.address=10\.71\.1\.1\/16/);
  t.throws(() => guestNamed('vm9'), RangeError);
});

t.test('the emulator wrapper makes RAM no multiple of 256 KiB', async (t) => {
  const kib = Number(/"\$\(\((\d+) \* 1024 \+ 8\)\)k"/.exec(TCG_WRAPPER)?.[1]) * 1024 + 8;
  t.equal(kib, 98_312);
  t.not(kib % 256, 0);
  t.match(TCG_WRAPPER, `:${kib * 1024}}`, 'the memory backend has the same size');
});

t.test('command line', async (t) => {
  const fallback = { policy: 'distributed', migrationCost: 200_000, windowMs: 15_000 };
  t.same(parseCommand(['run']), { name: 'run', keep: false, options: fallback });
  t.same(parseCommand(['run', '--keep', '--policy', 'load-aware', '--rounds', '3']), {
    name: 'run',
    keep: true,
    options: { ...fallback, policy: 'load-aware', rounds: 3 },
  });
  t.same(parseCommand(['traffic', 'off']), { name: 'traffic', verb: 'off' });
  t.same(parseCommand(['up', '--no-agents']), { name: 'up', agents: false });
  t.same(parseCommand(['down', '-h']), { name: 'help' });
  const wrong: [string[], RegExp][] = [
    [[], /a command is missing/],
    [['walk'], /unknown command walk/],
    [['down', '--keep'], /down does not take --keep/],
    [['down', 'now'], /down does not take now/],
    [['traffic'], /on, off or show/],
    [['traffic', 'up'], /on, off or show/],
    [['run', '--policy', 'best'], /one of round-robin, distributed, load-aware/],
    [['run', '--rounds', '0'], /--rounds is 0; it must be a whole number from 1 to 1000/],
    [['run', '--migration-cost', ''], /--migration-cost is/],
    [['run', '--fast'], /--fast/],
  ];
  for (const [argv, message] of wrong) {
    t.throws(() => parseCommand(argv), { name: 'LabError', code: 'usage', message }, argv.join(' '));
  }
  t.equal(new LabError('usage', '').exitCode, 2);
  t.equal(new LabError('timeout', '').exitCode, 1);
});
