// The procedures of libvirt's remote protocol that migrate, beside those of procedures.ts. Layouts only.
import { type DomainRef, encodeDomain, limits, type Procedure } from './procedures.js';
import { decodeTypedParams, encodeTypedParams, type TypedParams, type TypedParamsToSend } from './typed-params.js';

const nothing = (): void => {};

/** virDomainJobType. */
export const jobType = { none: 0, completed: 3 } as const;

export interface JobStats {
  readonly type: number;
  readonly params: TypedParams;
}

/** flags 0: of the job under way. (Flag 1, of the last completed job, is no use for migrations: the domain is gone by then.) */
export const getJobStats: Procedure<{ domain: DomainRef }, JobStats> = {
  name: 'DOMAIN_GET_JOB_STATS',
  number: 298,
  encode: (xdr, { domain }) => {
    encodeDomain(xdr, domain);
    xdr.uint(0);
  },
  decode: (xdr) => ({ type: xdr.int(), params: decodeTypedParams(xdr) }),
};

export const abortJob: Procedure<{ domain: DomainRef }, void> = {
  name: 'DOMAIN_ABORT_JOB',
  number: 164,
  encode: (xdr, { domain }) => encodeDomain(xdr, domain),
  decode: nothing,
};

/** virDomainMigrateFlags, as far as used. */
export const migrateFlags = {
  live: 1,
  peer2peer: 2,
  persistDest: 8,
  undefineSource: 16,
  abortOnError: 4096,
  postCopy: 32_768,
  tls: 65_536,
} as const;

export interface MigrateArgs {
  readonly domain: DomainRef;
  /** Where the source daemon connects to; it does the rest by itself (peer-to-peer). */
  readonly uri: string;
  readonly params: TypedParamsToSend;
  readonly flags: number;
}

export const migratePerform3Params: Procedure<MigrateArgs, void> = {
  name: 'DOMAIN_MIGRATE_PERFORM3_PARAMS',
  number: 305,
  encode: (xdr, { domain, uri, params, flags }) => {
    encodeDomain(xdr, domain);
    xdr.optional(uri, (text) => xdr.string(text));
    encodeTypedParams(xdr, params);
    // The cookie carries state between the phases when the client conducts them; peer-to-peer has none.
    xdr.opaque(Buffer.alloc(0)).uint(flags);
  },
  decode: (xdr) => {
    xdr.opaque(limits.cookieBytes);
  },
};

/** How long the guest may stand still at the end of the copy, ms. Of the migration under way; QEMU forgets it afterwards. */
export const setMaxDowntime: Procedure<{ domain: DomainRef; downtimeMs: number }, void> = {
  name: 'DOMAIN_MIGRATE_SET_MAX_DOWNTIME',
  number: 166,
  encode: (xdr, { domain, downtimeMs }) => {
    encodeDomain(xdr, domain);
    xdr.unsignedHyper(BigInt(downtimeMs)).uint(0);
  },
  decode: nothing,
};

/** The guest goes on at the target at once, and what is missing of its memory follows. Nothing takes this back. */
export const startPostCopy: Procedure<{ domain: DomainRef }, void> = {
  name: 'DOMAIN_MIGRATE_START_POST_COPY',
  number: 364,
  encode: (xdr, { domain }) => {
    encodeDomain(xdr, domain);
    xdr.uint(0);
  },
  decode: nothing,
};
