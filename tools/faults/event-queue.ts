// The simulation's calendar: what happens at which virtual time, earliest first; of the same time in the order in which
// it was put in, so that a seed replays exactly. A binary heap on plain arrays. Knows nothing of what happens.

export class EventQueue {
  /** Virtual time, ms. */
  nowMs = 0;
  readonly #times: number[] = [];
  readonly #orders: number[] = [];
  readonly #works: (() => void)[] = [];
  #order = 0;

  get size(): number {
    return this.#times.length;
  }

  /** Runs `work` after so long, ms, >= 0. */
  after(delayMs: number, work: () => void): void {
    this.at(this.nowMs + delayMs, work);
  }

  /** Runs `work` at this time, or now if that has passed. */
  at(timeMs: number, work: () => void): void {
    this.#order += 1;
    const time = Math.max(timeMs, this.nowMs);
    let place = this.#times.length;
    this.#times.push(time);
    this.#orders.push(this.#order);
    this.#works.push(work);
    while (place > 0) {
      const above = (place - 1) >>> 1;
      if (this.#times[above]! <= time) break; // An equal one was put in before.
      this.#move(above, place);
      place = above;
    }
    this.#put(place, time, this.#order, work);
  }

  /** Runs everything up to and including `endMs`, or until `isDone` says so after one of the events. */
  run(endMs: number, isDone: () => boolean): void {
    while (this.#times.length > 0 && this.#times[0]! <= endMs) {
      this.nowMs = this.#times[0]!;
      this.#take()();
      if (isDone()) return;
    }
    this.nowMs = endMs;
  }

  #take(): () => void {
    const first = this.#works[0]!;
    const [time, order, work] = [this.#times.pop()!, this.#orders.pop()!, this.#works.pop()!];
    const size = this.#times.length;
    if (size === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= size) break;
      if (below + 1 < size && this.#isBefore(below + 1, this.#times[below]!, this.#orders[below]!)) below += 1;
      if (!this.#isBefore(below, time, order)) break;
      this.#move(below, place);
      place = below;
    }
    this.#put(place, time, order, work);
    return first;
  }

  #isBefore(place: number, time: number, order: number): boolean {
    const other = this.#times[place]!;
    return other < time || (other === time && this.#orders[place]! < order);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from]!, this.#orders[from]!, this.#works[from]!);
  }

  #put(place: number, time: number, order: number, work: () => void): void {
    this.#times[place] = time;
    this.#orders[place] = order;
    this.#works[place] = work;
  }
}
