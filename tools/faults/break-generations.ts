// A canary of S3: hosts that do not check the generation. A token of an old generation, and its grant, are taken as if
// they were of the newest one that the host has seen; what it answers goes back under the old number, so that the sender
// understands it.
import type { Message } from '../../agent/core/messages.js';
import type { TokenId } from '../../agent/core/token.js';
import type { AgentView } from './observer.js';
import { honest, type Seams } from './seams.js';
import { keyOf } from './token-watch.js';

type Hop = { readonly tokenId: TokenId; readonly generation: number; readonly sequence: number };

export function skipGenerationCheck(): Seams {
  const highest = new Map<string, number>();
  /** Number that a raised hop had, by host, token and sequence. */
  const raised = new Map<string, number>();

  const see = (host: AgentView, tokenId: TokenId, generation: number): number => {
    const key = `${keyOf(host)}/${tokenId}`;
    const newest = Math.max(highest.get(key) ?? 0, generation);
    highest.set(key, newest);
    return newest;
  };
  const raise = (host: AgentView, { tokenId, generation, sequence }: Hop): number => {
    const newest = see(host, tokenId, generation);
    if (newest > generation) raised.set(`${keyOf(host)}/${tokenId}/${sequence}`, generation);
    return newest;
  };
  const lower = <Answer extends Hop>(host: AgentView, answer: Answer): Answer => {
    const generation = raised.get(`${keyOf(host)}/${answer.tokenId}/${answer.sequence}`);
    return generation === undefined ? answer : { ...answer, generation };
  };

  return {
    ...honest,
    receiving: (host: AgentView, message: Message): readonly Message[] => {
      if (message.type === 'token') {
        const { id: tokenId, generation, sequence } = message.token.header;
        return [{ ...message, token: message.token.copy(raise(host, { tokenId, generation, sequence })) }];
      }
      if (message.type === 'token-grant') return [{ ...message, generation: raise(host, message) }];
      return [message];
    },
    sending: (host: AgentView, message: Message): Message => {
      if (message.type === 'token') see(host, message.token.header.id, message.token.header.generation);
      return message.type === 'token-ack' || message.type === 'token-state' ? lower(host, message) : message;
    },
  };
}
