// Finds a host that has room for one VM, and has it hold the room: asks the best at once, then a few at a time, until
// one keeps it (thesis 4.2.5). Whether the VM is to move at all is deciding.ts's; which hosts come in which order is
// search.ts's.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Candidate } from './decision.js';
import type { LocalVm } from './local-vms.js';
import type { Surroundings } from './locating.js';
import type { CapacityResponse, Response } from './messages.js';
import { capacityRequest, release } from './moving.js';
import type { AskOptions } from './requests.js';
import { rulingOfAnswer } from './rules/target-rules.js';
import type { Tried } from './tried.js';

/** Hosts probed for room at the same time. */
export const PROBES_AT_ONCE = 8;
/** Few tries for a host that is merely near a neighbour: there are others as good. */
const NEARBY: AskOptions = { attempts: 2 };
/** Silent hosts near neighbours after which no more of them are asked: a rack that is down must not hold the token up. */
const MAX_SILENT_NEARBY = 16;

export type Batches = Iterator<readonly Candidate[], undefined>;

export interface AskingOptions {
  readonly vm: LocalVm;
  readonly first: readonly Candidate[];
  readonly further: Batches;
  /** Holds nothing: a recommendation only asks. */
  readonly onlyAsks: boolean;
  readonly tried: Tried;
  /** The host has room, and holds it under the name of `promise` unless it was only asked. */
  readonly found: (target: Candidate, promise: number | undefined) => void;
  /** `wasWilling`: a host had room when it was asked, though it has not kept it. */
  readonly none: (wasWilling: boolean) => void;
}

export class Asking {
  readonly #around: Surroundings;
  readonly #options: AskingOptions;
  #wasWilling = false;
  #silentNearby = 0;

  constructor(around: Surroundings, options: AskingOptions) {
    this.#around = around;
    this.#options = options;
  }

  /** The best host mostly has room. So it is asked to hold it at once, and nobody else is asked unless it refuses. */
  start(): void {
    const [best, ...rest] = this.#options.first;
    this.#hold(best!, () => this.#probe(rest.length > 0 ? rest : this.#next()));
  }

  #next(): readonly Candidate[] | undefined {
    return this.#options.further.next().value;
  }

  /** Asks the hosts of `batch` for room, and of further batches until one has it and keeps it. */
  #probe(batch: readonly Candidate[] | undefined): void {
    if (!batch) return this.#options.none(this.#wasWilling);
    if (batch[0]!.near > 0 && this.#silentNearby >= MAX_SILENT_NEARBY) return this.#probe(this.#next());
    let open = batch.length;
    const granted = new Set<Ipv4>();
    for (const candidate of batch) {
      this.#askRoom(candidate, undefined, (answer) => {
        if (answer?.granted) granted.add(candidate.host);
        open -= 1;
        if (open > 0) return;
        this.#reserve(batch.filter(({ host }) => granted.has(host)));
      });
    }
  }

  /** First fit: asks the willing hosts in order to hold the room, and takes the first that does. */
  #reserve([first, ...rest]: readonly Candidate[]): void {
    if (!first) return this.#probe(this.#next());
    this.#wasWilling = true;
    if (this.#options.onlyAsks) return this.#options.found(first, undefined);
    this.#hold(first, () => this.#reserve(rest));
  }

  /** Has the host hold room for the VM; `otherwise` when the host refuses or is silent. */
  #hold(target: Candidate, otherwise: () => void): void {
    const { context } = this.#around;
    const { vm, onlyAsks, found } = this.#options;
    const promise = onlyAsks ? undefined : 1 + Math.floor(context.random() * 0xffff_fffe);
    this.#askRoom(target, promise, (answer) => {
      if (answer?.granted) return found(target, promise);
      // Perhaps only the answer was lost, and the room is held for nobody.
      if (!answer && promise !== undefined) release(context, target.host, vm, promise);
      otherwise();
    });
  }

  /** With the name of a `promise`, asks to hold the room. */
  #askRoom(
    candidate: Candidate,
    promise: number | undefined,
    done: (answer: CapacityResponse | undefined) => void,
  ): void {
    const { context, directory, requests, local } = this.#around;
    const { vm, tried } = this.#options;
    const { host } = candidate;
    const to = { address: host, port: context.settings.port };
    const take = (response: Response | undefined): void => {
      const answer = response?.type === 'capacity-response' ? response : undefined;
      if (answer?.granted) tried.note(candidate, promise === undefined ? 'has room' : 'reserved');
      else {
        tried.note(candidate, answer ? `refused: ${answer.reason}` : 'no answer', rulingOfAnswer(candidate, answer));
      }
      if (!answer) directory.silent(host, context.nowMs);
      if (!answer && candidate.near > 0) this.#silentNearby += 1;
      done(answer);
    };
    requests.ask(to, capacityRequest(local, vm, promise), take, candidate.near === 0 ? {} : NEARBY);
  }
}
