// What the answers to an inquiry add up to: a formula, apart from who asks and when.
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { TokenSighting } from '../messages.js';

/** The asker's own part: the highest generation it knows, and what its copy is. */
export type Mine = Pick<TokenSighting, 'host' | 'generation' | 'copyGeneration' | 'sequence'>;

export type Finding =
  | { readonly type: 'ended'; readonly generation: number }
  | { readonly type: 'alive'; readonly agoMs: number }
  /** Another host looks for it too, with a newer copy, or with the same and a lower address. */
  | { readonly type: 'yield' }
  | { readonly type: 'newest'; readonly host: Ipv4; readonly generation: number; readonly sequence: number };

/** A token seen less than `recentMs` ago is taken to be alive. */
export function findingOf(mine: Mine, answers: readonly TokenSighting[], recentMs: number): Finding {
  const generation = Math.max(mine.generation, ...answers.map((answer) => answer.generation));
  const current = answers.filter((answer) => answer.generation === generation);
  if (current.some(({ sight }) => sight === 'ended')) return { type: 'ended', generation };
  if (current.some(({ sight }) => sight === 'here' || sight === 'custody')) return { type: 'alive', agoMs: 0 };
  const ages = current.filter(({ sight }) => sight === 'seen').map(({ ageMs }) => ageMs);
  const agoMs = Math.min(...ages);
  if (agoMs < recentMs) return { type: 'alive', agoMs };
  const copies = [{ ...mine, inquiring: false }, ...answers.filter(({ copyGeneration }) => copyGeneration > 0)];
  const newest = copies.reduce((best, copy) => (isNewer(copy, best) ? copy : best));
  if (newest.inquiring) return { type: 'yield' };
  return { type: 'newest', host: newest.host, generation: newest.copyGeneration, sequence: newest.sequence };
}

/** Which copy goes on: of the higher generation, at the later hop, on the host with the lower address. */
function isNewer(one: Mine, other: Mine): boolean {
  if (one.copyGeneration !== other.copyGeneration) return one.copyGeneration > other.copyGeneration;
  return one.sequence === other.sequence ? one.host < other.host : one.sequence > other.sequence;
}
