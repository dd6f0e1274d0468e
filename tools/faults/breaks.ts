// Ways to break the protocol on purpose, at the seams of the simulation: a checker that lets one of them pass sees
// nothing. For the canaries, and for people who want to see a failure.
import { honest, type Seams } from './seams.js';

const table = {
  /** The disk forgets what room was promised, so that a new agent gives it away again. */
  'lose-reservation': (): Seams => ({
    ...honest,
    writing: (_host, remembered) => ({ ...remembered, promises: [] }),
  }),
  /** The host that has handed the token on never asks whether it is still held. */
  'drop-custody': (): Seams => {
    const granted = new Set<string>();
    return {
      ...honest,
      sending: (host, message) => {
        if (message.type !== 'token-grant') return message;
        const hop = `${host.address}/${host.life}/${message.tokenId}/${message.generation}/${message.sequence}`;
        if (granted.has(hop)) return undefined;
        granted.add(hop);
        return message;
      },
    };
  },
} as const satisfies Readonly<Record<string, () => Seams>>;

export type BreakName = keyof typeof table;

export const breakNames = Object.keys(table) as BreakName[];

/** A fresh set of seams: some remember what they have seen. */
export function seamsOf(name: BreakName | undefined): Seams {
  return name === undefined ? honest : table[name]();
}
