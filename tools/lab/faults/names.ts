// The names by which scenarios are chosen on the command line. Apart from the scenarios, so that the command line can
// be read without what they need.

/** Guests send to the agents' port. */
export const KNOCK = 'guests';
/** In the order in which they run. */
export const FAULT_NAMES = [
  KNOCK,
  'holder',
  'holder-and-predecessor',
  'libvirtd',
  'ovs-vswitchd',
  'stop',
  'partition',
  'loss',
  'hypervisor',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];
