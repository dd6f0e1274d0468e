// One scenario from its traffic to its record: something to move, a round, the fault at its moment, the round's end,
// and what is found then. Restores what the fault has taken away, so that the next scenario finds a whole lab.
import { ControlError } from '../../../agent/control/errors.js';
import type { RoundReport } from '../../../agent/report/status.js';
import type { CostMap } from '../../../topology/cost-map.js';
import { askAgent, waitForAgents } from '../agents.js';
import { LabError } from '../errors.js';
import { pause, until } from '../exec.js';
import { readGuests } from '../guests.js';
import { runningDomains } from '../hypervisor.js';
import { GUESTS, HOSTS } from '../plan.js';
import type { Say } from '../up.js';
import { Missed, type RunningRound, waitForMigrations } from './moments.js';
import { agentPid } from './processes.js';
import type { Scenario, Struck } from './scenarios.js';
import { spread, spreadingMoves } from './spread.js';
import { pairText, pairUp, setPairs } from './traffic.js';
import type { FaultRecord, Found } from './verdict.js';
import { isBeyond, Watch } from './watch.js';

/** Where rounds are injected. It is not hit, because it is asked for the report. */
const ORIGIN = 'hv1';
const MIGRATION_COST = 200_000;
/** Rounds tried until the fault's moment comes. */
const MAX_TRIES = 3;
const ROUND_TIMEOUT_MS = 300_000;

export async function runEpisode(scenario: Scenario, map: CostMap, say: Say): Promise<FaultRecord> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryEpisode(scenario, map, say);
    } catch (error) {
      if (!(error instanceof Missed)) throw error;
      if (tries === MAX_TRIES) throw new LabError('timeout', `${scenario.name}: ${error.message}, ${tries} times`);
      say(`${scenario.name}: ${error.message}; another round`);
    }
  }
}

async function tryEpisode(scenario: Scenario, map: CostMap, say: Say): Promise<FaultRecord> {
  await waitForAgents();
  await waitForMigrations();
  const moves = spreadingMoves(onlyHosts(await placementOn(HOSTS.map(({ name }) => name))));
  await spread(moves);
  if (moves.length > 0) await waitForAgents();
  const before = await find(HOSTS.map(({ name }) => name));
  const placement = onlyHosts(before.placement);
  const pairs = pairUp(placement, ORIGIN, map);
  say(`${scenario.name}: guests on ${placementText(before)}; now ${pairs.map(pairText).join(', ')}`);
  await setPairs(pairs);
  const pids = new Map(HOSTS.map(({ name }) => [name, agentPid(name)]));
  const { tokenId } = await askAgent(ORIGIN, (client) =>
    client.inject({ policy: 'distributed', migrationCost: MIGRATION_COST, rounds: 1 }),
  );
  const round = { tokenId, origin: ORIGIN, watch: new Watch(tokenId) };
  try {
    const struck = await scenario.strike(round).catch(async (error: unknown) => {
      await reportOf(round); // The next round is refused while this one goes on.
      throw error;
    });
    say(`${scenario.name}: struck ${struck.what}, hop ${struck.at.sequence} of generation ${struck.at.generation}`);
    return await seeThrough(scenario, round, struck, { before, pids, say });
  } finally {
    await round.watch.stop();
  }
}

interface Start {
  readonly before: Found;
  readonly pids: ReadonlyMap<string, number | undefined>;
  readonly say: Say;
}

