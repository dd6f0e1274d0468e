// Messages to bytes and back: the protobuf of score.proto, and the checks that make a decoded message safe
// to hand to the core. Bytes that are no message give a CodecError and nothing else.
import protobuf from 'protobufjs/minimal.js';
import { halvesOf } from '../agent/core/generation.js';
import { MAX_OTHERS, type Message } from '../agent/core/messages.js';
import type { Ipv4 } from '../topology/ipv4.js';
import { ASKED_CODECS } from './asked-codec.js';
import { decodeChange, encodeChange } from './change-codec.js';
import { amount, CodecError, check, reasonCounts, reasonEntries, text } from './check.js';
import { score } from './gen/score.js';
import { HOP_CODECS } from './hop-codec.js';
import { flag, type Kind, type KindCodecs, type OfKind } from './kinds.js';
import { decodeToken, encodeToken, generationOf, slotBytes, tokenIdBytes, tokenIdText } from './token-codec.js';

const MAX_ADDRESSES = 65_536;
/** What a token has besides its slots, bytes; with more the writer's buffer only grows. */
const TOKEN_HEADER_ROOM = 2048;

const CODECS: KindCodecs<Kind> = {
  token: {
    encode: ({ token, kept = false, offer = false }) => ({ token: { ...encodeToken(token), kept, offer } }),
    decode: ({ token: wire }) => {
      const token = wire as score.v1.Token;
      return { type: 'token', token: decodeToken(token), ...flag('kept', token.kept), ...flag('offer', token.offer) };
    },
  },
  'token-change': {
    encode: ({ change, kept = false, offer = false }) => ({ tokenChange: encodeChange(change, { kept, offer }) }),
    decode: ({ tokenChange }) => {
      const wire = tokenChange as score.v1.TokenChange;
      const flags = { ...flag('kept', wire.header?.kept), ...flag('offer', wire.header?.offer) };
      return { type: 'token-change', change: decodeChange(wire), ...flags };
    },
  },
  ...HOP_CODECS,
  'location-request': {
    encode: (message) => ({ locationRequest: message }),
    decode: ({ locationRequest }) => {
      const { request, vm } = locationRequest as score.v1.LocationRequest;
      return { type: 'location-request', request, vm: vm as Ipv4 };
    },
  },
  'location-response': {
    encode: (message) => ({ locationResponse: { ...message, others: [...message.others] } }),
    decode: ({ locationResponse }) => {
      const { request, vm, host, hosted, others } = locationResponse as score.v1.LocationResponse;
      check(others.length <= MAX_OTHERS, `more than ${MAX_OTHERS} other VMs`);
      const known = { vm: vm as Ipv4, host: host as Ipv4, hosted, others: others as Ipv4[] };
      return { type: 'location-response', request, ...known };
    },
  },
  ...ASKED_CODECS,
  'inventory-request': {
    encode: (message) => ({ inventoryRequest: message }),
    decode: ({ inventoryRequest }) => ({ type: 'inventory-request', request: inventoryRequest!.request ?? 0 }),
  },
  'inventory-response': {
    encode: (message) => ({
      inventoryResponse: { ...message, vms: [...message.vms], knownHosts: [...message.knownHosts] },
    }),
    decode: ({ inventoryResponse }) => {
      const { request, host, vms, knownHosts } = inventoryResponse as score.v1.InventoryResponse;
      check(vms.length <= MAX_ADDRESSES && knownHosts.length <= MAX_ADDRESSES, 'inventory is too long');
      const found = { vms: vms as Ipv4[], knownHosts: knownHosts as Ipv4[] };
      return { type: 'inventory-response', request, host: host as Ipv4, ...found };
    },
  },
  'migration-report': {
    encode: (message) => ({ migrationReport: { ...message, tokenId: tokenIdBytes(message.tokenId) } }),
    decode: ({ migrationReport }) => {
      const wire = migrationReport as score.v1.MigrationReport;
      const { request, round, ok, verified } = wire;
      const place = { vm: wire.vm as Ipv4, from: wire.from as Ipv4, to: wire.to as Ipv4 };
      check(Number.isFinite(wire.gain), 'gain is not finite');
      const effort = {
        gain: wire.gain,
        bytes: amount(wire.bytes, 'bytes'),
        ms: amount(wire.ms, 'ms'),
        downtimeMs: amount(wire.downtimeMs, 'downtime'),
      };
      const tokenId = tokenIdText(wire.tokenId);
      const reason = text(wire.reason, 'reason', 16_384);
      return { type: 'migration-report', request, tokenId, round, ...place, ok, reason, ...effort, verified };
    },
  },
  'round-end': {
    encode: ({ generation = 0, ...message }) => {
      const { counter, tag: generationTag } = halvesOf(generation);
      const token = { tokenId: tokenIdBytes(message.tokenId), generation: counter, generationTag };
      return { roundEnd: { ...message, ...token, stays: reasonEntries(message.stays) } };
    },
    decode: ({ roundEnd }) => {
      const wire = roundEnd as score.v1.RoundEnd;
      const { request, rounds, hops, migrations, failures, slots } = wire;
      const totals = { rounds, hops, migrations, failures, slots, stays: reasonCounts(wire.stays) };
      return {
        type: 'round-end',
        request,
        tokenId: tokenIdText(wire.tokenId),
        reason: text(wire.reason, 'reason'),
        ...(wire.generation === 0 ? {} : { generation: generationOf(wire.generation, wire.generationTag) }),
        ...totals,
      };
    },
  },
  'report-ack': {
    encode: (message) => ({ reportAck: message }),
    decode: ({ reportAck }) => ({ type: 'report-ack', request: reportAck!.request ?? 0 }),
  },
};

/** The envelope's field of each kind, as protobufjs names it. */
const KIND_OF_FIELD = new Map<string, Kind>(
  (Object.keys(CODECS) as Kind[]).map((kind) => [kind.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), kind]),
);

/** One message as bytes, ready for the transport. */
export function encodeMessage<K extends Kind>(message: OfKind<K>): Uint8Array {
  const wire = CODECS[message.type as K].encode(message);
  const writer = protobuf.Writer.create();
  if (!wire.token) return score.v1.Envelope.encode(wire, writer).finish();
  // Room for all of it at once: a buffer that grows would copy the slots several times, and `finish` once more.
  writer.buf = Buffer.allocUnsafeSlow(slotBytes(wire.token) + TOKEN_HEADER_ROOM);
  return score.v1.Envelope.encode(wire, writer).finish(true);
}

/** Throws CodecError when the bytes are no message, or one that breaks a rule. */
export function decodeMessage(bytes: Uint8Array): Message {
  const envelope = parse(bytes);
  const kind = KIND_OF_FIELD.get(envelope.body ?? '');
  check(kind !== undefined, 'an envelope without a message');
  return CODECS[kind].decode(envelope);
}

function parse(bytes: Uint8Array): score.v1.Envelope {
  try {
    return score.v1.Envelope.decode(bytes);
  } catch (error) {
    throw new CodecError(`not a protobuf envelope: ${(error as Error).message}`);
  }
}
