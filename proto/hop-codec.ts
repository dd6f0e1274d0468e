// The messages around a token besides the token itself: its hand-over, the search for a lost one, migrations in
// flight, and the cluster's orders. The token's own encoding is token-codec.ts's.
import { halvesOf, MAX_COUNTER, numberOf } from '../agent/core/generation.js';
import { type FlightState, type HopState, MAX_OTHERS, type Sight } from '../agent/core/messages.js';
import type { Order } from '../agent/core/remembered.js';
import type { Ipv4 } from '../topology/ipv4.js';
import { amount, check, text } from './check.js';
import { score } from './gen/score.js';
import { flag, type KindCodecs } from './kinds.js';
import { generationOf, tokenIdBytes, tokenIdText } from './token-codec.js';

type HopKind =
  | 'token-ack'
  | 'token-grant'
  | 'token-state'
  | 'token-inquiry'
  | 'token-sighting'
  | 'token-revival'
  | 'flight-request'
  | 'flight-response'
  | 'order-request'
  | 'order-response';

const { HopState: Hop, Sight: Seen, FlightState: Flying } = score.v1;
const HOP_STATES = namesOf<HopState>({
  holding: Hop.HOP_HOLDING,
  moved: Hop.HOP_MOVED,
  ended: Hop.HOP_ENDED,
  withdrawn: Hop.HOP_WITHDRAWN,
  unknown: Hop.HOP_UNKNOWN,
  superseded: Hop.HOP_SUPERSEDED,
});
const SIGHTS = namesOf<Sight>({
  unknown: Seen.SIGHT_UNKNOWN,
  here: Seen.SIGHT_HERE,
  custody: Seen.SIGHT_CUSTODY,
  seen: Seen.SIGHT_SEEN,
  ended: Seen.SIGHT_ENDED,
});
const FLIGHT_STATES = namesOf<FlightState>({
  unknown: Flying.FLIGHT_UNKNOWN,
  'under-way': Flying.FLIGHT_UNDER_WAY,
  arrived: Flying.FLIGHT_ARRIVED,
  failed: Flying.FLIGHT_FAILED,
});

