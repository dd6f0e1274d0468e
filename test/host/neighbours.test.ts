// The host's ARP table: complete entries only, whatever else stands in the file.
import t from 'tap';
import { parseArpTable, readNeighbours } from '../../agent/host/neighbours.js';
import { ipv4 } from '../../topology/ipv4.js';

const TABLE = `IP address       HW type     Flags       HW address            Mask     Device
10.0.1.2         0x1         0x2         52:54:00:AA:00:02     *        br0
10.0.1.3         0x1         0x0         00:00:00:00:00:00     *        br0
10.0.1.4         0x1         0x6         52:54:00:aa:00:04     *        br0
not a line
`;

t.test('complete entries are taken, with lower-case MACs', async (t) => {
  t.same(
    [...parseArpTable(TABLE)],
    [
      ['52:54:00:aa:00:02', ipv4('10.0.1.2')],
      ['52:54:00:aa:00:04', ipv4('10.0.1.4')],
    ],
  );
  t.equal(parseArpTable('').size, 0);
});

t.test('an absent file is an error that names it; the real one parses', async (t) => {
  await t.rejects(readNeighbours('/nonexistent'), /\/nonexistent\/self\/net\/arp/);
  t.ok((await readNeighbours()) instanceof Map);
});
