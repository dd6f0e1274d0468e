// Tokens to send: of any number of VMs, in the middle of a round, with the bytes that addresses really have.
import { nextSlot } from '../../../agent/core/policy/index.js';
import { firstHeader, Token } from '../../../agent/core/token.js';
import { ipv4 } from '../../../topology/ipv4.js';
import { seededRandom } from '../../random.js';

export function tokenOf(slots: number): Token {
  const random = seededRandom(1);
  const level = 3;
  const order = {
    policy: 'distributed',
    migrationCost: 0,
    maxRounds: 0,
    origin: ipv4('10.0.1.1'),
    fixedList: false,
  } as const;
  const header = firstHeader({ id: '0123456789abcdef', ...order }, level);
  const columns = {
    ids: Uint32Array.from({ length: slots }, (_, i) => 0x0a400000 + i),
    levels: Uint8Array.from({ length: slots }, () => random.integer(0, level)),
    loads: new Float32Array(0),
    visited: new Uint8Array(slots),
  };
  const token = Token.of(header, columns);
  token.keepIndex();
  visit(token, Math.floor(slots / 3));
  return token;
}

/** Goes on by that many hops; rounds begin as they come. */
export function visit(token: Token, hops: number): void {
  for (let hop = 0; hop < hops; hop += 1) {
    let index = nextSlot(token);
    if (index === undefined) {
      token.startRound();
      index = nextSlot(token)!;
    }
    token.markVisited(index);
  }
}

/** Gives that many slots, picked at random, another level. */
export function change(token: Token, slots: number): void {
  const random = seededRandom(2);
  for (let left = slots; left > 0; left -= 1) {
    const index = random.integer(0, token.size - 1);
    token.write(index, (token.levels[index]! + 1) % 4, 0);
  }
}
