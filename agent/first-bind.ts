// Waits for the host's address when the agent starts before the network has it, as at boot, where After=network-online.target
// does not promise every address. Only for that: a port that is taken, for instance, is told at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './log.js';
import { errnoOf, TransportError } from './transport/errors.js';

/** As a service; TimeoutStartSec= of systemd/score-agent.service leaves time for the rest of the start after it, ms. */
export const addressPatienceMs = 60_000;
const RETRY_MS = 500;

/** Starts, again and again while the address is missing, for `patienceMs`. Rejects with the last TransportError. */
export async function whenAddressIsHere(
  start: () => Promise<void>,
  log: Pick<Logger, 'info' | 'warn'>,
  patienceMs: number,
): Promise<void> {
  const beganMs = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      await start();
      if (tries > 0) log.info('the address of "host" is here now', { waitedMs: elapsedMs(beganMs) });
      return;
    } catch (error) {
      if (!isAddressMissing(error) || elapsedMs(beganMs) >= patienceMs) throw error;
      if (tries === 0) log.warn('waiting for the address of "host"', { patienceMs, reason: (error as Error).message });
      await sleep(RETRY_MS);
    }
  }
}

function elapsedMs(sinceMs: number): number {
  return Math.round(performance.now() - sinceMs);
}

function isAddressMissing(error: unknown): boolean {
  return error instanceof TransportError && errnoOf(error.cause) === 'EADDRNOTAVAIL';
}
