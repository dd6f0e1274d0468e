// The procedures of libvirt's remote protocol (program 0x20008086, version 1) that the driver uses, with the
// layout of their arguments and results. Layouts only: no socket, no meaning. Numbers and limits are those of
// libvirt's published protocol, which never renumbers.

import { decodeTypedParams, type TypedParams } from './typed-params.js';
import type { XdrDecoder, XdrEncoder } from './xdr.js';

export const remoteProgram = 0x20008086;
export const remoteVersion = 1;

/**
 * Deadline of a call that changes a domain, ms: libvirtd itself waits 30 s for a job on the domain to end before it refuses,
 * and a call that is not answered in time takes the connection with it.
 */
export const slowCallTimeoutMs = 45_000;

/** libvirt's limits on what a message may carry, so that a decoder never allocates without one. */
export const limits = { stringBytes: 4_194_304, domains: 16_384, cookieBytes: 4_194_304, authTypes: 20 } as const;

/** One remote procedure: its number, how arguments become XDR and XDR becomes a result. */
export interface Procedure<A, R> {
  readonly name: string;
  readonly number: number;
  encode(xdr: XdrEncoder, args: A): void;
  decode(xdr: XdrDecoder): R;
}

/** How libvirt names a domain in calls and events. */
export interface DomainRef {
  readonly name: string;
  readonly uuid: Buffer;
  /** Number of a running domain; -1 when it does not run. */
  readonly id: number;
}

/** Smallest encodings, for the check of array counts against the bytes at hand. */
const leastDomainBytes = 4 + 16 + 4;
const leastStatsRecordBytes = leastDomainBytes + 4;

export function encodeDomain(xdr: XdrEncoder, domain: DomainRef): void {
  xdr.string(domain.name).fixedOpaque(domain.uuid).int(domain.id);
}

export function decodeDomain(xdr: XdrDecoder): DomainRef {
  return { name: xdr.string(limits.stringBytes), uuid: xdr.fixedOpaque(16), id: xdr.int() };
}

const nothing = (): void => {};

/** What the daemon wants before it lets a client in: 0 none, 1 SASL, 2 polkit. */
export const authList: Procedure<void, number[]> = {
  name: 'AUTH_LIST',
  number: 66,
  encode: nothing,
  decode: (xdr) => xdr.array(limits.authTypes, 4, () => xdr.int()),
};

/** Asks for polkit's consent to this process's user. libvirtd asks polkit itself; its refusal has polkit's reason. */
export const authPolkit: Procedure<void, number> = {
  name: 'AUTH_POLKIT',
  number: 70,
  encode: nothing,
  decode: (xdr) => xdr.int(),
};

export const connectOpen: Procedure<{ uri: string }, void> = {
  name: 'CONNECT_OPEN',
  number: 1,
  // flags 0: read-write. libvirtd's read-only socket would refuse it, which is what we want to hear early.
  encode: (xdr, { uri }) => xdr.optional(uri, (text) => xdr.string(text)).uint(0),
  decode: nothing,
};

export const connectClose: Procedure<void, void> = {
  name: 'CONNECT_CLOSE',
  number: 2,
  encode: nothing,
  decode: nothing,
};

export interface NodeInfo {
  /** Total memory of the host. */
  readonly memoryKiB: number;
  /** CPUs that are online. */
  readonly cpus: number;
}

export const nodeGetInfo: Procedure<void, NodeInfo> = {
  name: 'NODE_GET_INFO',
  number: 6,
  encode: nothing,
  decode: (xdr) => {
    // char model[32] travels as an array of 32 ints (RFC 4506 section 4.12), not as opaque bytes.
    for (let index = 0; index < 32; index++) xdr.int();
    const memoryKiB = Number(xdr.unsignedHyper());
    const cpus = xdr.int();
    // MHz, NUMA nodes, sockets, cores, threads.
    for (let index = 0; index < 5; index++) xdr.int();
    return { memoryKiB, cpus };
  },
};

export const listFlags = { active: 1 } as const;

export const listAllDomains: Procedure<{ flags: number }, DomainRef[]> = {
  name: 'CONNECT_LIST_ALL_DOMAINS',
  number: 273,
  encode: (xdr, { flags }) => xdr.int(1).uint(flags),
  decode: (xdr) => {
    const domains = xdr.array(limits.domains, leastDomainBytes, () => decodeDomain(xdr));
    xdr.uint();
    return domains;
  },
};

