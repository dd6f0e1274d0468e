// c_m, the cost of a migration in Eq. 3.2: a number that the operator gives, or what the copy itself is expected to
// cost. Both in bytes per second x weight, as the gain is, so that one can be weighed against the other.

/** How much a move must save: more than `fixed`, and more than `perWeight` for each unit of weight on the copy's path. */
export interface Price {
  readonly fixed: number;
  /** Bytes per second: predicted bytes of the copy, spread over the time in which the move must pay off. */
  readonly perWeight: number;
}

/** What is known beforehand of a live migration. */
export interface CopyForecast {
  /** Memory that will be copied at least once, bytes. */
  readonly memoryBytes: number;
  /** How fast the guest writes to its memory, bytes per second; undefined: not measured. */
  readonly dirtyBytesPerSecond?: number;
  /** How fast the copy may go, bytes per second; undefined: not limited. */
  readonly bytesPerSecond?: number;
}

/** Passes over memory after which pre-copy is taken not to converge: the copy costs no more than this many times the memory. */
const MAX_PASSES = 8;

/**
 * Bytes that pre-copy sends: each pass copies what was written during the one before, so they make a geometric series,
 * memory / (1 - dirty / bandwidth), which is bounded here for guests that write nearly as fast as the copy goes.
 */
export function forecastBytes({ memoryBytes, dirtyBytesPerSecond = 0, bytesPerSecond }: CopyForecast): number {
  const ratio = bytesPerSecond === undefined || bytesPerSecond <= 0 ? 0 : dirtyBytesPerSecond / bytesPerSecond;
  return memoryBytes * Math.min(MAX_PASSES, ratio < 1 ? 1 / (1 - ratio) : MAX_PASSES);
}

/** c_m as the operator gave it. */
export function fixedPrice(migrationCost: number): Price {
  return { fixed: migrationCost, perWeight: 0 };
}

/** c_m `auto`. `payoffMs` > 0. */
export function copyPrice(forecast: CopyForecast, payoffMs: number): Price {
  return { fixed: 0, perWeight: forecastBytes(forecast) / (payoffMs / 1000) };
}

/** c_m of a round for one VM; `auto`: what its copy is expected to cost, on top of what the operator gave. */
export function priceOf(
  { migrationCost, autoCost }: { readonly migrationCost: number; readonly autoCost: boolean },
  { copy, memoryMiB }: { readonly copy?: CopyForecast; readonly memoryMiB: number },
  payoffMs: number,
): Price {
  if (!autoCost) return fixedPrice(migrationCost);
  return { ...copyPrice(copy ?? { memoryBytes: memoryMiB * 2 ** 20 }, payoffMs), fixed: migrationCost };
}

/** c_m of a move over a path of this weight. */
export function priceOver({ fixed, perWeight }: Price, pathWeight: number): number {
  return fixed + perWeight * pathWeight;
}
