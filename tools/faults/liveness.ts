// The part of a run without faults: everything is mended, and then the tokens have to go on (L1), to become one, and to
// visit everybody (L2). Gives the orders that an operator would give then.
import type { Chance } from './chance.js';
import type { GoesOn } from './checkers/l1.js';
import type { EveryVm } from './checkers/l2.js';
import type { Faults } from './faults/faults.js';
import { create } from './faults/guests.js';
import { restart } from './faults/processes.js';
import { Violation } from './observer.js';
import { settledMs } from './settings.js';
import type { Simulation } from './simulation.js';
import type { Watched } from './token-watch.js';
import { talk } from './world/populate.js';

const checkEveryMs = 1_000;
/** For a round to be startable, ms, and for whole rounds to be made: so much, and so much for each VM. */
const injectMs = 180_000;
const roundsMs = 240_000;
const roundsMsOfVm = 30_000;
const fewestVms = 3;
/** An order is confirmed at the latest after so long, ms, and known to everybody, with the exchange every 30 s. */
const confirmMs = 30_000;
const orderSpreadMs = 40_000;

export interface LivenessParts {
  readonly sim: Simulation;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly goesOn: GoesOn;
  readonly everyVm: EveryVm;
}

export function provesAlive(parts: LivenessParts): void {
  const { sim, chance, faults, goesOn, everyVm } = parts;
  faults.heal();
  startAll(sim);
  const odds = { ...sim.migrationOdds };
  Object.assign(sim.migrationOdds, { failing: 0, hanging: 0 });
  lastBlow(parts);
  goesOn.begin();
  if (sim.wasPaused) resume(sim, chance);
  runUntil(
    sim,
    () => goesOn.isDone,
    () => goesOn.check(),
  );
  startAll(sim);
  repopulate(sim, chance);
  settle(sim);
  everyVm.begin();
  finish(sim, everyVm);
  settle(sim);
  inject(sim, chance, everyVm);
  finish(sim, everyVm);
  everyVm.end();
  Object.assign(sim.migrationOdds, odds);
}

/** Nothing changes any more but by migrations that save something: so every round ends, and all of it was checked. */
function finish(sim: Simulation, everyVm: EveryVm): void {
  const byMs = sim.nowMs + roundsMs + roundsMsOfVm * sim.world.guests.size;
  runUntil(
    sim,
    () => living(sim).length === 0,
    () => {
      const [late] = sim.nowMs > byMs ? living(sim) : [];
      if (!late) return;
      const checked = everyVm.hasChecked(late.id)
        ? 'goes on for ever'
        : 'has made no whole round in one generation in time';
      throw new Violation('L2', `token ${late.id} ${checked}`);
    },
  );
}

/** The hardest moment: the holder, or holder and predecessor, die last of all and stay down until the round goes on. */
function lastBlow({ sim, chance }: LivenessParts): void {
  if (sim.plan.pace.crash === undefined || !chance.hits(0.6)) return;
  const [latest] = living(sim).sort((a, b) => b.actedAtMs - a.actedAtMs);
  const both = [latest?.actor, chance.hits(0.4) ? latest?.giver : undefined];
  for (const actor of both) {
    const host = actor && sim.hosts.get(actor.host);
    // Somebody has to be left who has seen the token.
    if (!host?.agent || sim.running().length < 3) continue;
    sim.note(`last of all the agent of host ${host.address & 0xffff} is killed`);
    host.crash();
  }
}

function startAll(sim: Simulation): void {
  for (const host of sim.hosts.values()) {
    host.resume();
    restart(sim, host, false);
  }
}

/** Agents that have just started need to be told what runs on them, and what was said before has to leave the window. */
function settle(sim: Simulation): void {
  sim.queue.run(sim.nowMs + settledMs(sim.plan), () => false);
}

/** Where machines were lost there may be nobody left to visit. */
function repopulate(sim: Simulation, chance: Chance): void {
  for (let tries = 0; tries < 50 && sim.world.guests.size < fewestVms; tries += 1) create({ sim, chance });
  for (const { vm } of [...sim.world.guests.values()].slice(0, 2)) {
    const others = [...sim.world.guests.keys()];
    if (!sim.world.streamsOf(vm).some((stream) => sim.world.isFlowing(stream, vm))) talk(sim.world, chance, vm, others);
  }
}

function living(sim: Simulation): Watched[] {
  return [...sim.watch.tokens.values()].filter(({ isEnded, isRetired, isLost }) => !isEnded && !isRetired && !isLost);
}

function runUntil(sim: Simulation, isDone: () => boolean, check: () => void): void {
  while (!isDone()) {
    sim.queue.run(sim.nowMs + checkEveryMs, () => false);
    check();
  }
}

/**
 * Given twice: while the network was cut, somebody may have given an order there that nobody here knew of and that wins
 * over this one; once all have heard of it, the second one wins over both.
 */
function resume(sim: Simulation, chance: Chance): void {
  sim.note('the operator lets the rounds go on');
  const give = (): void => {
    let isDone = false;
    sim.order(chance.pick(sim.running())!, 'resume', () => {
      isDone = true;
    });
    sim.queue.after(confirmMs, () => {
      if (!isDone) throw new Violation('orders', 'nobody confirmed the order to resume in time');
    });
  };
  give();
  sim.queue.after(orderSpreadMs, give);
}

/** Another round can be started, and visits everybody whom an agent knows. */
function inject(sim: Simulation, chance: Chance, everyVm: EveryVm): void {
  const byMs = sim.nowMs + injectMs;
  let [answer, isIn]: [string, string | undefined] = ['nobody answered', undefined];
  const attempt = (): void => {
    if (isIn !== undefined) return;
    // Where the mode is off no round can be started.
    const host = chance.pick(sim.running().filter(({ settings }) => settings.mode !== 'off'))!;
    everyVm.injecting();
    sim.inject(host, { ...sim.plan.round, force: true }, (result) => {
      if (result.ok) isIn ??= result.tokenId;
      else answer = `${result.code}: ${result.text}`;
    });
    sim.queue.after(15_000, attempt);
  };
  attempt();
  runUntil(
    sim,
    () => isIn !== undefined,
    () => {
      if (sim.nowMs > byMs) throw new Violation('L1', `no round could be started: ${answer}`);
    },
  );
  const id = isIn!;
  // The first VM may take a while to decide, and until then there is nothing to be seen of the token.
  runUntil(
    sim,
    () => sim.watch.tokens.has(id),
    () => {
      if (sim.nowMs > byMs + injectMs) throw new Violation('L1', `nobody acts on token ${id}, which was started`);
    },
  );
  finish(sim, everyVm);
  if (!everyVm.hasChecked(id)) throw new Violation('L2', `token ${id} has ended without a whole round`);
}
