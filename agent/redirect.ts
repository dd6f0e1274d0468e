// The whole redirect, of its two halves: the bridge's rules and the host's. Only composition; each half is an adapter
// that knows nothing of the other (agent/ovs/steering.ts, agent/host/nftables.ts).
import type { Redirect, RedirectedVm, VmPort } from './core/drivers.js';

/** The bridge's half: brings packets for local VMs on the agent's port to the host, keeps VMs off that port. */
export interface BridgeSteering {
  apply(vms: readonly RedirectedVm[], ports: readonly VmPort[]): Promise<readonly string[]>;
  remove(): Promise<void>;
  warnings?(): readonly string[];
}

/** The host's half: gives such packets the host's own address, so that they reach the agent's socket, and guards it. */
export interface HostRewriting {
  apply(vms: readonly RedirectedVm[], ports: readonly VmPort[]): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export class RedirectError extends Error {
  override readonly name = 'RedirectError';
  readonly code: 'apply' | 'remove';

  constructor(code: 'apply' | 'remove', errors: readonly Error[]) {
    const what = code === 'apply' ? 'the redirect is not complete' : 'the redirect could not be removed whole';
    super(`${what}: ${errors.map((error) => error.message).join('; ')}`, { cause: errors[0] });
    this.code = code;
  }
}

export class OpenFlowRedirect implements Redirect {
  readonly #steering: BridgeSteering;
  readonly #rewriting: HostRewriting;
  /** Ends when the work under way has: two halves of two applies must not mix. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(steering: BridgeSteering, rewriting: HostRewriting) {
    this.#steering = steering;
    this.#rewriting = rewriting;
  }

  /** Both halves are tried even if one fails. Rejects with RedirectError that holds each failure's text. */
  apply(vms: readonly RedirectedVm[], ports: readonly VmPort[]): Promise<readonly string[]> {
    return this.#inOrder(async () => {
      const mended = await bothOf('apply', [this.#rewriting.apply(vms, ports), this.#steering.apply(vms, ports)]);
      return mended.flat();
    });
  }

  warnings(): readonly string[] {
    return this.#steering.warnings?.() ?? [];
  }

  remove(): Promise<void> {
    return this.#inOrder(async () => {
      await bothOf('remove', [this.#steering.remove(), this.#rewriting.remove()]);
    });
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => {});
    return result;
  }
}

async function bothOf<T>(code: 'apply' | 'remove', halves: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(halves);
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  if (errors.length > 0) throw new RedirectError(code, errors);
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
