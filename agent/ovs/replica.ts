// A small copy of the OVSDB tables Bridge, Port and Interface, kept current from `monitor` updates (RFC 7047
// sections 4.1.5 and 4.1.6), and what we read out of it. Pure: the connection is in ovsdb.ts.

/** What the replica knows about the configured bridge. */
export interface BridgeView {
  readonly exists: boolean;
  /** MAC of the bridge's own (LOCAL) interface. It changes when ports come and go, unless the operator pinned it. */
  readonly localMac: string | undefined;
  /** Interfaces of VMs: those with external_ids:attached-mac and a valid OpenFlow port. */
  readonly ports: readonly AttachedInterface[];
}

export interface AttachedInterface {
  readonly name: string;
  readonly ofport: number;
  readonly mac: string;
  readonly domainUuid: string | undefined;
}

export const monitoredColumns = {
  Bridge: { columns: ['name', 'ports'] },
  Port: { columns: ['name', 'interfaces'] },
  Interface: { columns: ['name', 'type', 'ofport', 'mac_in_use', 'external_ids', 'error'] },
} as const;

type Row = Readonly<Record<string, unknown>>;
type TableName = keyof typeof monitoredColumns;

/** Rows kept for each table. A hypervisor has hundreds at most; the bound keeps a broken server from filling memory. */
const maxRows = 50_000;

export class OvsdbReplica {
  readonly #bridges = new Map<string, Row>();
  readonly #ports = new Map<string, Row>();
  readonly #interfaces = new Map<string, Row>();
  /** By name. No object: the server's words would find what every object has, such as `constructor`. */
  readonly #tables = new Map<string, Map<string, Row>>([
    ['Bridge', this.#bridges],
    ['Port', this.#ports],
    ['Interface', this.#interfaces],
  ] satisfies [TableName, Map<string, Row>][]);

  /** Forgets everything: the server is gone, or another one has taken its place. */
  clear(): void {
    for (const table of this.#tables.values()) table.clear();
  }

  /** Applies <table-updates>: rows with `new` are replaced whole, rows without are gone. Throws RangeError on too many rows. */
  update(updates: unknown): void {
    for (const [name, rows] of Object.entries(record(updates))) {
      const table = this.#tables.get(name);
      if (!table) continue;
      for (const [uuid, change] of Object.entries(record(rows))) {
        const row = record(change).new;
        if (row === undefined) table.delete(uuid);
        else table.set(uuid, record(row));
      }
      if (table.size > maxRows) throw new RangeError(`OVSDB table ${name} has more than ${maxRows} rows`);
    }
  }

  view(bridge: string): BridgeView {
    const row = [...this.#bridges.values()].find((candidate) => candidate.name === bridge);
    if (!row) return { exists: false, localMac: undefined, ports: [] };
    const ports: AttachedInterface[] = [];
    let localMac: string | undefined;
    for (const portUuid of uuidsOf(row.ports)) {
      for (const uuid of uuidsOf(this.#ports.get(portUuid)?.interfaces)) {
        const row = this.#interfaces.get(uuid);
        if (!row) continue;
        if (row.name === bridge) localMac = textOf(row.mac_in_use)?.toLowerCase();
        const attached = attachedInterface(row);
        if (attached) ports.push(attached);
      }
    }
    ports.sort((a, b) => a.ofport - b.ofport);
    return { exists: true, localMac, ports };
  }
}

/** OFPP_MAX of OpenFlow 1.0: higher numbers are reserved (LOCAL is 65534); -1 stands for a port that could not be made. */
const largestOfport = 0xff00;

function attachedInterface(row: Row): AttachedInterface | undefined {
  const ids = mapOf(row.external_ids);
  const mac = ids.get('attached-mac')?.toLowerCase();
  const { name, ofport } = row;
  if (mac === undefined || typeof name !== 'string' || typeof ofport !== 'number') return undefined;
  if (ofport < 1 || ofport >= largestOfport) return undefined;
  return { name, ofport, mac, domainUuid: ids.get('vm-id')?.toLowerCase() };
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

/** The elements of an RFC 7047 <value>: a set of one is written as the bare atom (section 5.1). */
function atomsOf(value: unknown): unknown[] {
  if (Array.isArray(value) && value[0] === 'set') return Array.isArray(value[1]) ? value[1] : [];
  return value === undefined ? [] : [value];
}

function uuidsOf(value: unknown): string[] {
  return atomsOf(value).flatMap((atom) => {
    const isUuid = Array.isArray(atom) && atom[0] === 'uuid' && typeof atom[1] === 'string';
    return isUuid ? [atom[1] as string] : [];
  });
}

function textOf(value: unknown): string | undefined {
  const [atom] = atomsOf(value);
  return typeof atom === 'string' ? atom : undefined;
}

/** Of texts to texts; other pairs, which none of the columns that are read has, are left out. */
function mapOf(value: unknown): Map<string, string> {
  const pairs: unknown[] = Array.isArray(value) && value[0] === 'map' && Array.isArray(value[1]) ? value[1] : [];
  return new Map(pairs.filter(isTextPair));
}

function isTextPair(pair: unknown): pair is [string, string] {
  return Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string';
}
