// The cluster's standing order: whether rounds are paused, and which epoch of tokens may live. Every host keeps it;
// it spreads by being told to everybody known, and by an exchange with a random host now and then, so that a host
// that was away learns of it.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { HostDirectory } from './directory.js';
import { isPlausible, numberAbove } from './generation.js';
import type { Memory } from './memory.js';
import type { Response } from './messages.js';
import type { Order } from './remembered.js';
import type { Requests } from './requests.js';
import type { Context, OrderName, OrderResult } from './steps.js';

/** Time between exchanges with a random host, ms. An order that a host missed reaches it within a few of these. */
const EXCHANGE_MS = 30_000;
/** How far an epoch may be ahead of the one known. */
const MAX_EPOCH_LEAD = 65_536;
/** An order is given again, above what the answers have shown, so often at most. */
const MAX_TRIES = 3;
/** A host that has just started asks sooner: it may have been away when an order was given. */
const FIRST_EXCHANGE_MS = 1_000;

export class Orders {
  readonly #context: Context;
  readonly #requests: Requests;
  readonly #directory: HostDirectory;
  readonly #memory: Memory;
  readonly #changed: () => void;
  #exchangeAtMs: number;

  /** `changed` is called when another order holds than before. */
  constructor(
    context: Context,
    parts: { readonly requests: Requests; readonly directory: HostDirectory; readonly memory: Memory },
    changed: () => void,
  ) {
    this.#context = context;
    this.#requests = parts.requests;
    this.#directory = parts.directory;
    this.#memory = parts.memory;
    this.#changed = changed;
    this.#exchangeAtMs = context.nowMs + FIRST_EXCHANGE_MS * (1 + context.random());
  }

  current(): Order {
    return this.#memory.order;
  }

  /** An operator's order. `done` is called once, when every host known has answered or been asked in vain. */
  give(name: OrderName, done: (result: OrderResult) => void, triesLeft = MAX_TRIES): void {
    const { version, paused, epoch } = this.current();
    const next = numberAbove(version, () => this.#context.random());
    this.#adopt({
      version: next,
      paused: name === 'retire' ? paused : name === 'pause',
      epoch: name === 'retire' ? epoch + 1 : epoch,
    });
    this.#tellEverybody((result) => {
      // A host that was away did not know of the latest orders: what it gave was older than those, though given later.
      const now = this.current();
      const holds = name === 'retire' ? now.epoch === epoch + 1 : now.paused === (name === 'pause');
      if (holds || triesLeft <= 1) return done(result);
      this.give(name, done, triesLeft - 1);
    });
  }

  /** What the host `from` has told. */
  heard(theirs: Order, from: Ipv4): void {
    const ours = this.current();
    if (!isPlausible(theirs.version, ours.version) || theirs.epoch - ours.epoch > MAX_EPOCH_LEAD) {
      const fields = { version: `${theirs.version}`, epoch: `${theirs.epoch}` };
      this.#context.emit({
        type: 'log',
        level: 'warn',
        message: 'order refused: it is too far ahead to be one',
        fields,
      });
      return;
    }
    const epoch = Math.max(ours.epoch, theirs.epoch);
    const { version, paused } = theirs.version > ours.version ? theirs : ours;
    if (version !== ours.version || epoch !== ours.epoch) this.#adopt({ version, paused, epoch }, from);
  }

  tick(): void {
    if (this.#context.nowMs < this.#exchangeAtMs) return;
    this.#exchangeAtMs = this.#context.nowMs + EXCHANGE_MS * (0.5 + this.#context.random());
    this.exchange();
  }

  /** Tells a random host, and hears what it knows. */
  exchange(): void {
    const host = this.#directory.anyOther(this.#context.settings.host, () => this.#context.random());
    if (host !== undefined) this.#tell(host, false, () => {});
  }

  nextDeadlineMs(): number {
    return this.#exchangeAtMs;
  }

  #adopt({ version, paused, epoch }: Order, from?: Ipv4): void {
    const isRetired = epoch > this.current().epoch;
    this.#memory.setOrder({ version, paused, epoch });
    const order = isRetired ? 'retire' : paused ? 'pause' : 'resume';
    const change = { order, paused, epoch, ...(from === undefined ? {} : { from }) } as const;
    this.#context.emit({ type: 'order-changed', change });
    this.#changed();
  }

  #tellEverybody(done: (result: OrderResult) => void): void {
    const others = this.#directory.hosts().filter((host) => host !== this.#context.settings.host);
    const silentHosts: Ipv4[] = [];
    let open = others.length;
    const close = (): void => done({ hosts: others.length - silentHosts.length + 1, silentHosts });
    if (open === 0) return close();
    for (const host of others) {
      this.#tell(host, true, (answered) => {
        if (!answered) silentHosts.push(host);
        open -= 1;
        if (open === 0) close();
      });
    }
  }

  /** In the `background` when many are told: a migration's renewals must not wait for them. */
  #tell(host: Ipv4, background: boolean, done: (answered: boolean) => void): void {
    const to = { address: host, port: this.#context.settings.port };
    const take = (answer: Response | undefined): void => {
      if (answer?.type === 'order-response') this.heard(answer, host);
      done(answer !== undefined);
    };
    this.#requests.ask(to, { type: 'order-request', request: 0, ...this.current() }, take, { background });
  }
}
