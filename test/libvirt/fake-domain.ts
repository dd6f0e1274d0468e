// The domains of the fake libvirtd, and how they and its errors look on the wire.
import { parseUuid } from '../../agent/libvirt/uuid.js';
import { XdrEncoder } from '../../agent/libvirt/xdr.js';

export interface FakeDomain {
  readonly name: string;
  readonly uuid: string;
  readonly xml: string;
  id: number;
  state: number;
  reason: number;
  persistent: boolean;
  /** A job is at work; `endJob` ends it with an error number and text. */
  endJob?: ((code: number, text: string) => void) | undefined;
}

/** A running domain with the given XML; `overrides` for the rest. */
export function fakeDomain(xml: string, name: string, uuid: string, overrides: Partial<FakeDomain> = {}): FakeDomain {
  return { name, uuid, xml, id: 1, state: 1, reason: 1, persistent: false, ...overrides };
}

export function encodeRef(body: XdrEncoder, domain: FakeDomain): XdrEncoder {
  return body.string(domain.name).fixedOpaque(parseUuid(domain.uuid)!).int(domain.id);
}

export function encodeProgress(body: XdrEncoder, bytes: number): XdrEncoder {
  const params = { time_elapsed: 1279, downtime: 55, data_processed: bytes };
  return body.array(Object.entries(params), ([name, value]) => body.string(name).int(4).unsignedHyper(BigInt(value)));
}

export function encodeError(code: number, message: string): XdrEncoder {
  const body = new XdrEncoder().int(code).int(10);
  body.optional(message, (text) => body.string(text)).int(2);
  for (let index = 0; index < 4; index++) body.bool(false);
  return body.int(0).int(0).bool(false);
}

/** State and reason of each, as the state group of statistics. */
export function encodeStats(body: XdrEncoder, domains: readonly FakeDomain[]): XdrEncoder {
  return body.array(domains, (domain) => {
    encodeRef(body, domain).uint(2);
    body.string('state.state').int(1).int(domain.state);
    body.string('state.reason').int(1).int(domain.reason);
  });
}
