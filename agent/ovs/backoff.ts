// How long to wait before the next attempt. A formula; the timers are the callers'.

const firstMs = 200;
const longestMs = 5000;

/** Wait before attempt number `failures` + 1, ms: 200 ms after the first failure, doubling up to 5 s. */
export function backoffMs(failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 16));
}