async function seeThrough(scenario: Scenario, round: RunningRound, struck: Struck, start: Start): Promise<FaultRecord> {
  const { name, title, goesOnWithinMs } = scenario;
  const { gone = [], killed = [], atMs, what } = struck;
  const living = HOSTS.map((host) => host.name).filter((host) => !gone.includes(host));
  const survivors = gone.length === 0 ? undefined : await placementOn(living);
  const lostGuests = GUESTS.map((guest) => guest.name).filter((vm) => survivors?.get(vm)?.length === 0);
  const healing = struck.heal?.();
  const [goesOnMs, report] = await Promise.all([
    until('the round goes on', goesOnWithinMs, async () => goneOn(round, struck, start.say, name), 50).catch(
      () => undefined,
    ),
    reportOf(round),
  ]);
  const endedMs = report ? Date.now() - atMs : undefined;
  start.say(`${name}: ended after ${seconds(endedMs)} (${report?.endReason ?? 'no report'})`);
  await healing;
  const stillHolding = await holdersAfter(round);
  const fallen = living.filter((host) => start.pids.get(host) !== agentPid(host) && !killed.includes(host));
  await struck.restore?.();
  const after = await find(living, lostGuests);
  const facts = { name, title, what, goesOnMs, goesOnWithinMs, endedMs, report, lostGuests, stillHolding, fallen };
  return { ...facts, before: start.before, after };
}

async function goneOn(
  { watch }: RunningRound,
  { at, atMs }: Struck,
  say: Say,
  name: string,
): Promise<number | undefined> {
  const now = watch.farthest();
  if (!now || !(isBeyond(now, at) || now.state === 'ended')) return undefined;
  const ms = Date.now() - atMs;
  say(`${name}: went on after ${seconds(ms)} (${now.host}, hop ${now.sequence} of generation ${now.generation})`);
  return ms;
}

/** The report of a round that has ended, from its origin; undefined when it does not come in time. */
async function reportOf({ tokenId, origin }: RunningRound): Promise<RoundReport | undefined> {
  const deadline = Date.now() + ROUND_TIMEOUT_MS;
  while (Date.now() < deadline) {
    try {
      return await askAgent(origin, (client) => client.wait({ tokenId, timeoutMs: 5000 }));
    } catch (error) {
      if (!(error instanceof ControlError) || error.code !== 'timeout') await pause(500);
    }
  }
  return undefined;
}

/** A copy of the token that is still alive shows itself within a probe's time. */
async function holdersAfter({ watch }: RunningRound): Promise<string[]> {
  await pause(1000);
  const deadline = Date.now() + 15_000;
  while (watch.holders().length > 0 && Date.now() < deadline) await pause(200);
  return watch.holders();
}

async function find(hosts: readonly string[], without: readonly string[] = []): Promise<Found> {
  const wanted = GUESTS.filter(({ name }) => !without.includes(name));
  return { guests: await readGuests(60_000, wanted), placement: await placementOn(hosts) };
}

/** By guest: the hosts out of these whose libvirt runs it. A libvirtd that is just starting is waited for. */
async function placementOn(hosts: readonly string[]): Promise<Map<string, string[]>> {
  const placement = new Map<string, string[]>(GUESTS.map(({ name }) => [name, []]));
  for (const host of hosts) {
    const domains = await until(`libvirtd of ${host}`, 20_000, () => runningDomains(host));
    for (const name of domains) placement.get(name)?.push(host);
  }
  return placement;
}

/** Where each guest is. Throws LabError when one is not on exactly one host: nothing can be begun then. */
function onlyHosts(placement: ReadonlyMap<string, readonly string[]>): Map<string, string> {
  const entries = [...placement].map(([vm, hosts]): [string, string] => {
    const [host, ...more] = hosts;
    if (host === undefined || more.length > 0)
      throw new LabError('command-failed', `${vm} runs on ${hosts.join(' and ') || 'no host'} before the scenario`);
    return [vm, host];
  });
  return new Map(entries);
}

const seconds = (ms: number | undefined): string => (ms === undefined ? 'never' : `${(ms / 1000).toFixed(1)} s`);

const placementText = ({ placement }: Found): string =>
  HOSTS.map(
    ({ name }) =>
      `${name}: ${
        [...placement]
          .filter(([, hosts]) => hosts.includes(name))
          .map(([vm]) => vm)
          .join(' ') || '-'
      }`,
  ).join('; ');
