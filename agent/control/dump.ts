// The lines of `score-token dump-flows`, from which the simulator rebuilds this host. Types only. A dump is one `host`
// line, one `vm` line for each VM, one `flow` line for each flow, and one `end` line; each is one JSON object.
// Addresses are dotted-quad text.

/** Of this layout. A reader refuses others. */
export const dumpVersion = 1;

export interface DumpHostLine {
  readonly type: 'host';
  readonly version: typeof dumpVersion;
  /** The hypervisor's fixed address. */
  readonly host: string;
  /** VMs that it may hold, and their memory: its agent's settings. */
  readonly slots: number;
  readonly memoryMiB: number;
  /** VMs that take room here and are not in the dump, for nobody knows their address: they have not talked yet. */
  readonly silentVms: number;
  readonly silentMemoryMiB: number;
  /** When the dump began, by this host's clock, ms since 1970 UTC. */
  readonly atMs: number;
  /** Rates are averages over between one and two of these (agent settings, `flows.windowMs`). */
  readonly windowMs: number;
  /** What the bytes of flows cover: the time up to the last poll, ms. */
  readonly coveredMs: number;
}

export interface DumpVmLine {
  readonly type: 'vm';
  /** Its id: the address of its first interface that has one. */
  readonly vm: string;
  /** All its addresses, the id included. */
  readonly addresses: readonly string[];
  readonly name: string;
  readonly host: string;
  readonly memoryMiB: number;
}

/** One direction of a connection, or of all of a pair's where the datapath wildcards ports (then 0). */
export interface DumpFlowLine {
  readonly type: 'flow';
  readonly src: string;
  readonly dst: string;
  /** IP protocol number, or 0. */
  readonly protocol: number;
  readonly srcPort: number;
  readonly dstPort: number;
  /** In what is covered. */
  readonly bytes: number;
  readonly bytesPerSecond: number;
}

/** Tells a whole dump from one that was cut off between two lines. */
export interface DumpEndLine {
  readonly type: 'end';
  readonly vms: number;
  readonly flows: number;
}

/** A part of a dump, as the control socket answers it. */
export interface FlowDumpPage {
  /** Only in the first page. */
  readonly opening?: { readonly host: DumpHostLine; readonly vms: readonly DumpVmLine[] };
  readonly flows: readonly DumpFlowLine[];
  /** Asks for the next page, which may be an empty one; absent in the last page. */
  readonly cursor?: string;
}
