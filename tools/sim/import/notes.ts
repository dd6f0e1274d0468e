// What an operator should know of an import that was not refused: some examples of each kind, and how many there are.

/** Examples of each kind. */
const maxExamples = 5;

export class Notes {
  /** One entry a kind; kinds are named in the sources. */
  readonly #kinds = new Map<string, { count: number; readonly examples: string[] }>();

  add(kind: string, example: string): void {
    const entry = this.#kinds.get(kind) ?? { count: 0, examples: [] };
    this.#kinds.set(kind, entry);
    entry.count += 1;
    if (entry.examples.length < maxExamples) entry.examples.push(example);
  }

  /** Lines such as `VMs that are on two hosts (2): ...; ...`. */
  lines(): string[] {
    return [...this.#kinds].map(([kind, { count, examples }]) => {
      const more = count > examples.length ? '; ...' : '';
      return `${kind} (${count}): ${examples.join('; ')}${more}`;
    });
  }
}
