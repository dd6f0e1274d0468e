// What libvirtd sends: packets, their XDR bodies, and the XML of domains.
import { readFileSync } from 'node:fs';
import { MAX_HISTORY } from '../../../agent/core/rules/marks.js';
import { type DomainDescription, describeDomain } from '../../../agent/libvirt/domain-xml.js';
import { encodePacket, FrameError, type Packet, PacketReader } from '../../../agent/libvirt/frame.js';
import { decodeError, decodeEvent } from '../../../agent/libvirt/messages.js';
import * as migrations from '../../../agent/libvirt/migration-procedures.js';
import * as procedures from '../../../agent/libvirt/procedures.js';
import { parseMountinfo } from '../../../agent/libvirt/shared-paths.js';
import { decodeTypedParams, encodeTypedParams } from '../../../agent/libvirt/typed-params.js';
import { XdrDecoder, XdrEncoder, XdrError } from '../../../agent/libvirt/xdr.js';
import { XmlError } from '../../../agent/libvirt/xml-tree.js';
import { GROUP_NAME, MAX_GROUPS } from '../../../topology/vm-marks.js';
import { plainXml } from '../../libvirt/xml-samples.js';
import { fixture } from '../../support/paths.js';
import { cut } from '../engine/bytes.js';
import { holds, type Target, unless } from '../engine/target.js';

/** Recorded packets of both directions. */
function recorded(): Buffer[] {
  const lines = fixture('libvirt', 'libvirtd-9.0-frames.txt').split('\n');
  return lines.filter((line) => /^[<>]/.test(line)).map((line) => Buffer.from(line.split(' ').at(-1)!, 'hex'));
}

const maxPacketBytes = 4096;

function packetsOf(pieces: readonly Buffer[]): { readonly packets: Packet[]; readonly whole: boolean } {
  const reader = new PacketReader(maxPacketBytes);
  const packets: Packet[] = [];
  const whole = unless([FrameError], () => {
    for (const piece of pieces) packets.push(...reader.push(piece));
    return true;
  });
  return { packets, whole: whole ?? false };
}

export const packets: Target = {
  name: 'libvirt-packets',
  seeds: () => {
    const all = recorded();
    return [...all.slice(0, 6), Buffer.concat(all.slice(0, 4)), Buffer.concat(all.slice(4, 9))];
  },
  run(input) {
    const cutUp = packetsOf(cut(input));
    const again = Buffer.concat(cutUp.packets.map(encodePacket));
    holds(input.subarray(0, again.length).equals(again), 'packets encode to the bytes that they came from');
    if (!cutUp.whole) return;
    const atOnce = packetsOf([input]);
    holds(atOnce.whole && atOnce.packets.length === cutUp.packets.length, 'wherever the stream is cut');
  },
  decode: (input) => void packetsOf(cut(input)),
};

const decoders: readonly ((body: Buffer) => unknown)[] = [
  decodeError,
  ...[317, 318, 363].map((event) => (body: Buffer) => decodeEvent(event, body)),
  ...Object.values({ ...procedures, ...migrations })
    .filter((value) => typeof value === 'object' && 'decode' in value)
    .map(
      ({ decode }) =>
        (body: Buffer) =>
          decode(new XdrDecoder(body)),
    ),
];

/** Numbers that travel as they are: all that this client sends are unsigned ones. */
function checkParams(body: Buffer): void {
  const found = unless([XdrError], () => decodeTypedParams(new XdrDecoder(body)));
  if (!found) return;
  const sent = [...found].flatMap(([name, value]) =>
    Number.isSafeInteger(value) && Number(value) >= 0 ? [[name, value]] : [],
  );
  const xdr = new XdrEncoder();
  encodeTypedParams(xdr, Object.fromEntries(sent));
  const again = decodeTypedParams(new XdrDecoder(xdr.finish()));
  for (const [name, value] of sent) holds(again.get(name as string) === value, 'a parameter comes back as it was');
}

export const bodies: Target = {
  name: 'libvirt-bodies',
  seeds: () => {
    const replies = recorded().map((packet) => packet.subarray(28));
    return decoders.flatMap((_, index) =>
      replies.slice(0, 12).map((body) => Buffer.concat([Buffer.from([index]), body])),
    );
  },
  run(input) {
    const body = input.subarray(1);
    const decode = decoders[(input[0] ?? 0) % (decoders.length + 1)];
    if (decode) unless([XdrError], () => decode(body));
    else checkParams(body);
  },
};

