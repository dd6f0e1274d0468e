// A token that is held here, after this agent stood still: asks the host that gave it whether it still holds, because that
// one may have taken this host for lost and gone on without it.
import type { Held } from '../handover/handover.js';
import type { Surroundings } from '../locating.js';
import type { Memory } from '../memory.js';

/** Takes note of the answer and calls `done`; also when there is none. */
export function askAbout({ token, cameBy }: Held, around: Surroundings, memory: Memory, done: () => void): void {
  const { host, port } = around.context.settings;
  const { id: tokenId, generation, sequence, origin } = token.header;
  const question = { type: 'token-inquiry', request: 0, tokenId, generation, sequence, host } as const;
  around.requests.ask({ address: cameBy?.from ?? origin, port }, question, (answer) => {
    if (answer?.type === 'token-sighting') {
      memory.sawGeneration(tokenId, answer.generation);
      if (answer.sight === 'ended') memory.ended(tokenId, answer.generation);
    }
    done();
  });
}
