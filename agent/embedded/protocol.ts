// What the embedded drivers and the world that plays their data centre say to each other: method names over
// JSON-RPC (agent/jsonrpc) on one unix socket for each host. Used by the demo and by tests; no real
// hypervisor or switch speaks it, and it has no version, because both ends come from the same build.

/** Methods of the hypervisor's side. Their results have the shapes of agent/core/drivers.ts. */
export const worldMethods = {
  /** [] -> Domain[] */
  domains: 'domains',
  /** [] -> HostMemory */
  memory: 'memory',
  /** [uuid, target address as text, VmHistory or null] -> MigrationResult, when the migration has ended. */
  migrate: 'migrate',
  /** [uuid, VmHistory] -> null */
  writeHistory: 'write-history',
  /** [uuid, VmMarks] -> null */
  writeMarks: 'write-marks',
  /** [] -> VmPort[] */
  ports: 'ports',
  /** ['-m'] -> text as ovs-vswitchd prints it (ovs-appctl(8)). */
  dumpFlows: 'dpctl/dump-flows',
} as const;

/** Notification of the world: domains or ports of this host may have changed. */
export const changedNotification = 'changed';
