// One run: rounds until nothing moves or the iterations are over, and what they did. No files, no clock but the
// one that is passed in.
import type { CandidateRule } from '../../../agent/core/settings.js';
import { seededRandom } from '../../random.js';
import type { CostSample, IterationSummary, RunResult, SimulatedMigration, SimulatedPolicy } from '../results.js';
import { occupancyOf, type Scenario } from '../scenario/scenario.js';
import { Churn } from './churn.js';
import { type DecisionRules, type Moved, makeGlobalRound, makeRound, makeToken } from './rounds.js';
import { World } from './world.js';

/** Points of the cost curve within one iteration, where traffic changes during the run. */
const SAMPLES = 20;

export interface SimulationOptions {
  readonly policy: SimulatedPolicy;
  readonly candidates: CandidateRule;
  /** c_m of Eq. 3.2, absolute. */
  readonly migrationCost: number;
  /** Iterations at most, 1..; without churn the run ends earlier when one moves nothing. */
  readonly iterations: number;
  readonly seed: number;
  /** Share of the pairs of VMs that end, and of new ones that begin, before each iteration but the first; 0..1. */
  readonly churn: number;
  /** Seconds from any origin. */
  readonly clock: () => number;
  readonly progress?: (progress: Progress) => void;
}

export interface Progress {
  readonly iteration: number;
  /** VMs that have decided in this iteration. */
  readonly decided: number;
  readonly vms: number;
  readonly migrations: number;
  readonly cost: number;
  readonly initialCost: number;
}

export function simulate(scenario: Scenario, options: SimulationOptions): RunResult {
  return new Simulation(scenario, options).run();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #options: SimulationOptions;
  readonly #world: World;
  readonly #rules: DecisionRules;
  readonly #churn: Churn;
  readonly #makeRound: (decided: (move: Moved | undefined) => void) => void;
  readonly #initialCost: number;
  readonly #migrations: SimulatedMigration[] = [];
  readonly #iterations: IterationSummary[] = [];
  readonly #costs: CostSample[] = [];
  #cost: number;

  constructor(scenario: Scenario, options: SimulationOptions) {
    const { policy, candidates, migrationCost, seed, churn } = options;
    this.#scenario = scenario;
    this.#options = options;
    this.#world = new World(scenario);
    this.#rules = { candidates, migrationCost, random: seededRandom(seed).next };
    // A generator of its own, so that every policy sees the same traffic come and go.
    this.#churn = new Churn(scenario, churn, seededRandom(seed + 1));
    this.#makeRound = this.#orderOf(policy);
    this.#initialCost = this.#world.cost();
    this.#cost = this.#initialCost;
  }

  run(): RunResult {
    const { iterations, churn, clock } = this.#options;
    const startedAt = clock();
    this.#sample(0, false);
    for (let iteration = 1; iteration <= iterations; iteration += 1) {
      if (iteration > 1 && churn > 0) this.#changeTraffic(iteration);
      const moved = this.#iterate(iteration);
      if (moved === 0 && churn === 0) break;
    }
    return this.#result(clock() - startedAt);
  }

  #orderOf(policy: SimulatedPolicy): (decided: (move: Moved | undefined) => void) => void {
    if (policy === 'global') return (decided) => makeGlobalRound(this.#world, this.#rules, decided);
    const token = makeToken(this.#world, policy, this.#rules.migrationCost);
    return (decided) => makeRound(this.#world, token, this.#rules, decided);
  }

  #iterate(iteration: number): number {
    const vms = this.#world.hostOf.length;
    const before = this.#migrations.length;
    const often = Math.max(1, Math.ceil(vms / SAMPLES));
    let decided = 0;
    this.#makeRound((move) => {
      decided += 1;
      if (move) {
        this.#cost -= move.gain;
        this.#migrations.push({ iteration, ...move, costAfter: this.#cost });
      }
      if (decided % often !== 0) return;
      this.#sample(iteration - 1 + decided / vms, false);
      this.#tell(iteration, decided);
    });
    // Summing up gains gathers rounding errors; the cost itself does not.
    this.#cost = this.#world.cost();
    const migrations = this.#migrations.length - before;
    this.#iterations.push({ iteration, cost: this.#cost, migrations });
    this.#tell(iteration, vms);
    return migrations;
  }

  #changeTraffic(iteration: number): void {
    this.#world.traffic = this.#churn.next();
    this.#cost = this.#world.cost();
    this.#sample(iteration - 1, true);
  }

  #sample(atIteration: number, churned: boolean): void {
    if (this.#options.churn > 0) this.#costs.push({ atIteration, cost: this.#cost, churned });
  }

  #tell(iteration: number, decided: number): void {
    const { length: vms } = this.#world.hostOf;
    const migrations = this.#migrations.length;
    this.#options.progress?.({
      ...{ iteration, decided, vms, migrations, cost: this.#cost, initialCost: this.#initialCost },
    });
  }

  #result(wallSeconds: number): RunResult {
    const { policy, candidates, seed, migrationCost, churn } = this.#options;
    const { vms, hosts } = this.#scenario;
    const allocation = this.#world.hostOf;
    const displaced = allocation.reduce((count, host, vm) => count + (host === vms.hosts[vm] ? 0 : 1), 0);
    const summary = {
      ...{ policy, candidates, seed, vms: allocation.length, hosts: hosts.slots.length },
      ...{ occupancy: occupancyOf(this.#scenario), migrationCost, initialCost: this.#initialCost },
      ...{ finalCost: this.#cost, migrations: this.#migrations.length, displaced },
      ...{ iterations: this.#iterations, ...(churn > 0 ? { churn } : {}), wallSeconds },
    };
    return { summary, allocation, migrations: this.#migrations, costs: this.#costs };
  }
}
