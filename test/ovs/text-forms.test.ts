// The text forms of ovs-ofctl and dpif/show, as Open vSwitch 3.1 prints them, and the replica's reading of RFC 7047 rows.
import t from 'tap';
import { backoffMs } from '../../agent/ovs/backoff.js';
import { parseDpifShow } from '../../agent/ovs/dpif-show.js';
import { Ofctl, parseRule } from '../../agent/ovs/ofctl.js';
import { OvsdbReplica } from '../../agent/ovs/replica.js';

t.test('a rule as dump-flows --no-stats prints it', async (t) => {
  t.strictSame(
    parseRule(
      ' cookie=0x53434f5245, priority=200,udp,nw_dst=10.9.0.1,tp_dst=7470 actions=mod_dl_dst:fe:1b:0c:f4:75:40,LOCAL',
    ),
    {
      match: 'priority=200,udp,nw_dst=10.9.0.1,tp_dst=7470',
      actions: 'mod_dl_dst:fe:1b:0c:f4:75:40,LOCAL',
    },
  );
  t.strictSame(parseRule(' cookie=0x1, table=1, priority=9,ip actions=ct(commit),NORMAL'), {
    match: 'table=1,priority=9,ip',
    actions: 'ct(commit),NORMAL',
  });
  t.strictSame(parseRule(' priority=0 actions=NORMAL'), { match: 'priority=0', actions: 'NORMAL' });
  t.equal(parseRule('NXST_FLOW reply (xid=0x4):'), undefined);
});

t.test('a missing ovs-ofctl is named with its package', async (t) => {
  await t.rejects(new Ofctl('/none/br0.mgmt', '/none/ovs-ofctl').rules('own'), {
    code: 'no-program',
    message: /not installed \(package openvswitch-switch\)/,
  });
});

t.test("dpif/show gives the bridge's datapath and its port numbers", async (t) => {
  const text = `netdev@ovs-netdev: hit:20168 missed:20103
  br-int:
    br-int 65534/5: (tap)
    vx 1/6: (vxlan: key=42, remote_ip=10.9.0.3)
    patch 3/none: (patch: peer=x)
  br0:
    br0 65534/1: (tap)
    vox-a 1/2: (system)
system@ovs-system: hit:0 missed:0
  br9:
    br9 65534/7: (internal)
`;
  t.strictSame(parseDpifShow(text, 'br0'), {
    datapath: 'netdev@ovs-netdev',
    ports: new Map([
      ['br0', 1],
      ['vox-a', 2],
    ]),
  });
  t.strictSame([...parseDpifShow(text, 'br-int')!.ports.keys()], ['br-int', 'vx'], 'a patch port has no datapath port');
  t.equal(parseDpifShow(text, 'br9')!.datapath, 'system@ovs-system');
  t.equal(parseDpifShow(text, 'br'), undefined);
});

t.test('the replica reads atoms, sets and maps, and forgets rows that are gone', async (t) => {
  const replica = new OvsdbReplica();
  replica.update({
    Bridge: { b: { new: { name: 'br0', ports: ['uuid', 'p1'] } } },
    Port: {
      p1: {
        new: {
          name: 'bond',
          interfaces: [
            'set',
            [
              ['uuid', 'i1'],
              ['uuid', 'i2'],
              ['uuid', 'gone'],
            ],
          ],
        },
      },
    },
    Interface: {
      i1: { new: { name: 'br0', ofport: 65534, mac_in_use: 'AA:00:00:00:00:01', external_ids: ['map', []] } },
      i2: {
        new: {
          name: 'vnet1',
          ofport: 4,
          mac_in_use: ['set', []],
          external_ids: ['map', [['attached-mac', '52:54:00:00:00:01']]],
        },
      },
      i3: { new: { name: 'other', ofport: 5, external_ids: ['map', [['attached-mac', '52:54:00:00:00:09']]] } },
    },
    Unknown: { x: { new: {} } },
  });
  t.strictSame(replica.view('br0'), {
    exists: true,
    localMac: 'aa:00:00:00:00:01',
    ports: [{ name: 'vnet1', ofport: 4, mac: '52:54:00:00:00:01', domainUuid: undefined }],
  });
  replica.update({ Interface: { i2: { old: {} } } });
  t.strictSame(replica.view('br0').ports, []);
  replica.update('nonsense');
  replica.clear();
  t.equal(replica.view('br0').exists, false);
  const many = Object.fromEntries(Array.from({ length: 50_001 }, (_, n) => [`p${n}`, { new: {} }]));
  t.throws(() => replica.update({ Port: many }), RangeError);
});

t.test(
  'the replica takes no word of the server for a member of its own, and no value for text that is none',
  async (t) => {
    const replica = new OvsdbReplica();
    for (const name of ['constructor', '__proto__', 'toString', 'Open_vSwitch']) {
      replica.update(JSON.parse(`{"${name}":{"a":{"new":{"name":"br0"}},"b":{}}}`));
    }
    const notText = { toString: 1, valueOf: 1 };
    const ids = ['map', [['attached-mac', '0a:00:00:00:00:01'], [notText, notText], ['vm-id', notText], 'x', []]];
    replica.update({
      Bridge: { b: { new: { name: 'br0', ports: ['set', [['uuid', notText], ['uuid', 'p'], ['uuid'], notText]] } } },
      Port: { p: { new: { name: 'vnet0', interfaces: ['uuid', 'i'] } } },
      Interface: { i: { new: { name: 'vnet0', ofport: 7, external_ids: ids } } },
    });
    const port = { name: 'vnet0', ofport: 7, mac: '0a:00:00:00:00:01', domainUuid: undefined };
    t.same(replica.view('br0'), { exists: true, localMac: undefined, ports: [port] });
  },
);

t.test('backoff runs from 0.2 to 5 s', async (t) => {
  t.strictSame([0, 1, 2, 3, 5, 6, 1e9].map(backoffMs), [200, 200, 400, 800, 3200, 5000, 5000]);
});
