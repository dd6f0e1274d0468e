// The agent as a service of a real systemd, from its packaged files: unit, users, folders, catalog. The data centre is
// the embedded one, played by this test.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { ControlClient } from '../../agent/control/client.js';
import { messageIds } from '../../agent/systemd/events.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { TestSite } from '../daemon/agents.js';
import { compiledRoot, inRepository } from '../support/paths.js';
import { until } from '../support/temporary.js';
import { BootedAgent, install, service, watchdogSec } from './booted-agent.js';
import { BootedSystem, bootObstacle } from './booted-system.js';

t.setTimeout(120_000);

const obstacle = bootObstacle();
if (obstacle) t.plan(0, obstacle);
else {
  t.test('starts, reloads, recovers from a hang, and stops', lifeOfAService);
}

async function lifeOfAService(t: Test): Promise<void> {
  const site = await TestSite.make(t, { vms: [2, 1], talk: [[0, 2, 1000]] });
  await site.openWorld();
  const system = new BootedSystem(t);
  install(system, site);
  await system.boot([
    [compiledRoot, '/opt/score'],
    [inRepository('node_modules'), '/opt/node_modules'],
    [inRepository('package.json'), '/opt/package.json'],
    [process.execPath, '/opt/node'],
    [site.folder, '/srv/world'],
  ]);
  const agent = new BootedAgent(system);
  try {
    await starts(t, agent);
    await decides(t, agent, site);
    await reloads(t, agent);
    await recovers(t, agent);
    await stops(t, agent);
    await isWritten(t, agent);
    await bursts(t, system);
  } catch (error) {
    t.comment(await system.run('journalctl', '--no-pager', '--output=short-monotonic'));
    throw error;
  }
}

