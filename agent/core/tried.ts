// The hosts that one decision has looked at: what each was found to be worth, what it answered, and which rule forbade
// it. Kept for the operator, and for the reason to stay when none is left.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Candidate } from './decision.js';
import type { Ruling } from './rules/ruling.js';
import type { CandidateRecord } from './steps.js';

export class Tried {
  readonly #records: CandidateRecord[];
  /** In the order of the search, the best first. */
  readonly #order = new Map<Ipv4, Ruling | undefined>();

  /** `considered`: hosts that have a neighbour, worth it or not. Those near them join when the search comes to them. */
  constructor(considered: readonly Candidate[]) {
    this.#records = considered.map((candidate) => ({ ...candidate }));
  }

  get records(): readonly CandidateRecord[] {
    return this.#records;
  }

  /** The search has come to this host. */
  comes({ host }: Candidate): void {
    this.#order.set(host, undefined);
  }

  /** What the host answered, or why it was not asked; with a `ruling`, that it is none for this VM. */
  note(candidate: Candidate, answer: string, ruling?: Ruling): void {
    const known = this.#records.find((each) => each.host === candidate.host);
    if (known) known.answer = answer;
    else this.#records.push({ ...candidate, answer });
    if (ruling) this.#order.set(candidate.host, ruling);
  }

  /** Why the best of them is none for this VM; undefined when no rule forbade any. */
  ruling(): Ruling | undefined {
    return this.rulings()[0];
  }

  /** Of all that were forbidden, the best host's first. */
  rulings(): readonly Ruling[] {
    return [...this.#order.values()].filter((ruling) => ruling !== undefined);
  }
}
