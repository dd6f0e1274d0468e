// Questions of other hosts about this host's history. Each one is read from disk by whoever carries out the effect, so
// there is a bound on them: what comes beyond is dropped, as if it had been lost, and asked again by who wants to know.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Address, HistoryRequest } from './messages.js';
import type { Context } from './steps.js';

/** Questions answered at once, and in each second that follows. */
const MAX_PER_SECOND = 20;
/** Dropped ones are logged this often at most, ms. */
const LOG_PAUSE_MS = 60_000;

export class Telling {
  readonly #context: Context;
  readonly #formerHosts: (vm: Ipv4) => readonly Ipv4[];
  #left = MAX_PER_SECOND;
  #atMs: number;
  #quietUntilMs = Number.NEGATIVE_INFINITY;

  /** `formerHosts` are those that the VM's own history names, the latest last; none of a VM that is not here. */
  constructor(context: Context, formerHosts: (vm: Ipv4) => readonly Ipv4[]) {
    this.#context = context;
    this.#formerHosts = formerHosts;
    this.#atMs = context.nowMs;
  }

  asked(message: HistoryRequest, from: Address): void {
    const { nowMs } = this.#context;
    this.#left = Math.min(MAX_PER_SECOND, this.#left + ((nowMs - this.#atMs) * MAX_PER_SECOND) / 1_000);
    this.#atMs = nowMs;
    if (this.#left < 1) return this.#dropped(from);
    this.#left -= 1;
    this.#context.emit({ type: 'tell-history', to: from, message, formerHosts: this.#formerHosts(message.vm) });
  }

  /** Told once a minute at most. */
  #dropped({ address }: Address): void {
    const { nowMs } = this.#context;
    if (nowMs < this.#quietUntilMs) return;
    this.#quietUntilMs = nowMs + LOG_PAUSE_MS;
    const fields = { from: address, perSecond: `${MAX_PER_SECOND}` };
    this.#context.emit({
      type: 'log',
      level: 'warn',
      message: 'more questions about histories than are answered',
      fields,
    });
  }
}
