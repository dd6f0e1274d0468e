// What every method of looking for an optimum takes and gives.

export interface Optimum {
  /** Eq. 3.1. */
  readonly cost: number;
  /** Host index of each VM; keeps the slots and memory of every host. */
  readonly allocation: Uint32Array;
  /** What was tried, for a person. */
  readonly detail: string;
}

/** Called as the search goes on; `bestCost` is Eq. 3.1 of the best so far. */
export type ProgressListener = (done: number, total: number, bestCost: number) => void;

export interface RunContext {
  /** Ends the search: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
