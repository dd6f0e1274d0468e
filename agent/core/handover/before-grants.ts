// What tokens and acknowledgements of agents from before grants lack, filled in from what this host knows: they pass a
// generation's counter on without its random half, and leave the epoch of orders out.
import { halvesOf } from '../generation.js';
import type { Memory } from '../memory.js';
import type { TokenChangeMessage, TokenMessage } from '../messages.js';
import type { TokenHeader, TokenId } from '../token.js';

/** The generation known here that has the same counter; else the one given. */
export function knownGeneration(
  { tokenId, generation }: { readonly tokenId: TokenId; readonly generation: number },
  memory: Memory,
): number {
  const known = memory.generation(tokenId);
  const given = halvesOf(generation);
  return given.tag === 0 && halvesOf(known).counter === given.counter ? known : generation;
}

/** The token as an agent of today would have sent it. */
export function completed<M extends TokenMessage | TokenChangeMessage>(message: M, memory: Memory): M {
  if (message.type === 'token') {
    return { ...message, token: message.token.under(completedHeader(message.token.header, memory)) };
  }
  const { change } = message;
  const base = { ...change.base, generation: knownGeneration({ tokenId: change.header.id, ...change.base }, memory) };
  return { ...message, change: { ...change, base, header: completedHeader(change.header, memory) } };
}

function completedHeader(header: TokenHeader, memory: Memory): TokenHeader {
  const generation = knownGeneration({ tokenId: header.id, generation: header.generation }, memory);
  return { ...header, generation, epoch: memory.order.epoch, mixed: true };
}
