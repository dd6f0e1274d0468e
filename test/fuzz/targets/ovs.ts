// What Open vSwitch prints and sends: dumps of flows, OpenFlow rules, datapaths, and the updates of its database.
import type { FlowSample } from '../../../agent/core/drivers.js';
import { parseDpifShow } from '../../../agent/ovs/dpif-show.js';
import { DumpReader } from '../../../agent/ovs/dump-reader.js';
import { parseLocalPort, parseRule } from '../../../agent/ovs/ofctl.js';
import { parseCounters } from '../../../agent/ovs/port-counters.js';
import { OvsdbReplica } from '../../../agent/ovs/replica.js';
import { countedFlows, parseFlowDump } from '../../ovs/dump-oracle.js';
import { fixture } from '../../support/paths.js';
import { cut } from '../engine/bytes.js';
import { holds, type Target, unless } from '../engine/target.js';
import { firstMessage, variedJson } from './jsonrpc.js';

const dumps = [
  'mac-only-names',
  'ip-visible-verbose',
  'arp-ipv6-vlan-fragments',
  'conntrack',
  'tunnel',
  'vlan',
  'steering-and-drops',
];
const agentPort = 7470;

function read(reader: DumpReader, pieces: readonly Buffer[]): { samples: string[]; malformed: number } | undefined {
  return unless([SyntaxError], () => {
    reader.begin();
    for (const piece of pieces) reader.write(piece, 0, piece.length);
    const { samples, malformed } = reader.end();
    return { samples: samples.map(said).sort(), malformed };
  });
}

/** What a sample says, without its identity. */
function said({ inPort, srcMac, dstMac, src, dst, protocol, srcPort, dstPort, packets, bytes }: FlowSample): string {
  return JSON.stringify([inPort, srcMac, dstMac, src, dst, protocol, srcPort, dstPort, packets, bytes]);
}

/** As the simple twin of the reader has it, which reads text. */
function byTwin(text: string): { samples: string[]; malformed: number } {
  const { flows, malformed } = parseFlowDump(text);
  const byIdentity = new Map(countedFlows(flows, agentPort).map((flow) => [flow.ufid, said(flow)]));
  return { samples: [...byIdentity.values()].sort(), malformed };
}

const asInJson = (text: string): Buffer => Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');

export const dump: Target = {
  name: 'ovs-dump',
  seeds: () => dumps.map((name) => asInJson(fixture('ovs', `${name}.txt`).split('\n').slice(0, 6).join('\n'))),
  words: [
    '\\n',
    '\\\\',
    '\\"',
    '\\u0041',
    'encap(',
    '/0xffff',
    'never',
    'flow-dump from pmd on cpu core: 3\\n',
    'ufid:1,',
  ],
  run(input) {
    const reader = new DumpReader({ agentPort });
    const found = read(reader, cut(input));
    const atOnce = read(new DumpReader({ agentPort }), [input]);
    holds((found === undefined) === (atOnce === undefined), 'wherever the dump is cut');
    if (!found || !atOnce) return;
    holds(JSON.stringify(found) === JSON.stringify(atOnce), 'the flows are the same');
    holds(JSON.stringify(read(reader, cut(input))) === JSON.stringify(found), 'and the same when all are known');
    const text = unless([SyntaxError], () => JSON.parse(`"${input.toString('utf8')}"`) as string);
    // The twin knows ASCII only, and takes what is printed for what is meant; Open vSwitch has one escape for a newline.
    // Beyond 2^53 the two round differently, and the twin tells flows apart by the ufid where there is one.
    if (
      text === undefined ||
      !/^[\n\x20-\x7e]*$/.test(text) ||
      /\\u000a|[0-9a-f]{13}|ufid/i.test(input.toString('latin1'))
    )
      return;
    const twin = byTwin(text);
    holds(
      JSON.stringify(twin) === JSON.stringify(found),
      `the simple twin says ${JSON.stringify(twin)}, not ${JSON.stringify(found)}`,
    );
  },
  decode: (input) => void read(new DumpReader({ agentPort }), cut(input)),
};

const printed = [
  'netdev@ovs-netdev: hit:1 missed:2\n  br0:\n    br0 65534/1: (tap)\n    vnet0 1/2: (afxdp: a)\n    vnet1 2/none: (tap)\n  br1:\n    br1 65534/3: (tap)\n',
  ' cookie=0x53434f5245, table=3, priority=5,udp,nw_dst=10.0.0.1 actions=drop\nNXST_FLOW reply (xid=0x4):\n priority=0 actions=NORMAL\n',
  ' 1(vnet0): addr:fe:54:00:00:00:01\n     config:     0\n     state:      0\n LOCAL(br0): addr:0a:00:00:00:00:01\n     config:     PORT_DOWN\n     state:      LINK_DOWN\n',
];

export const text: Target = {
  name: 'ovs-text',
  seeds: () => printed.map((text) => Buffer.from(text)),
  run(input) {
    const text = input.toString('utf8');
    for (const [name, port] of parseDpifShow(text, 'br0')?.ports ?? [])
      holds(name !== '' && port >= 0, 'a port has a name and a number');
    for (const line of text.split('\n')) {
      const rule = parseRule(line);
      if (rule) holds(!/(^|,)cookie=/.test(rule.match), 'the cookie is left out');
    }
    const local = parseLocalPort(text);
    if (local) holds(local.mac.length === 17, 'a MAC has 17 characters');
  },
};

const uuid = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const updates = JSON.stringify({
  Bridge: {
    [uuid(1)]: {
      new: {
        name: 'br0',
        ports: [
          'set',
          [
            ['uuid', uuid(2)],
            ['uuid', uuid(3)],
          ],
        ],
      },
    },
  },
  Port: {
    [uuid(2)]: { new: { name: 'vnet0', interfaces: ['uuid', uuid(4)] } },
    [uuid(3)]: { old: { name: 'x' }, new: { name: 'br0', interfaces: ['set', [['uuid', uuid(5)]]] } },
  },
  Interface: {
    [uuid(4)]: {
      new: {
        name: 'vnet0',
        ofport: 1,
        external_ids: [
          'map',
          [
            ['attached-mac', '52:54:00:00:00:01'],
            ['vm-id', uuid(6)],
          ],
        ],
      },
    },
    [uuid(5)]: { new: { name: 'br0', ofport: 65534, mac_in_use: '0a:00:00:00:00:01', external_ids: ['map', []] } },
  },
});

export const replica: Target = {
  name: 'ovs-replica',
  words: ['"__proto__"', '"constructor"', '"toString"', '"valueOf"', '"set"', '"map"', '"uuid"', '"new"', 'null'],
  seeds: () =>
    [
      updates,
      '[{"rows":[{"name":"vnet1","statistics":["map",[["rx_bytes",7],["tx_bytes",9]]]}]}]',
      `{"Port":{"${uuid(2)}":{"old":{}}}}`,
    ].map((text) => Buffer.from(text)),
  vary: variedJson,
  run(input) {
    const changes = firstMessage(input);
    const rows = new OvsdbReplica();
    rows.update(JSON.parse(updates));
    if (unless([RangeError], () => rows.update(changes) ?? true) === undefined) return;
    for (const { receivedBytes, sentBytes } of parseCounters(changes).values()) {
      holds(receivedBytes >= 0 && sentBytes >= 0, 'counters are counts');
    }
    const { exists, ports } = rows.view('br0');
    holds(exists || ports.length === 0, 'a bridge that is not there has no ports');
    for (const { ofport } of ports) holds(ofport >= 1 && ofport < 0xff00, 'a port has a number that a port may have');
  },
};