export const lookupByUuid: Procedure<{ uuid: Buffer }, DomainRef> = {
  name: 'DOMAIN_LOOKUP_BY_UUID',
  number: 24,
  encode: (xdr, { uuid }) => xdr.fixedOpaque(uuid),
  decode: decodeDomain,
};

export const getXmlDesc: Procedure<{ domain: DomainRef }, string> = {
  name: 'DOMAIN_GET_XML_DESC',
  number: 14,
  encode: (xdr, { domain }) => {
    encodeDomain(xdr, domain);
    xdr.uint(0);
  },
  decode: (xdr) => xdr.string(limits.stringBytes),
};

export interface DomainState {
  /** virDomainState. */
  readonly state: number;
  /** A virDomain*Reason that belongs to the state. */
  readonly reason: number;
}

export const getState: Procedure<{ domain: DomainRef }, DomainState> = {
  name: 'DOMAIN_GET_STATE',
  number: 212,
  encode: (xdr, { domain }) => {
    encodeDomain(xdr, domain);
    xdr.uint(0);
  },
  decode: (xdr) => ({ state: xdr.int(), reason: xdr.int() }),
};

export const isPersistent: Procedure<{ domain: DomainRef }, boolean> = {
  name: 'DOMAIN_IS_PERSISTENT',
  number: 151,
  encode: (xdr, { domain }) => encodeDomain(xdr, domain),
  decode: (xdr) => xdr.int() !== 0,
};

export const statsGroups = { state: 1, dirtyRate: 512 } as const;
/** `nowait` answers with what is known of a domain whose lock a job holds, rather than waiting for it. */
export const statsFlags = { active: 1, nowait: 0x2000_0000 } as const;

export interface StatsRecord {
  readonly domain: DomainRef;
  readonly params: TypedParams;
}

export interface StatsArgs {
  readonly groups: number;
  readonly flags: number;
  /** None: every one that the flags name. */
  readonly domains?: readonly DomainRef[];
}

export const getAllDomainStats: Procedure<StatsArgs, StatsRecord[]> = {
  name: 'CONNECT_GET_ALL_DOMAIN_STATS',
  number: 344,
  encode: (xdr, { groups, flags, domains = [] }) => {
    xdr
      .array(domains, (domain) => encodeDomain(xdr, domain))
      .uint(groups)
      .uint(flags);
  },
  decode: (xdr) =>
    xdr.array(limits.domains, leastStatsRecordBytes, () => ({
      domain: decodeDomain(xdr),
      params: decodeTypedParams(xdr),
    })),
};

/** virDomainModificationImpact. */
export const impact = { live: 1, config: 2 } as const;

export interface MetadataArgs {
  readonly domain: DomainRef;
  /** Undefined removes the element. */
  readonly xml: string | undefined;
  /** Prefix that libvirt gives the namespace. */
  readonly key: string;
  readonly uri: string;
  readonly flags: number;
}

/** VIR_DOMAIN_METADATA_ELEMENT. */
const metadataElement = 2;

/** Replaces one element of the metadata, found by its namespace. */
export const setMetadata: Procedure<MetadataArgs, void> = {
  name: 'DOMAIN_SET_METADATA',
  number: 264,
  encode: (xdr, { domain, xml, key, uri, flags }) => {
    encodeDomain(xdr, domain);
    xdr.int(metadataElement);
    for (const text of [xml, key, uri]) xdr.optional(text, (value) => xdr.string(value));
    xdr.uint(flags);
  },
  decode: nothing,
};

/** Starts to measure how fast the guest writes to its memory; the result is in the statistics when the seconds are over. */
export const startDirtyRateCalc: Procedure<{ domain: DomainRef; seconds: number }, void> = {
  name: 'DOMAIN_START_DIRTY_RATE_CALC',
  number: 427,
  encode: (xdr, { domain, seconds }) => {
    encodeDomain(xdr, domain);
    // flags 0: by samples of pages, which QEMU does for every guest.
    xdr.int(seconds).uint(0);
  },
  decode: nothing,
};

/** virDomainEventID, the argument of `eventRegister`. */
export const eventId = {
  lifecycle: 0,
  deviceRemoved: 15,
  tunable: 17,
  deviceAdded: 19,
  jobCompleted: 21,
  metadataChange: 23,
} as const;

/** Registers for one kind of event of every domain; the result is the id of the registration. */
export const eventRegister: Procedure<{ event: number }, number> = {
  name: 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY',
  number: 316,
  encode: (xdr, { event }) => xdr.int(event).optional<DomainRef>(undefined, nothing),
  decode: (xdr) => xdr.int(),
};