/** Not before its address is there, and then as the unit says. */
async function starts(t: Test, agent: BootedAgent): Promise<void> {
  t.comment('start');
  const { system } = agent;
  await system.run('ip', 'address', 'del', '127.0.0.1/8', 'dev', 'lo');
  await system.run('systemctl', 'start', '--no-block', service);
  const waits = async () => (await system.run('journalctl', '-u', service)).includes('waiting for the address');
  await until('it waits for its address', waits, 10_000);
  t.match(await agent.facts('ActiveState'), { ActiveState: 'activating' }, 'it has started, and is not ready');
  await system.run('ip', 'address', 'add', '127.0.0.1/8', 'dev', 'lo');
  await until('it is ready', () => agent.isActive(), 10_000);
  const ready = { SCORE_EVENT: 'ready', SYSLOG_IDENTIFIER: 'score-agent', PRIORITY: '6', _SYSTEMD_UNIT: service };
  t.match(await agent.entry('ready'), ready);
  t.match(await agent.facts('StatusText'), { StatusText: /^mode recommend, \d VMs?; no round yet$/ });
  const status = await system.run('cat', `/proc/${await agent.pid()}/status`);
  const uid = (await system.run('id', '-u', 'score')).trim();
  t.match(status, new RegExp(`^Uid:\t${uid}\t${uid}\t${uid}\t${uid}$`, 'm'));
  for (const set of ['CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) t.match(status, `${set}:\t0000000000001000\n`);
  t.match(status, /^NoNewPrivs:\t1$/m);
  t.match(status, /^Seccomp:\t2$/m);
}

/** A round of recommendations is in the journal, with fields. */
async function decides(t: Test, agent: BootedAgent, site: TestSite): Promise<void> {
  t.comment('a round');
  const client = await ControlClient.connect(`/proc/${agent.system.pid}/root/run/score/score-agent.sock`);
  const sees = async () => (await client.status()).vms.length > 0;
  await until('it has seen a VM', sees, 10_000);
  const round = { policy: 'round-robin', migrationCost: 0, rounds: 1, vms: [site.vm(0)] } as const;
  const { tokenId } = await client.inject(round);
  await client.wait({ tokenId, timeoutMs: 30_000 }).finally(() => client.close());
  t.match(await agent.entry('round-started'), { SCORE_TOKEN_ID: tokenId });
  t.match(await agent.entry('round-ended'), { SCORE_TOKEN_ID: tokenId });
  const decision = await agent.entry('decision');
  const vm = formatIpv4(site.vm(0));
  t.match(decision, { SCORE_VM: vm, SCORE_TOKEN_ID: tokenId, SCORE_REASON: /^[a-z-]+$/, SCORE_VERDICT: /^\w+$/ });
  const record = JSON.parse(decision.MESSAGE!);
  t.match(record, { message: 'decision', vm, candidates: Array });
  const explained = await agent.system.run('journalctl', '--catalog', `SCORE_VM=${vm}`, 'SCORE_EVENT=decision');
  t.match(explained, `Subject: A decision about VM ${vm}`);
}

/** `systemctl reload` waits, takes what is right, and leaves what is wrong. */
async function reloads(t: Test, agent: BootedAgent): Promise<void> {
  t.comment('reload');
  const { system } = agent;
  const file = system.file('etc/score/agent.yaml');
  const settings = readFileSync(file, 'utf8');
  writeFileSync(file, settings.replace('slots: 4', 'slots: 5'));
  await system.run('systemctl', 'reload', service);
  t.match(await agent.facts('ActiveState', 'StatusText'), { ActiveState: 'active', StatusText: /^mode recommend/ });
  t.match(JSON.parse((await agent.entry('reloaded')).MESSAGE!).changed, ['capacity']);
  writeFileSync(file, settings.replace('slots: 4', 'slots: many'));
  await t.rejects(system.run('systemctl', 'reload', service), 'whoever reloads many hosts hears of it');
  t.match(await agent.facts('ActiveState', 'StatusText'), {
    ActiveState: 'active',
    StatusText: /^mode recommend.*; reload refused: .*slots/,
  });
  t.match(await agent.entry('reload-refused'), { PRIORITY: '3', SCORE_REASON: /slots/ });
  writeFileSync(file, settings);
}

/** A watched agent lives on; one that does nothing any more is ended and started anew. */
async function recovers(t: Test, agent: BootedAgent): Promise<void> {
  t.comment('watchdog');
  await sleep(watchdogSec * 2000);
  const before = await agent.pid();
  t.match(await agent.facts('NRestarts'), { NRestarts: '0' }, 'the watchdog was fed');
  await agent.system.run('kill', '-STOP', before);
  const isAnew = async () => (await agent.pid()) !== before && (await agent.isActive());
  await until('it has been started anew', isAnew, 25_000);
  t.match(await agent.facts('NRestarts'), { NRestarts: '1' });
  t.match(await agent.system.run('journalctl', `UNIT=${service}`), /Watchdog timeout/);
  await agent.entry('ready', 2);
}

async function stops(t: Test, agent: BootedAgent): Promise<void> {
  t.comment('stop');
  await agent.system.run('systemctl', 'stop', service);
  t.match(await agent.facts('ActiveState', 'Result', 'ExecMainStatus'), {
    ...{ ActiveState: 'inactive', Result: 'success', ExecMainStatus: '0' },
  });
  t.match(await agent.entry('stopping'), { SCORE_SIGNAL: 'SIGTERM' });
}

/** A burst of decisions, faster than a round makes them: what it costs, and that each is in the journal, with its unit. */
async function bursts(t: Test, system: BootedSystem): Promise<void> {
  t.comment('a burst');
  const count = 1500;
  const program = `
    const { createLogger } = await import('/opt/score/agent/log.js');
    const { Journal } = await import('/opt/score/agent/systemd/journal.js');
    const out = (line) => process.stderr.write(line);
    const journal = new Journal({ line: ({ json }) => out(json + '\\n'), onFailure: (reason) => out('failed: ' + reason) });
    const log = createLogger({ events: (record) => journal.take(record) });
    const detail = 'x'.repeat(700);
    for (let n = 0; n < ${count}; n += 1) {
      log.info('decision', { n, vm: '10.0.0.' + (n % 250), reason: 'gain-too-small', detail }, 'decision');
      if (n % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await journal.close();
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    log.info('done', { cpuMs: (userCPUTime + systemCPUTime) / 1000 });`;
  writeFileSync(system.file('burst.mjs'), program);
  const unit = '[Service]\nType=oneshot\nUser=score\nExecStart=/opt/node /burst.mjs\n';
  writeFileSync(system.file('etc/systemd/system/burst.service'), unit);
  await system.run('systemctl', 'start', 'burst.service');
  const entries = await system.journal('_SYSTEMD_UNIT=burst.service');
  const records = entries.flatMap(({ MESSAGE }) => MESSAGE!.split('\n')).map((line) => JSON.parse(line));
  t.comment(
    `${count} records in ${entries.length} entries`,
    records.find(({ message }) => message === 'done'),
  );
  const numbers = records.flatMap(({ n }) => (n === undefined ? [] : [n])).sort((a, b) => a - b);
  t.same(
    numbers,
    Array.from({ length: count }, (_, n) => n),
  );
  t.ok(entries.length < 100, 'a process sends many records');
  const about = await system.journal('SCORE_VM=10.0.0.7', `MESSAGE_ID=${messageIds.decision}`);
  const found = about.flatMap(({ MESSAGE }) => MESSAGE!.split('\n')).filter((line) => line.includes('"10.0.0.7"'));
  t.equal(found.length, count / 250, 'a search for a VM finds each of its decisions');
}

/** Each record is there once, and none says that another was not. */
async function isWritten(t: Test, agent: BootedAgent): Promise<void> {
  const entries = await agent.system.journal(`_SYSTEMD_UNIT=${service}`);
  const lines = entries.flatMap(({ MESSAGE }) => MESSAGE!.split('\n'));
  const records = lines.filter((line) => line.startsWith('{'));
  t.ok(records.length > 10);
  t.equal(new Set(records).size, records.length, 'no record is there twice');
  t.same(
    lines.filter((line) => /lostRecords|no journal fields|was not told/.test(line)),
    [],
  );
}
