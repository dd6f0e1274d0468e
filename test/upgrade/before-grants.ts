// The protocol as it was before grants, read from its frozen file: messages pass through it as an agent of that version
// would have read and written them. What it does not know vanishes: fields, and whole kinds of messages.
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import type { Ipv4 } from '../../topology/ipv4.js';
import { inRepository } from '../support/paths.js';

const file = inRepository('test/upgrade/fixtures/score-before-grants.proto');
const Envelope = protobuf.parse(readFileSync(file, 'utf8')).root.lookupType('score.v1.Envelope');

/** The message's fields by name, numbers for enums; `body` names its kind, and is undefined when there is none. */
export function read(bytes: Uint8Array): {
  readonly body: string | undefined;
  readonly fields: Record<string, unknown>;
} {
  const envelope = Envelope.decode(bytes) as protobuf.Message & { body?: string };
  return { body: envelope.body, fields: Envelope.toObject(envelope, { arrays: false }) };
}

/** The bytes of a message given by its fields, as `read` gives them. */
export function write(fields: Record<string, unknown>): Uint8Array {
  return Envelope.encode(Envelope.fromObject(fields)).finish();
}

/** What is left of a message; undefined when that version does not know its kind. */
export function through(bytes: Uint8Array): Uint8Array | undefined {
  const { body, fields } = read(bytes);
  return body === undefined ? undefined : write(fields);
}

/** What the network makes of messages from and to the hosts of `old`: they speak and understand the old version only. */
export function filterFor(old: ReadonlySet<Ipv4>): (bytes: Uint8Array, from: Ipv4, to: Ipv4) => Uint8Array | undefined {
  return (bytes, from, to) => (old.has(from) || old.has(to) ? through(bytes) : bytes);
}
