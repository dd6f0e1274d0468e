// virTypedParameter lists: libvirt's named, typed values in migration parameters, job and domain statistics.
import type { XdrDecoder, XdrEncoder } from './xdr.js';
import { XdrError } from './xdr.js';

/** Values by name. 64-bit numbers become JavaScript numbers: counters up to 2^53 are exact. */
export type TypedParams = ReadonlyMap<string, number | boolean | string>;

/** Only the types that are sent: unsigned long long and string. */
export type TypedParamsToSend = Readonly<Record<string, number | string>>;

/** virTypedParameterType. */
const type = { int: 1, uint: 2, llong: 3, ullong: 4, double: 5, boolean: 6, string: 7 } as const;

/** VIR_TYPED_PARAM_FIELD_LENGTH bounds names; libvirt's own limit on a statistics list bounds the count. */
const maxParams = 4096;
const maxNameBytes = 4096;
const maxTextBytes = 4_194_304;
const leastParamBytes = 4 + 4 + 4;

export function encodeTypedParams(xdr: XdrEncoder, params: TypedParamsToSend): void {
  xdr.array(Object.entries(params), ([name, value]) => {
    xdr.string(name);
    if (typeof value === 'string') xdr.int(type.string).string(value);
    else xdr.int(type.ullong).unsignedHyper(BigInt(value));
  });
}

export function decodeTypedParams(xdr: XdrDecoder): TypedParams {
  const entries = xdr.array(maxParams, leastParamBytes, () => [xdr.string(maxNameBytes), decodeValue(xdr)] as const);
  return new Map(entries);
}

function decodeValue(xdr: XdrDecoder): number | boolean | string {
  const kind = xdr.int();
  switch (kind) {
    case type.int:
      return xdr.int();
    case type.uint:
      return xdr.uint();
    case type.llong:
      return Number(xdr.hyper());
    case type.ullong:
      return Number(xdr.unsignedHyper());
    case type.double:
      return xdr.double();
    case type.boolean:
      return xdr.int() !== 0;
    case type.string:
      return xdr.string(maxTextBytes);
    default:
      throw new XdrError('out-of-range', `a typed parameter has the unknown type ${kind}`);
  }
}

/** A numeric value, or 0 when it is absent or of another type. */
export function numberOf(params: TypedParams, name: string): number {
  const value = params.get(name);
  return typeof value === 'number' ? value : 0;
}
