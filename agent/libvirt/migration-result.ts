// How libvirt's errors read as the reasons of a failed migration. Pure.
import type { MigrationResult } from '../core/drivers.js';
import { errorNumber, type LibvirtError } from './errors.js';

export type FailureCode = Extract<MigrationResult, { ok: false }>['code'];

/** libvirt said no before anything moved, and will say so again. */
const refusals: ReadonlySet<number> = new Set([
  errorNumber.invalidArgument,
  errorNumber.operationInvalid,
  errorNumber.configUnsupported,
  errorNumber.argumentUnsupported,
  errorNumber.migrateUnsafe,
  errorNumber.operationUnsupported,
  errorNumber.resourceBusy,
  errorNumber.accessDenied,
  errorNumber.cpuIncompatible,
  errorNumber.noSupport,
]);

/**
 * The failed connection to the target has no number of its own: the source reports "operation failed" with this
 * text, and systems errors with the other. A translated text would only make the reason coarser.
 */
const unreachableText = /failed to connect to remote libvirt uri|unable to connect to server at/i;

export function failureCode(error: LibvirtError): FailureCode {
  if (error.code === errorNumber.noDomain) return 'no-domain';
  if (error.code === errorNumber.operationAborted) return 'aborted';
  if (unreachableText.test(error.message)) return 'unreachable';
  return refusals.has(error.code) ? 'refused' : 'failed';
}
