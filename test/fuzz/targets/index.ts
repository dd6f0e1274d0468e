// Every target by name, what of the program it is there to reach, and where it is: each is imported when it is wanted,
// since coverage has to be asked for before.
import type { Target } from '../engine/target.js';

export interface Listed {
  /** Beginnings of paths in the compiled tree, or of packages, whose coverage guides the search. */
  readonly sources: readonly string[];
  readonly load: () => Promise<Target>;
}

const transport = (...files: string[]) => files.map((file) => `agent/transport/${file}.js`);
const proto = ['proto/', 'agent/core/token', 'protobufjs/'];
const yaml = ['topology/', 'yaml/'];

export const targets: Readonly<Record<string, Listed>> = {
  'transport-frame': { sources: transport('frame'), load: async () => (await import('./frames.js')).frame },
  'transport-datagrams': {
    sources: transport('packet', 'pieces', 'keyring'),
    load: async () => (await import('./frames.js')).datagrams,
  },
  'transport-reassembly': {
    sources: transport('fragments-receive', 'frame'),
    load: async () => (await import('./reassembly.js')).reassembly,
  },
  'transport-acknowledgements': {
    sources: transport('fragments-send', 'congestion', 'frame'),
    load: async () => (await import('./reassembly.js')).acknowledgements,
  },
  'transport-receiver': {
    sources: transport('receiver', 'replay', 'challenges', 'shares', 'recent', 'packet', 'pieces', 'fragments-receive'),
    load: async () => (await import('./receiver.js')).receiver,
  },
  'transport-key': { sources: transport('key'), load: async () => (await import('./key.js')).key },
  'proto-message': { sources: proto, load: async () => (await import('./messages.js')).message },
  'proto-change': {
    sources: [...proto, 'agent/core/'],
    load: async () => (await import('./token-change.js')).tokenChange,
  },
  'libvirt-packets': {
    sources: ['agent/libvirt/frame', 'agent/libvirt/xdr'],
    load: async () => (await import('./libvirt.js')).packets,
  },
  'libvirt-bodies': {
    sources: ['xdr', 'typed-params', 'messages', 'procedures'].map((file) => `agent/libvirt/${file}.js`),
    load: async () => (await import('./libvirt.js')).bodies,
  },
  'libvirt-xml': {
    sources: ['agent/libvirt/domain-xml', 'agent/libvirt/xml-tree', 'sax/'],
    load: async () => (await import('./libvirt.js')).xml,
  },
  'libvirt-mounts': {
    sources: ['agent/libvirt/shared-paths'],
    load: async () => (await import('./libvirt.js')).mounts,
  },
  'jsonrpc-framing': { sources: ['agent/jsonrpc/framing'], load: async () => (await import('./jsonrpc.js')).framing },
  'jsonrpc-text': {
    sources: ['agent/jsonrpc/text', 'agent/jsonrpc/framing', 'agent/jsonrpc/errors'],
    load: async () => (await import('./jsonrpc.js')).text,
  },
  'jsonrpc-connection': { sources: ['agent/jsonrpc/'], load: async () => (await import('./jsonrpc.js')).connection },
  'control-request': {
    sources: ['agent/control/parse', 'agent/control/marks', 'agent/control/check', 'agent/control/errors'],
    load: async () => (await import('./control.js')).request,
  },
  'control-socket': {
    sources: ['agent/control/server', 'agent/control/parse', 'agent/control/errors', 'agent/jsonrpc/'],
    load: async () => (await import('./control.js')).socket,
  },
  'agent-history': {
    sources: ['agent/history/entry', 'agent/history/shapes', 'tools/score-token/show-'],
    load: async () => (await import('./history.js')).entry,
  },
  'ovs-dump': {
    sources: ['agent/ovs/dump', 'agent/ovs/flow-match', 'agent/ovs/line-tail', 'agent/ovs/known', 'agent/ovs/words'],
    load: async () => (await import('./ovs.js')).dump,
  },
  'ovs-text': {
    sources: ['agent/ovs/ofctl', 'agent/ovs/dpif-show'],
    load: async () => (await import('./ovs.js')).text,
  },
  'ovs-replica': { sources: ['agent/ovs/replica'], load: async () => (await import('./ovs.js')).replica },
  'agent-memory': {
    sources: ['agent/memory-format'],
    load: async () => (await import('./memory.js')).memory,
  },
  'host-nftables': { sources: ['agent/host/nftables'], load: async () => (await import('./host.js')).nftables },
  'host-neighbours': {
    sources: ['agent/host/neighbours', 'topology/ipv4'],
    load: async () => (await import('./host.js')).neighbours,
  },
  'config-settings': {
    sources: ['agent/config/', 'topology/yaml-reader', 'topology/problems', 'topology/nearest', 'yaml/'],
    load: async () => (await import('./yaml.js')).config,
  },
  'topology-cost-map': { sources: yaml, load: async () => (await import('./yaml.js')).costMap },
  'sim-scenario': { sources: ['tools/sim/scenario/'], load: async () => (await import('./scenario.js')).scenario },
  'sim-rows': { sources: ['tools/sim/scenario/row'], load: async () => (await import('./scenario.js')).rows },
  'sim-dump-line': {
    sources: ['tools/sim/import/dump-line', 'tools/sim/import/error'],
    load: async () => (await import('./import.js')).dumpLine,
  },
  'sim-dump-file': { sources: ['tools/sim/import/'], load: async () => (await import('./import.js')).dumpFile },
  'sim-mapping': { sources: ['tools/sim/optimum/gmap-files'], load: async () => (await import('./import.js')).mapping },
  'score-token-arguments': {
    sources: ['tools/score-token/arguments', 'topology/nearest'],
    load: async () => (await import('./arguments.js')).token,
  },
  'score-sim-arguments': {
    sources: [
      'tools/sim/usage',
      'tools/sim/generate/options',
      'tools/sim/run/options',
      'tools/sim/import/options',
      'tools/sim/optimum/options',
    ],
    load: async () => (await import('./arguments.js')).sim,
  },
};

/** Not among the targets: what the fuzzer itself is tested with. */
export const canaryNames = ['deep', 'quadratic', 'endless', 'greedy', 'late'].map((name) => `canary-${name}`);

const canaries: Readonly<Record<string, Listed>> = Object.fromEntries(
  canaryNames.map((name) => [
    name,
    {
      sources: ['test/fuzz/targets/canaries'],
      load: async () => (await import('./canaries.js')).canaries.find((canary) => canary.name === name)!,
    },
  ]),
);

/** A target or a canary. */
export function listed(name: string): Listed | undefined {
  return targets[name] ?? canaries[name];
}
