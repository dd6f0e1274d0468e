// The narrow waists between the core and the outside: what an agent needs of a hypervisor, of a datapath,
// and of the redirect. Types only. Real and embedded drivers pass the same contract suites (test/contract).
import type { Ipv4 } from '../../topology/ipv4.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import type { VmHistory } from './rules/marks.js';
import type { CopyForecast } from './rules/price.js';

/** Why a domain cannot be live-migrated; `detail` is for the operator to read. */
export interface Obstacle {
  readonly code:
    | 'host-device'
    | 'local-disk'
    | 'pinned'
    | 'not-running'
    | 'job-running'
    | 'transient-state'
    /** Another manager decides where it runs (oVirt, Nova, Proxmox, Pacemaker): two of them would fight. */
    | 'managed-elsewhere';
  readonly detail: string;
}

/** A VM as its hypervisor knows it ("domain" is libvirt's word). */
export interface Domain {
  /** Lower-case RFC 4122 text form. */
  readonly uuid: string;
  readonly name: string;
  /** Memory that the domain may grow to, MiB. This is what capacity accounts for. */
  readonly memoryMiB: number;
  /** Lower-case `aa:bb:cc:dd:ee:ff`, one for each interface. */
  readonly macs: readonly string[];
  /** False while libvirt only prepares it (an incoming migration) or after it has stopped. */
  readonly running: boolean;
  readonly obstacle?: Obstacle;
  /** Virtual CPUs; absent: not known. */
  readonly vcpus?: number;
  /** What its metadata says to S-CORE; absent: nothing. */
  readonly marks?: VmMarks;
  /** The moves and failures that its metadata has brought along. */
  readonly history?: VmHistory;
  /** What its live migration would copy, as far as the hypervisor can tell; absent: its memory is taken. */
  readonly copy?: CopyForecast;
}

/** What the host itself has, independent of S-CORE's own settings. */
export interface HostMemory {
  readonly totalMiB: number;
  /** CPUs that run virtual CPUs; absent: not known. 0 is what a broken hypervisor says. */
  readonly cpus?: number;
}

export interface MigrationOrder {
  readonly uuid: string;
  /** The target hypervisor's fixed address. The driver makes a URI of it. */
  readonly target: Ipv4;
  /** To be written into the domain's metadata first, so that it travels with the VM. */
  readonly history?: VmHistory;
}

/** How a migration ended, seen from the source. A failure leaves the VM running at the source. */
export type MigrationResult = (
  | { readonly ok: true; readonly bytes: number; readonly ms: number; readonly downtimeMs: number }
  | {
      readonly ok: false;
      readonly code: 'refused' | 'failed' | 'aborted' | 'timeout' | 'unreachable' | 'no-domain';
      /** The hypervisor's own words, whole. */
      readonly text: string;
    }
) & {
  /** Why the order's history was not written before the start; absent: it was, or there was none. */
  readonly historyError?: string;
};

/**
 * A hypervisor. `start` returns when the driver is set up, not when the daemon answers: an absent daemon is
 * a state (`available`), never an exception out of `start`, and the driver reconnects by itself.
 */
export interface Hypervisor {
  start(): Promise<void>;
  /** Why the hypervisor cannot be asked now, or undefined when it can. */
  unavailable(): string | undefined;
  /** Every active domain. Rejects with an Error that says what and where when the hypervisor is away. */
  domains(): Promise<Domain[]>;
  memory(): Promise<HostMemory>;
  /** Live-migrates; resolves when it has ended, either way. Never rejects. */
  migrate(order: MigrationOrder): Promise<MigrationResult>;
  /** Replaces the history in the metadata of a domain. Rejects with an Error that says what and where. */
  writeHistory(uuid: string, history: VmHistory): Promise<void>;
  /** Replaces the marks in the metadata of a domain, for as long as it is defined. Rejects likewise. */
  writeMarks(uuid: string, marks: VmMarks): Promise<void>;
  /** `listener` is called when domains may have changed or the daemon came or went. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

/** A switch port that a VM's interface is plugged into. */
export interface VmPort {
  readonly name: string;
  /** OpenFlow port number. */
  readonly ofport: number;
  /** The datapath's port number, which `in_port(..)` of a datapath flow shows. Undefined when not known. */
  readonly datapathPort?: number;
  readonly mac: string;
  /** Domain uuid as written by libvirt into external_ids:vm-id, where it is. */
  readonly domainUuid?: string;
  /** The switch's own counters of the port since it was plugged in; absent: not known. What the VM sends is received. */
  readonly counters?: { readonly receivedBytes: number; readonly sentBytes: number };
}

/**
 * One datapath flow of one poll. Recirculated and dropped flows are left out by the driver. Addresses are
 * undefined when the megaflow leaves them wildcarded.
 */
export interface FlowSample {
  /** Identity of the datapath flow; the counters below restart when a flow is evicted and comes back. */
  readonly ufid: string;
  /**
   * The same as a small number, of a driver that numbers its flows from 0. Another flow gets the number only after a
   * whole poll without this one.
   */
  readonly number?: number;
  readonly inPort: number | string;
  readonly srcMac?: string;
  readonly dstMac?: string;
  readonly src?: Ipv4;
  readonly dst?: Ipv4;
  /** IP protocol number, 0 when wildcarded. */
  readonly protocol: number;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly packets: number;
  /** Bytes since the datapath flow was installed. */
  readonly bytes: number;
}

/** A datapath whose flows can be polled. Same rules for absence as `Hypervisor`. */
export interface Datapath {
  start(): Promise<void>;
  unavailable(): string | undefined;
  ports(): readonly VmPort[];
  /** Every flow that counts. The next poll may write its counters into the same objects. */
  poll(): Promise<readonly FlowSample[]>;
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

/** A local VM whose address the redirect shall steer to this agent. */
export interface RedirectedVm {
  readonly address: Ipv4;
  readonly mac: string;
}

/**
 * Steering of packets sent to local VMs' addresses on the agent's port. `apply` is called on every change
 * and at intervals; it makes what is installed match what is asked, and repairs what somebody removed.
 */
export interface Redirect {
  /** Resolves with what had to be mended, for the log. Rejects with an Error that says what failed and where. */
  apply(vms: readonly RedirectedVm[], ports: readonly VmPort[]): Promise<readonly string[]>;
  /** What keeps messages for VMs from arriving although everything is in place, in words for the operator. Absent: never. */
  warnings?(): readonly string[];
  /** Removes everything that this redirect made, and only that. */
  remove(): Promise<void>;
}
