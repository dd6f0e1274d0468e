// What is said of a single VM: by its owner, in metadata that travels with it, and by the operator in the cost map.
// Shape and bounds only: XML is agent/libvirt's business, YAML parse-vms.ts's, and what follows agent/core/rules'.
import type { Prefix } from './ipv4.js';

/** Groups of one kind that a VM may be in, and prefixes it may be allowed on. */
export const MAX_GROUPS = 16;
/** Group names: 1 to 64 letters, digits, dots, dashes, underscores. */
export const GROUP_NAME = /^[\w.-]{1,64}$/;
/** `red` never moves. The others are for power saving, which is not built yet. */
export type Label = 'green' | 'yellow' | 'red';

export interface VmMarks {
  /** Why it never moves; absent: it may. */
  readonly neverMove?: string;
  readonly label?: Label;
  /** VMs with a group in common that run on one host stay together. */
  readonly affinity?: readonly string[];
  /** VMs with a group in common must not run on one host. */
  readonly antiAffinity?: readonly string[];
  /** It moves only to hosts in one of these; absent: to any. */
  readonly allowedHosts?: readonly Prefix[];
}
