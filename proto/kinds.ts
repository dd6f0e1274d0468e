// What the codecs of single kinds of messages have in common: their shape, and the optional marks.
import type { Message } from '../agent/core/messages.js';
import type { score } from './gen/score.js';

export type Kind = Message['type'];
export type OfKind<K extends Kind> = Extract<Message, { type: K }>;

/** How one kind of message is written into and read from its field of the envelope. */
export interface KindCodec<K extends Kind> {
  readonly encode: (message: OfKind<K>) => score.v1.Envelope.$Properties;
  readonly decode: (envelope: score.v1.Envelope) => OfKind<K>;
}

export type KindCodecs<Kinds extends Kind> = { readonly [K in Kinds]: KindCodec<K> };

/** An optional mark is there when it is set, and not at all when it is not. */
export function flag<Name extends string>(
  name: Name,
  value: boolean | null | undefined,
): { readonly [N in Name]?: true } {
  return (value ? { [name]: true } : {}) as { readonly [N in Name]?: true };
}