const sample = { uuid: '5d3c1a80-0f3a-4f0c-8a6e-3d3d3a1f0001', name: 'guest', mac: '52:54:00:00:00:01' };
const devices = `<disk type='file' device='disk'><source file='/srv/a.img'/><target dev='vda'/></disk>
<disk type='volume'><source pool='p' volume='v'/><target dev='vdb'/><transient/></disk>
<disk type='nvme'><source type='pci'/></disk><hostdev mode='subsystem' type='pci'><teaming type='transient'/>
<source><address domain='0x0000' bus='0x06' slot='0x12' function='0x5'/></source></hostdev>
<interface type='direct'><source dev='eth0' mode='passthrough'/></interface><interface type='vdpa'/>
<filesystem><source dir='/x'/></filesystem><shmem name='s' role='peer'><model type='ivshmem'/></shmem>
<tpm><backend type='passthrough'/></tpm>`;
const top = `<!-- a comment --><launchSecurity/><vcpu cpuset='1-3'>4</vcpu><cputune><vcpupin cpuset='1'/></cputune>
<numatune><memory nodeset='0'/></numatune><title>&amp;&#x41;<![CDATA[<x>]]></title>`;

const metadata = `<metadata><s:vm xmlns:s="urn:score:vm:1"><s:label>red</s:label><s:affinity>a</s:affinity>
<s:never-move>why</s:never-move><s:anti-affinity>b</s:anti-affinity><s:allowed-hosts>10.0.0.0/8</s:allowed-hosts></s:vm>
<s:history xmlns:s="urn:score:history:1"><s:move at="2026-09-21T14:13:20.000Z" from="10.0.0.1" to="10.0.0.2" gain="1e3" ok="no"/>
</s:history><nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1"/></metadata>`;

/** Whatever an owner wrote: what is made of it has bounds. */
function checkNotes({ marks = {}, history }: DomainDescription): void {
  const { neverMove = '', affinity = [], antiAffinity = [], allowedHosts = [] } = marks;
  holds(neverMove.length < 1000, 'a reason is short');
  for (const list of [affinity, antiAffinity, allowedHosts]) holds(list.length <= MAX_GROUPS, 'lists have a bound');
  for (const group of [...affinity, ...antiAffinity]) holds(GROUP_NAME.test(group), 'a group is one');
  holds((history.history?.length ?? 0) <= MAX_HISTORY, 'a history has a bound');
  for (const { atMs, gain } of history.history ?? [])
    holds(Number.isInteger(atMs) && Number.isFinite(gain), 'numbers of a move are some');
}

export const xml: Target = {
  name: 'libvirt-xml',
  words: [
    '<!DOCTYPE a [',
    '<!ENTITY x "y">',
    ']>',
    '&x;',
    '&lt;',
    '<![CDATA[',
    ']]>',
    '<?xml ',
    '?>',
    '<!--',
    '-->',
    '&#0;',
    '&#x110000;',
  ],
  seeds: () =>
    [plainXml(sample), plainXml(sample, devices, top), plainXml(sample, '', metadata)].map((text) => Buffer.from(text)),
  run(input) {
    const text = input.toString('utf8');
    const found = unless([XmlError], () => describeDomain(text));
    if (!found) return;
    holds(found.uuid !== '' && found.name !== '', 'a domain has a name and a uuid');
    holds(
      Number.isInteger(found.memoryMiB) && found.memoryMiB > 0,
      `memory is a whole number above 0, not ${found.memoryMiB}`,
    );
    checkNotes(found);
    for (const mac of found.macs) holds(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac), 'a MAC is one');
  },
  decode: (input) => void unless([XmlError], () => describeDomain(input.toString('utf8'))),
};

export const mounts: Target = {
  name: 'libvirt-mounts',
  seeds: () => [
    Buffer.from('36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n'),
    readFileSync('/proc/self/mountinfo').subarray(0, 600),
  ],
  run(input) {
    for (const { mountPoint, type } of parseMountinfo(input.toString('utf8')))
      holds(mountPoint !== '' && type !== '', 'both are there');
  },
};
