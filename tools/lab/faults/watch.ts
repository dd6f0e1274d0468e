// Where the token is, as the agents' statuses say, asked many times a second. A fault's moment is found here, and so
// is the moment at which a round goes on. Agents that are dead or stopped leave their last status behind.
import { ControlClient } from '../../../agent/control/client.js';
import type { RoundState, StatusReport } from '../../../agent/report/status.js';
import { sleep } from '../exec.js';
import { controlSocketOf } from '../paths.js';
import { HOSTS } from '../plan.js';

const POLL_INTERVAL_MS = 100;
const RECONNECT_INTERVAL_MS = 200;
/** A status that is older does not say where the token is now. */
const FRESH_MS = 500;

/** How far a token has come: its generation, then its hop. */
export interface Position {
  readonly generation: number;
  readonly sequence: number;
}

export interface Sight {
  readonly host: string;
  /** When the status came, ms since the epoch. */
  readonly atMs: number;
  readonly status: StatusReport;
}

export const isBeyond = (one: Position, other: Position): boolean =>
  one.generation > other.generation || (one.generation === other.generation && one.sequence > other.sequence);

export class Watch {
  readonly #tokenId: string;
  readonly #sights = new Map<string, Sight>();
  readonly #loops: readonly Promise<void>[];
  #stopped = false;

  constructor(tokenId: string) {
    this.#tokenId = tokenId;
    this.#loops = HOSTS.map(({ name }) => this.#follow(name));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }

  /** What the host's agent last said of the token, if it answers now. */
  fresh(host: string): RoundState | undefined {
    const sight = this.#sights.get(host);
    if (!sight || sight.atMs < Date.now() - FRESH_MS) return undefined;
    const { round } = sight.status;
    return round?.tokenId === this.#tokenId ? round : undefined;
  }

  /** Hosts whose agents say that they hold the token now. */
  holders(): string[] {
    return HOSTS.map(({ name }) => name).filter((name) => this.fresh(name)?.state === 'holding');
  }

  /** The farthest that any agent which answers has seen the token, leaving out `except`. */
  farthest(except?: string): (Position & { readonly host: string; readonly state: RoundState['state'] }) | undefined {
    const seen = HOSTS.flatMap(({ name }) => {
      const round = name === except ? undefined : this.fresh(name);
      return round ? [{ host: name, generation: round.generation, sequence: round.sequence, state: round.state }] : [];
    });
    return seen.reduce<(typeof seen)[number] | undefined>(
      (far, one) => (far && !isBeyond(one, far) ? far : one),
      undefined,
    );
  }

  async #follow(host: string): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#poll(host);
      } catch {
        // Dead, stopped, or starting: what it said last gets old, which is all that matters here.
        await sleep(RECONNECT_INTERVAL_MS);
      }
    }
  }

  async #poll(host: string): Promise<void> {
    const client = await ControlClient.connect(controlSocketOf(host), 1000);
    try {
      while (!this.#stopped) {
        const status = await client.status();
        this.#sights.set(host, { host, atMs: Date.now(), status });
        await sleep(POLL_INTERVAL_MS);
      }
    } finally {
      client.close();
    }
  }
}
