// Parses the text of `dpif/show`: which datapath a bridge is on, and which datapath port is which interface.
// `in_port(..)` of a datapath flow shows the datapath's port number, OpenFlow another number.

export interface BridgeDatapath {
  /** As dpctl wants it, such as `netdev@ovs-netdev` or `system@ovs-system`. */
  readonly datapath: string;
  /** Datapath port number by interface name. */
  readonly ports: ReadonlyMap<string, number>;
}

/** The part of one bridge; undefined when the text does not show it. */
export function parseDpifShow(text: string, bridge: string): BridgeDatapath | undefined {
  let datapath = '';
  let inBridge = false;
  let found: { datapath: string; ports: Map<string, number> } | undefined;
  for (const line of text.split('\n')) {
    const header = /^(\S+): hit:/.exec(line);
    const section = /^ {2}(\S.*):$/.exec(line);
    const port = /^ {4}(\S+) \d+\/(\d+|none):/.exec(line);
    if (header) {
      datapath = header[1]!;
      inBridge = false;
    } else if (section) {
      inBridge = section[1] === bridge;
      if (inBridge) found = { datapath, ports: new Map() };
    } else if (port && inBridge && found && port[2] !== 'none') {
      found.ports.set(port[1]!, Number(port[2]));
    }
  }
  return found;
}