export const HOP_CODECS: KindCodecs<HopKind> = {
  'token-ack': {
    encode: (ack) => ({ tokenAck: { ...ack, ...wireHop(ack), incarnation: ack.incarnation ?? 0, vms: [...ack.vms] } }),
    decode: ({ tokenAck }) => {
      const wire = tokenAck as score.v1.TokenAck;
      const { accepted, reason, host, incarnation, vms } = wire;
      check(vms.length <= MAX_OTHERS, `more than ${MAX_OTHERS} VMs`);
      const verdict = { accepted, reason: text(reason, 'reason'), host: host as Ipv4, vms: vms as Ipv4[] };
      const versions = { ...flag('kept', wire.kept), ...flag('baseUnknown', wire.baseUnknown) };
      const grants = incarnation === 0 ? {} : { incarnation };
      return { type: 'token-ack', ...hopOf(wire), ...verdict, ...versions, ...grants };
    },
  },
  'token-grant': {
    encode: (grant) => ({ tokenGrant: { ...wireHop(grant), incarnation: grant.incarnation } }),
    decode: ({ tokenGrant }) => {
      const wire = tokenGrant as score.v1.TokenGrant;
      return { type: 'token-grant', ...hopOf(wire), incarnation: wire.incarnation };
    },
  },
  'token-state': {
    encode: ({ state, host, ...hop }) => ({ tokenState: { ...wireHop(hop), host, state: HOP_STATES.wire(state) } }),
    decode: ({ tokenState }) => {
      const wire = tokenState as score.v1.TokenState;
      const state = HOP_STATES.name(wire.state, 'hop state');
      return { type: 'token-state', ...hopOf(wire), state, host: wire.host as Ipv4 };
    },
  },
  'token-inquiry': {
    encode: ({ request, host, ...hop }) => ({ tokenInquiry: { ...wireHop(hop), request, host } }),
    decode: ({ tokenInquiry }) => {
      const wire = tokenInquiry as score.v1.TokenInquiry;
      return { type: 'token-inquiry', request: wire.request, ...hopOf(wire), host: wire.host as Ipv4 };
    },
  },
  'token-sighting': {
    encode: ({ sight, generation, copyGeneration: copy, ...rest }) => {
      const { counter: copyCounter, tag: copyGenerationTag } = halvesOf(copy);
      const copied = { copyGeneration: copyCounter, copyGenerationTag };
      return { tokenSighting: { ...rest, sight: SIGHTS.wire(sight), ...wireGeneration(generation), ...copied } };
    },
    decode: ({ tokenSighting }) => {
      const wire = tokenSighting as score.v1.TokenSighting;
      const { request, host, sequence, inquiring } = wire;
      // Who knows nothing of the token knows no generation of it either.
      check(Math.max(wire.generation, wire.copyGeneration) <= MAX_COUNTER, 'generation is out of range');
      const generation = numberOf(wire.generation, wire.generationTag);
      const copyGeneration = numberOf(wire.copyGeneration, wire.copyGenerationTag);
      const sight = { sight: SIGHTS.name(wire.sight, 'sight'), ageMs: amount(wire.ageMs, 'age') };
      return {
        type: 'token-sighting',
        ...{ request, host: host as Ipv4, ...sight, generation, copyGeneration, sequence, inquiring },
      };
    },
  },
  'token-revival': {
    encode: (message) => ({ tokenRevival: wireHop(message) }),
    decode: ({ tokenRevival }) => ({ type: 'token-revival', ...hopOf(tokenRevival as score.v1.TokenRevival) }),
  },
  'flight-request': {
    encode: ({ request, vm, tokenId }) => ({ flightRequest: { request, vm, tokenId: tokenIdBytes(tokenId) } }),
    decode: ({ flightRequest }) => {
      const { request, vm, tokenId } = flightRequest as score.v1.FlightRequest;
      return { type: 'flight-request', request, vm: vm as Ipv4, tokenId: tokenIdText(tokenId) };
    },
  },
  'flight-response': {
    encode: ({ request, state, host }) => ({ flightResponse: { request, host, state: FLIGHT_STATES.wire(state) } }),
    decode: ({ flightResponse }) => {
      const { request, state, host } = flightResponse as score.v1.FlightResponse;
      return { type: 'flight-response', request, host: host as Ipv4, state: FLIGHT_STATES.name(state, 'flight state') };
    },
  },
  'order-request': {
    encode: ({ request, ...order }) => ({ orderRequest: { request, ...wireOrder(order) } }),
    decode: ({ orderRequest }) => {
      const wire = orderRequest as score.v1.OrderRequest;
      return { type: 'order-request', request: wire.request, ...orderOf(wire) };
    },
  },
  'order-response': {
    encode: ({ request, host, ...order }) => ({ orderResponse: { request, host, ...wireOrder(order) } }),
    decode: ({ orderResponse }) => {
      const wire = orderResponse as score.v1.OrderResponse;
      return { type: 'order-response', request: wire.request, ...orderOf(wire), host: wire.host as Ipv4 };
    },
  },
};

interface Hopping {
  readonly tokenId: string;
  readonly generation: number;
  readonly sequence: number;
}

interface WireHop {
  readonly tokenId: Uint8Array;
  readonly generation: number;
  readonly generationTag: number;
  readonly sequence: number;
}

function wireHop({ tokenId, generation, sequence }: Hopping): WireHop {
  return { tokenId: tokenIdBytes(tokenId), ...wireGeneration(generation), sequence };
}

function wireGeneration(number: number): { generation: number; generationTag: number } {
  const { counter, tag } = halvesOf(number);
  return { generation: counter, generationTag: tag };
}

function hopOf({ tokenId, generation, generationTag, sequence }: WireHop): Hopping {
  return { tokenId: tokenIdText(tokenId), generation: generationOf(generation, generationTag), sequence };
}

function wireOrder({ version, paused, epoch }: Order) {
  const { counter, tag } = halvesOf(version);
  return { version: counter, versionTag: tag, paused, epoch };
}

function orderOf(wire: { version: number; versionTag: number; paused: boolean; epoch: number }): Order {
  check(wire.version <= MAX_COUNTER, `order ${wire.version} is out of range`);
  return { version: numberOf(wire.version, wire.versionTag), paused: wire.paused, epoch: wire.epoch };
}

/** A table between names and the enum's numbers. */
function namesOf<Name extends string>(numbers: Readonly<Record<Name, number>>) {
  const names = new Map<number, Name>((Object.keys(numbers) as Name[]).map((name) => [numbers[name], name]));
  return {
    wire: (name: Name): number => numbers[name],
    name: (number: number, what: string): Name => {
      const name = names.get(number);
      check(name !== undefined, `unknown ${what} ${number}`);
      return name;
    },
  };
}
