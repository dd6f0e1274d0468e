// Ways to break the protocol on purpose, at the seams of the simulation: a checker that lets one of them pass sees
// nothing. For the canaries, and for people who want to see a failure.
import type { Message, TokenGrant } from '../../agent/core/messages.js';
import type { Token } from '../../agent/core/token.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { skipGenerationCheck } from './break-generations.js';
import { honest, type Seams } from './seams.js';
import { keyOf } from './token-watch.js';

const table = {
  /** S2: the disk forgets what room was promised, so that a new agent gives it away again. */
  'lose-reservation': (): Seams => ({
    ...honest,
    writing: (_host, remembered) => ({ ...remembered, promises: [] }),
  }),
  /** S2: room is promised and at once given back. */
  'forget-promise': (): Seams => ({
    ...honest,
    receiving: (_host, message) => {
      if (message.type !== 'capacity-request' || !message.reserve) return [message];
      const { vm, domainUuid } = message;
      return [message, { type: 'reservation-release', vm, domainUuid }];
    },
  }),
  /** L1: the host that has handed the token on never asks whether it is still held. */
  'drop-custody': (): Seams => {
    const granted = new Set<string>();
    return {
      ...honest,
      sending: (host, message) => {
        if (message.type !== 'token-grant') return message;
        const hop = `${keyOf(host)}/${message.tokenId}/${message.generation}/${message.sequence}`;
        if (granted.has(hop)) return undefined;
        granted.add(hop);
        return message;
      },
    };
  },
  /** S3: whoever is offered a token acts without waiting for the grant. */
  'act-ungranted': (): Seams => {
    const accepted = new Map<string, TokenGrant>();
    return {
      ...honest,
      sending: (host, message) => {
        if (message.type === 'token-ack' && message.accepted && message.incarnation !== undefined) {
          const { tokenId, generation, sequence, incarnation } = message;
          accepted.set(keyOf(host), { type: 'token-grant', tokenId, generation, sequence, incarnation });
        }
        return message;
      },
      receiving: (host, message) => {
        const grant = accepted.get(keyOf(host));
        accepted.delete(keyOf(host));
        return grant ? [grant, message] : [message];
      },
    };
  },
  /** S3: a host takes tokens of an old generation for ones of the newest that it knows. */
  'skip-generation-check': skipGenerationCheck,
  /** S1: an agent does not see that its hypervisor is at work on a VM. */
  'hide-jobs': (): Seams => ({
    ...honest,
    telling: (_host, input) => {
      if (input.type !== 'domains') return input;
      const domains = input.domains.map(({ obstacle, ...rest }) =>
        obstacle && obstacle.code !== 'job-running' ? { ...rest, obstacle } : rest,
      );
      return { ...input, domains };
    },
  }),
  /** S4: hosts say that their VMs run on another one. */
  'lie-about-places': (): Seams => {
    const hosts = new Set<Ipv4>();
    return {
      ...honest,
      sending: (host, message) => {
        hosts.add(host.address);
        if (message.type !== 'location-response' || !message.hosted) return message;
        return { ...message, host: [...hosts].find((each) => each !== host.address) ?? message.host };
      },
    };
  },
  /** S5: what was recorded before an agent started is played to it again. */
  'open-replays': (): Seams => ({ ...honest, guardsNewAgents: false }),
  /** S6: hosts that take no VM in say that they do. */
  'open-doors': (): Seams => ({
    ...honest,
    sending: (_host, message) => {
      if (message.type !== 'capacity-response' || (message.rule !== 'mode' && message.rule !== 'maintenance'))
        return message;
      const { rule: _, ...rest } = message;
      return { ...rest, granted: true, expiresInMs: 30_000 };
    },
  }),
  /** L2: a VM is marked as visited that was not. */
  'skip-vm': (): Seams => ({ ...honest, sending: (_host, message) => changed(message, skipLast) }),
  /** Levels: what the VMs have said of theirs is forgotten. */
  'forget-levels': (): Seams => ({ ...honest, sending: (_host, message) => changed(message, forgetLevels) }),
} as const satisfies Readonly<Record<string, () => Seams>>;

export type BreakName = keyof typeof table;

export const breakNames = Object.keys(table) as BreakName[];

/** A fresh set of seams: some remember what they have seen. */
export function seamsOf(name: BreakName | undefined): Seams {
  return name === undefined ? honest : table[name]();
}

/** The same message with another token; the sender's own is not touched. */
function changed(message: Message, change: (token: Token) => void): Message {
  if (message.type !== 'token') return message;
  const token = message.token.copy();
  change(token);
  return { ...message, token };
}

function skipLast(token: Token): void {
  const last = token.size - 1;
  // The VM that the token is for would notice.
  if (token.visited[last] === 0 && token.idAt(last) !== token.header.holder) token.markVisited(last);
}

function forgetLevels({ levels, visited }: Token): void {
  for (let at = 0; at < levels.length; at += 1) if (visited[at] === 1) levels[at] = 0;
}
