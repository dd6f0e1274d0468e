// What an agent has promised outlives it: real agents are killed, and start with their memory, a damaged one, or none.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { MEMORY_FILE, parseMemory } from '../../agent/memory-format.js';
import { until } from '../support/temporary.js';
import { runRound, TestSite } from './agents.js';

t.setTimeout(90_000);

const talk = [[0, 1, 100_000]] as const;

function promises(site: TestSite, index: number): readonly { readonly uuid: string }[] {
  const read = parseMemory(readFileSync(site.file(`h${index}/${MEMORY_FILE}`), 'utf8'));
  if (!read.ok) throw new Error(read.problem);
  return read.remembered.promises;
}

t.test('a promise is on disk while the VM is on its way, and not afterwards', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk, world: { migrationMiBps: 500 } });
  const [first, second] = await site.startAll();
  const report = await runRound(first!, { vms: [site.vm(0), site.vm(1)] });
  await until('host 0 migrates its VM', () => first!.stderr.includes('migration starts'));
  const [{ uuid }] = site.site.vms as [{ uuid: string }, ...unknown[]];
  t.match(promises(site, 1), [{ uuid }]);
  second!.child.kill('SIGKILL');
  await second!.ended;
  const again = site.start(1);
  await until('it answers again', async () => (await again.status().catch(() => undefined)) !== undefined, 20_000);
  t.equal(promises(site, 1)[0]?.uuid, uuid, 'it has not forgotten');
  await report();
  await until('the VM has arrived', () => site.placeOf(0) === 1);
  await until('the promise is kept and forgotten', () => promises(site, 1).length === 0, 20_000);
});

t.test(
  'with a damaged memory an agent starts, and promises nothing for as long as it might have promised',
  async (t) => {
    const site = await TestSite.make(t, { vms: [1, 1], talk });
    await site.openWorld();
    writeFileSync(site.file(`h1/${MEMORY_FILE}`), '{"version":1,');
    const changes = { reservation: { ttlMs: 6000 } };
    const agents = [site.start(0, changes), site.start(1, changes)];
    await Promise.all(agents.map((agent, index) => site.untilReady(agent, index)));
    t.match(agents[1]!.stderr, /"message":"memory damaged",.*"setAside":"[^"]*memory\.json\.damaged"/);
    t.match(agents[1]!.stderr, /"message":"alarm: what this host remembered cannot be read/);
    const careful = { effectiveMode: 'recommend', breaker: { failures: 0, because: 'memory-damaged' } };
    t.match((await agents[1]!.status()).standing, careful);
    await (await agents[1]!.control()).hostOrder('rearm');
    const order = { vms: [site.vm(0)] };
    t.same((await (await runRound(agents[0]!, order))()).stays, { 'no-room': 1 });
    t.match((await agents[0]!.status()).decisions.at(-1)?.detail, /room/);
    const hasRoom = async () => (await (await runRound(agents[0]!, order))()).migrations.length === 1;
    await until('it promises room', hasRoom, 20_000);
  },
);

t.test('while its memory cannot be written an agent promises nothing, and says so', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk });
  const [first, second] = await site.startAll();
  t.same((await second!.status()).memory, { ok: true });
  // Root may write anywhere; a folder in the way of the temporary file stops even root.
  mkdirSync(site.file(`h1/${MEMORY_FILE}.new`));
  // Whatever the second host has to remember now fails: an order, which must reach it all the same.
  const client = await first!.control();
  await client.order('pause');
  t.match(await client.order('resume'), { hosts: 2 });
  const isAway = async () => !(await second!.status()).memory.ok;
  await until('the second host cannot write', isAway);
  const { memory } = await second!.status();
  t.match(memory, {
    reason: /EISDIR/,
    notWrittenSince: /^20/,
    atRestart: /it starts with orders, .* and without promises/,
  });
  const report = await (await runRound(first!))();
  t.same([report.migrations, report.stays], [[], { 'no-room': 1, 'memory-away': 1 }]);
  t.match((await second!.status()).decisions.at(-1), { reason: 'memory-away', detail: /EISDIR/ });
});
