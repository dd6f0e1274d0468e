// Waits until one of a token's migrations in flight has ended: asks the hosts that ordered them, again and again. A
// host that stays silent has lost its migration, for all that the token can know.
import type { Flights } from './flights.js';
import { landed } from './flights.js';
import type { Surroundings } from './locating.js';
import type { InFlight, Token } from './token.js';

/** Pause between rounds of questions, ms; grows by half each time up to the last. */
const PAUSE_MS = { first: 200, last: 5_000 } as const;
/** Questions in a row, each repeated by itself, that a host may leave unanswered. */
const MAX_SILENT = 3;

export class Landing {
  readonly #around: Surroundings;
  readonly #flights: Flights;
  readonly #token: Token;
  readonly #done: () => void;
  readonly #count: number;
  readonly #silent = new Map<InFlight, number>();
  #askAtMs = Number.POSITIVE_INFINITY;
  #pauseMs: number = PAUSE_MS.first;
  #isOver = false;

  /** `done` is called once, when the token's list has become shorter. */
  constructor(around: Surroundings, flights: Flights, token: Token, done: () => void) {
    this.#around = around;
    this.#flights = flights;
    this.#token = token;
    this.#done = done;
    this.#count = token.header.flights.length;
  }

  start(): void {
    this.#around.context.defer(() => this.#ask());
  }

  /** The token is not waited for any more; `done` is not called. */
  cancel(): void {
    this.#isOver = true;
  }

  /** Something has happened that is worth a look. */
  askNow(): void {
    this.#flights.settle(this.#token);
    this.#around.context.defer(() => this.#close());
  }

  tick(): void {
    if (!this.#isOver && this.#around.context.nowMs >= this.#askAtMs) this.#ask();
  }

  nextDeadlineMs(): number {
    return this.#isOver ? Number.POSITIVE_INFINITY : this.#askAtMs;
  }

  #ask(): void {
    const { context, requests } = this.#around;
    const { host, port } = context.settings;
    this.#askAtMs = Number.POSITIVE_INFINITY;
    this.#flights.settle(this.#token);
    const { header } = this.#token;
    const elsewhere = header.flights.filter(({ from }) => from !== host);
    let open = elsewhere.length;
    for (const flight of elsewhere) {
      const question = { type: 'flight-request', request: 0, vm: flight.vm, tokenId: header.id } as const;
      requests.ask({ address: flight.from, port }, question, (answer) => {
        if (this.#isOver) return;
        if (answer?.type === 'flight-response') landed(this.#token, flight, answer.state);
        else this.#unanswered(flight);
        open -= 1;
        if (open === 0) this.#close();
      });
    }
    if (elsewhere.length === 0) this.#close();
  }

  #unanswered(flight: InFlight): void {
    const count = (this.#silent.get(flight) ?? 0) + 1;
    this.#silent.set(flight, count);
    if (count >= MAX_SILENT) landed(this.#token, flight, 'unknown');
  }

  #close(): void {
    if (this.#isOver) return;
    if (this.#token.header.flights.length < this.#count) {
      this.#isOver = true;
      return this.#done();
    }
    if (this.#askAtMs !== Number.POSITIVE_INFINITY) return;
    this.#askAtMs = this.#around.context.nowMs + this.#pauseMs;
    this.#pauseMs = Math.min(1.5 * this.#pauseMs, PAUSE_MS.last);
  }
}
