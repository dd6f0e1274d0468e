// Bounds what clients can make the agent compute: they share one answer while it is fresh, and one computation while
// it is under way.

/** Calls `make` at most once in `freshMs`, however often it is asked. A failure is not kept. */
export function sharedFor<T>(freshMs: number, make: () => Promise<T>, now = () => performance.now()): () => Promise<T> {
  let shared: Promise<T> | undefined;
  let untilMs = 0;
  return () => {
    if (shared && now() < untilMs) return shared;
    const made = make();
    shared = made;
    untilMs = Number.POSITIVE_INFINITY;
    const settle = (keepMs: number): void => {
      if (shared === made) untilMs = now() + keepMs;
    };
    made.then(
      () => settle(freshMs),
      () => settle(0),
    );
    return made;
  };
}
