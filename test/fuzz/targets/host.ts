// What the host's own tools and files say: the listing of an nftables table, and the kernel's ARP table.
import { parseArpTable } from '../../../agent/host/neighbours.js';
import { canonicalListing, NftablesError } from '../../../agent/host/nftables.js';
import { holds, type Target, unless } from '../engine/target.js';
import { variedDeepJson } from './jsonrpc.js';

const listing = JSON.stringify({
  nftables: [
    { metainfo: { version: '1.0.6', release_name: 'x', json_schema_version: 1 } },
    { table: { family: 'ip', name: 'score_br0', handle: 7 } },
    {
      set: {
        family: 'ip',
        name: 'vms',
        table: 'score_br0',
        type: 'ipv4_addr',
        handle: 1,
        elem: ['10.0.0.2', '10.0.0.1'],
      },
    },
    {
      rule: {
        chain: 'guard',
        handle: 4,
        expr: [{ match: { op: '==', left: { payload: {} }, right: 7470 } }, { drop: null }],
      },
    },
  ],
});

export const nftables: Target = {
  name: 'host-nftables',
  words: ['"elem"', '"handle"', '"metainfo"', '"nftables"', '"toJSON"', '"__proto__"'],
  seeds: () => [Buffer.from(listing)],
  vary: variedDeepJson,
  run(input) {
    const text = unless([NftablesError], () => canonicalListing(input.toString('utf8')));
    if (text === undefined) return;
    const again = canonicalListing(`{"nftables":${text}}`);
    holds(again === text, 'what is canonical stays as it is');
  },
};

const arp = `IP address       HW type     Flags       HW address            Mask     Device
10.0.0.1         0x1         0x2         52:54:00:00:00:01     *        br0
10.0.0.2         0x1         0x0         00:00:00:00:00:00     *        br0
`;

export const neighbours: Target = {
  name: 'host-neighbours',
  seeds: () => [Buffer.from(arp)],
  run(input) {
    for (const address of parseArpTable(input.toString('utf8')).values())
      holds(address >>> 0 === address, 'an address has 32 bits');
  },
};
