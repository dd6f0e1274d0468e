// Lets faults strike at the pace of the plan, and heals them: the schedule. What each does is in the files beside this.
import type { Chance } from '../chance.js';
import type { FaultKind, Pace } from '../plan.js';
import type { Simulation } from '../simulation.js';
import { driverFaults } from './drivers.js';
import { guestFaults } from './guests.js';
import { memberFaults } from './members.js';
import { networkFaults } from './network.js';
import { operatorFaults } from './operator.js';
import { processFaults } from './processes.js';

export interface Striking {
  readonly sim: Simulation;
  readonly chance: Chance;
  /** Ends a fault after so long, ms, or when all is healed, whichever comes first. */
  readonly lasting: (forMs: number, undo: () => void) => void;
}

export type Fault = (striking: Striking) => void;
export type FaultTable = Partial<Readonly<Record<FaultKind, Fault>>>;

const faults: FaultTable = {
  ...networkFaults,
  ...processFaults,
  ...driverFaults,
  ...guestFaults,
  ...memberFaults,
  ...operatorFaults,
};

export class Faults implements Striking {
  readonly sim: Simulation;
  readonly chance: Chance;
  readonly #pace: Pace;
  readonly #ongoing = new Set<() => void>();
  /** Counts the times of faults; what was planned in an earlier one does not happen any more. */
  #era = 0;

  constructor(sim: Simulation, chance: Chance, pace: Pace) {
    this.sim = sim;
    this.chance = chance;
    this.#pace = pace;
  }

  /** From now on faults strike. */
  begin(): void {
    this.#era += 1;
    for (const kind of Object.keys(this.#pace) as FaultKind[]) this.#plan(kind, this.#era);
  }

  /** No fault strikes any more, and what has struck is mended, but for agents that stay down until they are started. */
  heal(): void {
    this.#era += 1;
    const ongoing = [...this.#ongoing];
    this.#ongoing.clear();
    for (const undo of ongoing) undo();
    this.sim.note('all faults are healed');
  }

  readonly lasting = (forMs: number, undo: () => void): void => {
    this.#ongoing.add(undo);
    this.sim.queue.after(forMs, () => {
      if (this.#ongoing.delete(undo)) undo();
    });
  };

  #plan(kind: FaultKind, era: number): void {
    const fault = faults[kind];
    const meanMs = this.#pace[kind];
    if (!fault || meanMs === undefined) return;
    this.sim.queue.after(this.chance.exponential(meanMs), () => {
      if (era !== this.#era) return;
      fault(this);
      this.#plan(kind, era);
    });
  }
}
