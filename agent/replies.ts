// Questions to the core that it answers with an effect, perhaps much later: each has a number, which the answer names.

export class Replies<Result> {
  /** Bounded by the requests that clients of the control socket may have under way. */
  readonly #waiting = new Map<number, (result: Result) => void>();
  #last = 0;

  /** `feed` is given the number that the answer will bear. Resolves with the answer, and never without one. */
  ask(feed: (reply: number) => void): Promise<Result> {
    this.#last += 1;
    const reply = this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(reply, resolve);
      feed(reply);
    });
  }

  answered(reply: number, result: Result): void {
    this.#waiting.get(reply)?.(result);
    this.#waiting.delete(reply);
  }
}
