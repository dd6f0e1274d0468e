// Holds the agents' flow tables against Open vSwitch's own interface counters: what a table attributes to a
// VM in an interval must agree with what passed the VM's port in it.
import type { FlowsReport } from '../../agent/report/status.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { askAgent } from './agents.js';
import { sleep } from './exec.js';
import { onHost } from './hypervisor.js';
import { BRIDGE, GUESTS, HOSTS } from './plan.js';

/** Bytes that a VM has sent and received. */
export interface ByteCounts {
  readonly sent: number;
  readonly received: number;
}

/** One host's two sources, read at (nearly) the same moment. By guest name. */
interface HostSample {
  readonly table: ReadonlyMap<string, ByteCounts>;
  readonly port: ReadonlyMap<string, ByteCounts>;
}

export type FlowSamples = ReadonlyMap<string, HostSample>;

export interface FlowDeviation {
  readonly vm: string;
  readonly host: string;
  readonly direction: 'sent' | 'received';
  readonly tableBytes: number;
  readonly interfaceBytes: number;
  /** |table - interface| / interface. */
  readonly deviation: number;
}

/** A stream of acknowledgements alone is too little to judge by: one poll more or less is already some percent. */
const LEAST_BYTES = 100_000;
/** Longest wait for a table to change, a few polls. */
const CHANGE_TIMEOUT_MS = 4000;

export async function sampleFlows(): Promise<FlowSamples> {
  const samples = HOSTS.map(async (host) => [host.name, await sampleHost(host.name)] as const);
  return new Map(await Promise.all(samples));
}

// A table is as old as its last poll, up to a second. Waiting for the moment at which it changes makes both
// readings equally fresh.
async function sampleHost(host: string): Promise<HostSample> {
  const names = await portNames(host);
  return askAgent(host, async (client) => {
    const first = JSON.stringify((await client.flows()).vms);
    const deadline = Date.now() + CHANGE_TIMEOUT_MS;
    let report: FlowsReport;
    do {
      await sleep(25);
      report = await client.flows();
    } while (JSON.stringify(report.vms) === first && Date.now() < deadline);
    return { port: parsePorts(await onHost(host, ['ovs-ofctl', 'dump-ports', BRIDGE]), names), table: tableOf(report) };
  });
}

function tableOf(report: FlowsReport): Map<string, ByteCounts> {
  const counts = new Map<string, ByteCounts>();
  for (const { vm, txBytes, rxBytes } of report.vms) {
    const guest = GUESTS.find(({ address }) => formatIpv4(address) === vm);
    if (guest) counts.set(guest.name, { sent: txBytes, received: rxBytes });
  }
  return counts;
}

/** OpenFlow port number -> guest, by the domain id that libvirt wrote to the interface. */
async function portNames(host: string): Promise<Map<number, string>> {
  const text = await onHost(host, ['ovs-vsctl', '--format=json', '--columns=ofport,external_ids', 'list', 'Interface']);
  const rows = (JSON.parse(text) as { data: [number, ['map', [string, string][]]][] }).data;
  const names = new Map<number, string>();
  for (const [ofport, [, ids]] of rows) {
    const uuid = ids.find(([key]) => key === 'vm-id')?.[1];
    const guest = GUESTS.find((candidate) => candidate.uuid === uuid);
    if (guest) names.set(ofport, guest.name);
  }
  return names;
}

/** Reads `ovs-ofctl dump-ports`. A port receives what its VM sends. */
export function parsePorts(text: string, names: ReadonlyMap<number, string>): Map<string, ByteCounts> {
  const counts = new Map<string, ByteCounts>();
  for (const match of text.matchAll(/port +(\d+): rx pkts=\d+, bytes=(\d+),.*\n +tx pkts=\d+, bytes=(\d+),/g)) {
    const name = names.get(Number(match[1]));
    if (name !== undefined) counts.set(name, { sent: Number(match[2]), received: Number(match[3]) });
  }
  return counts;
}

/** Compares two samples for every VM that was on the same host at both, busiest directions only. */
export function compareFlows(before: FlowSamples, after: FlowSamples): FlowDeviation[] {
  const deviations: FlowDeviation[] = [];
  for (const [host, end] of after) {
    const start = before.get(host);
    for (const vm of end.port.keys()) {
      const ports = [start?.port.get(vm), end.port.get(vm)] as const;
      const tables = [start?.table.get(vm), end.table.get(vm)] as const;
      for (const direction of ['sent', 'received'] as const) {
        if (!ports[0]) continue; // It was not here at the start.
        const interfaceBytes = ports[1]![direction] - ports[0][direction];
        const tableBytes = (tables[1]?.[direction] ?? 0) - (tables[0]?.[direction] ?? 0);
        if (interfaceBytes < LEAST_BYTES) continue;
        const deviation = Math.abs(tableBytes - interfaceBytes) / interfaceBytes;
        deviations.push({ vm, host, direction, tableBytes, interfaceBytes, deviation });
      }
    }
  }
  return deviations;
}
