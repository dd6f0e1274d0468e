// The domains of the fake libvirtd, and how they and its errors look on the wire.
import { parseUuid } from '../../agent/libvirt/uuid.js';
import { type XdrDecoder, XdrEncoder } from '../../agent/libvirt/xdr.js';

export interface FakeDomain {
  readonly name: string;
  readonly uuid: string;
  /** Its definition without the metadata that was set by calls. */
  readonly xml: string;
  /** Elements set by calls, by their namespaces. */
  readonly metadata: Map<string, string>;
  id: number;
  state: number;
  reason: number;
  persistent: boolean;
  /** A job is at work; `endJob` ends it with an error number and text. */
  endJob?: ((code: number, text: string) => void) | undefined;
  /** What it goes over to when it is told to run at the target at once. */
  switchOver?: (() => void) | undefined;
}

/** A running domain with the given XML; `overrides` for the rest. */
export function fakeDomain(xml: string, name: string, uuid: string, overrides: Partial<FakeDomain> = {}): FakeDomain {
  return { name, uuid, xml, metadata: new Map(), id: 1, state: 1, reason: 1, persistent: false, ...overrides };
}

/** The definition as libvirtd prints it. */
export function xmlOf({ xml, metadata }: FakeDomain): string {
  if (metadata.size === 0) return xml;
  const elements = [...metadata.values()].join('');
  if (xml.includes('<metadata>')) return xml.replace('<metadata>', () => `<metadata>${elements}`);
  return xml.replace('</uuid>', () => `</uuid><metadata>${elements}</metadata>`);
}

/** libvirt puts an element that it is given, and all inside of it, into the namespace that it is given beside it. */
export function inNamespace(xml: string, key: string, uri: string): string {
  const prefixed = xml.replace(/<(\/?)([\w-]+)/g, `<$1${key}:$2`);
  return prefixed.replace(/^<[\w:-]+/, (start) => `${start} xmlns:${key}="${uri}"`);
}

export function encodeRef(body: XdrEncoder, domain: FakeDomain): XdrEncoder {
  return body.string(domain.name).fixedOpaque(parseUuid(domain.uuid)!).int(domain.id);
}

export function encodeProgress(body: XdrEncoder, bytes: number, more: Record<string, number> = {}): XdrEncoder {
  const params = { time_elapsed: 1279, downtime: 55, data_processed: bytes, ...more };
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

export interface SentParams {
  readonly [name: string]: number | string;
}

/** Parameters as a client sends them: strings and unsigned 64-bit numbers. */
export function decodeSent(args: XdrDecoder): SentParams {
  const one = (): readonly [string, number | string] => {
    const name = args.string(80);
    return [name, args.int() === 7 ? args.string(4096) : Number(args.unsignedHyper())];
  };
  return Object.fromEntries(args.array(64, 12, one));
}
