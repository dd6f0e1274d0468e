// What keeps this process alive, so that a suite can tell that a closed driver has let go of everything. It sees no timer
// that was unref'd; the suites therefore also check that a closed driver calls nobody any more.
import { until } from '../support/temporary.js';

const kinds = /Timeout|Pipe|TCP|UDP|Connect/;

function held(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => kinds.test(kind));
}

/**
 * Counts timers and sockets now; the returned function waits until there are no more of them than that, and rejects
 * after 5 s with what is left. Between the two calls nothing else may open any.
 */
export function watchResources(): () => Promise<void> {
  const before = held();
  return () =>
    until('timers and sockets are closed', () => held().length <= before.length).catch((error: Error) => {
      throw new Error(`${error.message}; before: ${before.join(' ')}; now: ${held().join(' ')}`);
    });
}
