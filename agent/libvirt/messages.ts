// Bodies that come without being asked for, or instead of a result: events and errors. Layouts only.
import { LibvirtError } from './errors.js';
import { type DomainRef, decodeDomain, limits } from './procedures.js';
import { decodeTypedParams, type TypedParams } from './typed-params.js';
import { XdrDecoder } from './xdr.js';

/** Procedure numbers of the events whose content matters to us. */
const eventProcedure = { lifecycle: 318, jobCompleted: 363 } as const;

/** virDomainEventType and the detail of `stopped` that a migration away leaves. */
export const lifecycle = { started: 2, stopped: 5, stoppedMigrated: 3 } as const;

/** An event of a domain. `other`: something about it changed (devices, tuning, metadata). */
export type DomainEvent =
  | { readonly kind: 'lifecycle'; readonly domain: DomainRef; readonly event: number; readonly detail: number }
  | { readonly kind: 'job-completed'; readonly domain: DomainRef; readonly params: TypedParams }
  | { readonly kind: 'other'; readonly domain: DomainRef };

/** Every event of the callback generation begins with the registration's id and the domain. */
export function decodeEvent(procedure: number, body: Buffer): DomainEvent {
  const xdr = new XdrDecoder(body);
  xdr.int();
  const domain = decodeDomain(xdr);
  if (procedure === eventProcedure.lifecycle) return { kind: 'lifecycle', domain, event: xdr.int(), detail: xdr.int() };
  if (procedure === eventProcedure.jobCompleted)
    return { kind: 'job-completed', domain, params: decodeTypedParams(xdr) };
  return { kind: 'other', domain };
}

/** virNetMessageError: code, domain and message are what a person can use; the rest repeats them in pieces. */
export function decodeError(body: Buffer): LibvirtError {
  const xdr = new XdrDecoder(body);
  const code = xdr.int();
  const domain = xdr.int();
  const message = xdr.optional(() => xdr.string(limits.stringBytes));
  return new LibvirtError(code, domain, message ?? `libvirt error ${code} without a text`);
}
