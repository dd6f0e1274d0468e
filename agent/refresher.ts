// Runs one piece of asynchronous work at a time: a wish that comes while it runs leads to one more run
// afterwards, however many wishes there were. The work handles its own errors.

export class Refresher {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when a run that began after this call has ended. */
  request(): Promise<void> {
    if (this.#running) this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#work();
      } while (this.#again);
    } finally {
      this.#running = undefined;
    }
  }
}
