// The redirect on loopback, without root: where the real one steers packets for a local VM's address to the
// agent by OpenFlow and NAT, here the agent itself binds its port on that address of 127.0.0.0/8. It makes
// no drop rule, because no embedded VM can send a packet.
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { Redirect, RedirectedVm } from '../core/drivers.js';

/** The transport's part of the work: sockets that receive for an address beside the host's own. */
export interface AliasBinder {
  bindAlias(address: Ipv4): Promise<void>;
  unbindAlias(address: Ipv4): Promise<void>;
}

export interface LoopbackRedirectOptions {
  /** How long one `apply` tries an address that is still in use, ms. Default 200. */
  readonly patienceMs?: number;
  /** Wait between such tries, ms. Default 10. */
  readonly retryMs?: number;
}

export class LoopbackRedirect implements Redirect {
  readonly #binder: AliasBinder;
  readonly #patienceMs: number;
  readonly #retryMs: number;
  readonly #bound = new Set<Ipv4>();
  /** One apply or remove at a time, in the order of the calls. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(binder: AliasBinder, options: LoopbackRedirectOptions = {}) {
    this.#binder = binder;
    this.#patienceMs = options.patienceMs ?? 200;
    this.#retryMs = options.retryMs ?? 10;
  }

  /**
   * Binds and unbinds addresses until they are those of `vms`. During a migration source and target both claim
   * the VM's address for a moment, and only one socket can have it: an address in use is tried again for
   * `patienceMs`, then told in the result and left to the next apply. Rejects when an address cannot be bound
   * for any other reason; the other addresses are in place even then.
   */
  apply(vms: readonly RedirectedVm[]): Promise<readonly string[]> {
    return this.#inTurn(() => this.#converge(new Set(vms.map((vm) => vm.address))));
  }

  async remove(): Promise<void> {
    await this.#inTurn(() => this.#converge(new Set()));
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #converge(wanted: ReadonlySet<Ipv4>): Promise<string[]> {
    const failures: string[] = [];
    // Addresses are given up first: another agent may be waiting for them.
    for (const address of [...this.#bound].filter((bound) => !wanted.has(bound))) {
      this.#bound.delete(address);
      await this.#binder.unbindAlias(address).catch((error: Error) => {
        failures.push(`cannot release ${formatIpv4(address)}: ${error.message}`);
      });
    }
    const missing = [...wanted].filter((address) => !this.#bound.has(address));
    const notes = await Promise.all(missing.map((address) => this.#bind(address, failures)));
    if (failures.length > 0) throw new Error(`loopback redirect: ${failures.join('; ')}`);
    return notes.filter((note) => note !== undefined);
  }

  async #bind(address: Ipv4, failures: string[]): Promise<string | undefined> {
    const end = performance.now() + this.#patienceMs;
    for (;;) {
      const error = await this.#binder.bindAlias(address).then(
        () => undefined,
        (reason: NodeJS.ErrnoException) => reason,
      );
      if (error === undefined) {
        this.#bound.add(address);
        return undefined;
      }
      if (!isAddressInUse(error)) {
        failures.push(`cannot bind ${formatIpv4(address)}: ${error.message}`);
        return undefined;
      }
      if (performance.now() >= end) {
        return `${formatIpv4(address)} is in use by another agent (its VM is on the move?); tried again at the next apply`;
      }
      await new Promise((resolve) => setTimeout(resolve, this.#retryMs));
    }
  }
}

/** The transport may have wrapped the socket's error to name address and port. */
function isAddressInUse(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ((at as NodeJS.ErrnoException).code === 'EADDRINUSE') return true;
  }
  return false;
}
