// What libvirt's state numbers mean for S-CORE: does the domain live here, and may it be moved now. Pure.
import type { Obstacle } from '../core/drivers.js';
import type { DomainState } from './procedures.js';

/** virDomainState. */
export const domainState = {
  running: 1,
  blocked: 2,
  paused: 3,
  shuttingDown: 4,
  shutOff: 5,
  crashed: 6,
  suspended: 7,
} as const;

/** virDomainPausedReason: states that pass by themselves, because libvirt is at work on the domain. */
const passingPauses: Readonly<Record<number, string>> = {
  2: 'a migration',
  3: 'a save',
  4: 'a core dump',
  8: 'its shutdown',
  9: 'a snapshot',
  11: 'its start',
  12: 'a post-copy migration',
};

/** Pauses in which the domain is not here: an incoming one that is not whole yet, or one that has just left, in post-copy too. */
const absentPauses: ReadonlySet<number> = new Set([2, 11, 12]);

/** Pauses that last until somebody acts. */
const lastingPauses: Readonly<Record<number, string>> = {
  1: 'by a user',
  5: 'after an I/O error',
  6: 'by its watchdog',
  7: 'after a snapshot was restored',
  10: 'after a crash',
  13: 'after a failed post-copy migration',
  14: 'after a failed libvirt call',
};

/** Whether a post-copy migration of it broke off: neither host has the whole of it. */
export function isSplit({ state, reason }: DomainState): boolean {
  return state === domainState.paused && reason === 13;
}

/** Whether the domain lives here: a paused one does, one that is being prepared or has ended does not. */
export function livesHere({ state, reason }: DomainState): boolean {
  if (state === domainState.paused) return !absentPauses.has(reason);
  return state === domainState.running || state === domainState.blocked || state === domainState.suspended;
}

/** Why a domain in this state cannot be moved now, or undefined when it can. */
export function stateObstacle({ state, reason }: DomainState): Obstacle | undefined {
  switch (state) {
    case domainState.running:
    // Xen's word for a running domain that waits for input or output.
    case domainState.blocked:
      return undefined;
    case domainState.paused: {
      const passing = passingPauses[reason];
      if (passing) return { code: 'transient-state', detail: `the domain is paused by libvirt for ${passing}` };
      return { code: 'not-running', detail: `the domain is paused ${lastingPauses[reason] ?? `(reason ${reason})`}` };
    }
    case domainState.shuttingDown:
      return { code: 'transient-state', detail: 'the domain is shutting down' };
    case domainState.shutOff:
      return { code: 'not-running', detail: 'the domain is shut off' };
    case domainState.crashed:
      return { code: 'not-running', detail: 'the domain has crashed' };
    case domainState.suspended:
      return { code: 'not-running', detail: "the domain is suspended by the guest's power management" };
    default:
      return { code: 'not-running', detail: `the domain is in the unknown state ${state}` };
  }
}
