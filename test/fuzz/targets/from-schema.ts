// Well-formed messages of every kind that proto/score.proto has, also of kinds that it gets one day: their fields are
// filled by chance. Only the bytes are right; most rules of the codec's own are broken by some of them.
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import type { Random } from '../../../tools/random.js';
import { inRepository } from '../../support/paths.js';

export interface SchemaMessages {
  make(random: Random): Buffer;
  oneOfEach(random: Random): Buffer[];
}

export function schemaMessages(): SchemaMessages {
  const { root } = protobuf.parse(readFileSync(inRepository('proto/score.proto'), 'utf8'), { keepCase: true });
  const envelope = root.lookupType('score.v1.Envelope');
  envelope.root.resolveAll();
  const fields = envelope.fieldsArray;
  const make = (field: protobuf.Field, random: Random) => {
    const value = { [field.name]: fieldValue(field, random, 0) };
    return Buffer.from(envelope.encode(envelope.fromObject(value)).finish());
  };
  return {
    make: (random) => make(fields[random.integer(0, fields.length - 1)]!, random),
    oneOfEach: (random) => fields.map((field) => make(field, random)),
  };
}

function fieldValue(field: protobuf.Field, random: Random, depth: number): unknown {
  if (!field.repeated) return single(field, random, depth);
  return Array.from({ length: random.integer(0, 3) }, () => single(field, random, depth));
}

function single({ type, resolvedType }: protobuf.Field, random: Random, depth: number): unknown {
  if (resolvedType instanceof protobuf.Enum) return random.integer(0, Object.keys(resolvedType.values).length);
  if (resolvedType instanceof protobuf.Type) {
    if (depth > 4) return {};
    // Fields are left out now and then; the others have values.
    const present = resolvedType.fieldsArray.filter(() => random.next() < 0.9);
    return Object.fromEntries(present.map((field) => [field.name, fieldValue(field, random, depth + 1)]));
  }
  switch (type) {
    case 'bytes':
      return someBytes(random);
    case 'string':
      return ['', 'reason', '52:54:00:00:00:01', '00000000-0000-0000-0000-000000000001'][random.integer(0, 3)];
    case 'bool':
      return random.next() < 0.5;
    case 'double':
    case 'float':
      return [0, 1.5, 1e9, -1][random.integer(0, 3)];
    default:
      return random.next() < 0.7 ? random.integer(0, 9) : random.integer(0, 0xffffffff);
  }
}

/** A token's id, ascending numbers of 32 bits, or small bytes. */
function someBytes(random: Random): Buffer {
  const kind = random.integer(0, 3);
  const length = kind < 2 ? 8 : random.integer(0, 4);
  if (kind === 2) {
    let last = 0;
    const words = Uint32Array.from({ length }, () => (last += random.integer(1, 1000)));
    return Buffer.from(words.buffer);
  }
  return Buffer.from(Array.from({ length }, () => random.integer(0, kind === 3 ? 3 : 255)));
}
