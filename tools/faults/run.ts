// Runs one plan: warm-up, then faults and liveness in turns, with every checker watching. Ends with an outcome, whatever
// happens; the same plan ends with the same one.
import { Chance } from './chance.js';
import { GoesOn } from './checkers/l1.js';
import { EveryVm } from './checkers/l2.js';
import { TrueLevels } from './checkers/levels.js';
import { Rounds } from './checkers/rounds.js';
import { OneMigration } from './checkers/s1.js';
import { Capacity } from './checkers/s2.js';
import { OneHolder } from './checkers/s3.js';
import { FallingCost } from './checkers/s4.js';
import { DeafToReplays } from './checkers/s5.js';
import { RulesHold } from './checkers/s6.js';
import { Counts } from './counts.js';
import { Faults } from './faults/faults.js';
import { provesAlive } from './liveness.js';
import { type Observer, Violation } from './observer.js';
import type { Plan } from './plan.js';
import { honest, type Seams } from './seams.js';
import { Simulation } from './simulation.js';

/** How often an operator looks whether a round is under way, ms. */
const operatorMs = 5_000;

export interface Outcome {
  readonly plan: Plan;
  /** What was broken, or thrown; undefined: every promise was kept. */
  readonly failure: { readonly checker: string; readonly message: string; readonly atMs: number } | undefined;
  readonly virtualMs: number;
  readonly counts: Counts;
}

export interface RunOptions {
  readonly seams?: Seams;
  /** Who else watches, of a run that it is given. */
  readonly observe?: (sim: Simulation) => Observer;
  /** Called after each time of faults and liveness, with the virtual time. */
  readonly progress?: (virtualMs: number) => void;
}

export function runPlan(plan: Plan, options: RunOptions = {}): Outcome {
  const sim = new Simulation(plan, options.seams ?? honest);
  const counts = new Counts();
  let failure: Outcome['failure'];
  try {
    run(sim, counts, options);
  } catch (error) {
    const checker = error instanceof Violation ? error.checker : 'exception';
    const message = error instanceof Violation ? error.message : ((error as Error).stack ?? String(error));
    failure = { checker, message, atMs: sim.nowMs };
  }
  return { plan, failure, virtualMs: sim.nowMs, counts };
}

function run(sim: Simulation, counts: Counts, { observe, progress }: RunOptions): void {
  const { plan, watch, queue } = sim;
  const extra = observe?.(sim);
  if (extra) sim.watchWith(extra);
  sim.begin();
  const levels = new TrueLevels(sim.world);
  const everyVm = new EveryVm(sim, levels);
  const goesOn = new GoesOn(sim);
  const falling = new FallingCost(sim.world);
  sim.watchWith(new OneMigration(), new Capacity(sim.world, sim.promises), falling, new DeafToReplays(), counts);
  sim.watchWith(new RulesHold(sim));
  const rounds = new Rounds(queue, (round) => everyVm.whole(round));
  for (const listener of [new OneHolder(watch), falling, goesOn, rounds]) watch.listen(listener);
  const chance = Chance.of(plan.seed, 'faults');
  const faults = new Faults(sim, chance, plan.pace);
  operate(sim, Chance.of(plan.seed, 'operator'));
  do {
    faults.begin();
    queue.run(sim.nowMs + plan.faultsMs, () => false);
    provesAlive({ sim, chance, faults, goesOn, everyVm });
    counts.levels = levels.compared;
    progress?.(sim.nowMs);
  } while (sim.nowMs < plan.totalMs);
}

/** Starts a round whenever none seems to be under way. */
function operate(sim: Simulation, chance: Chance): void {
  const look = (): void => {
    sim.queue.after(operatorMs, look);
    const tokens = [...sim.watch.tokens.values()];
    if (tokens.some(({ isEnded, isRetired, isLost }) => !isEnded && !isRetired && !isLost)) return;
    const host = chance.pick(sim.running());
    if (host) sim.inject(host, sim.plan.round);
  };
  look();
}
