// The files that operators write: the agent's settings and the cost map.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { ConfigError, loadConfig } from '../../../agent/config/load.js';
import { costMapText } from '../../../tools/sim/scenario/write.js';
import type { CostMapContent } from '../../../topology/content.js';
import { parseCostMap } from '../../../topology/parse.js';
import { CostMapError } from '../../../topology/problems.js';
import { buildCostMap } from '../../../topology/table.js';
import { inRepository } from '../../support/paths.js';
import { holds, type Target, unless } from '../engine/target.js';

const words = [
  '- ',
  ': ',
  '? ',
  '&a ',
  '*a',
  '!!str ',
  '!x ',
  '| \n',
  '> \n',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  '{',
  '}',
  '[',
  ']',
  '~',
  '# ',
];
const documented = [ConfigError, CostMapError];

const settings = [
  'version: 1\nhost: 10.0.1.1\ndatapath: { driver: openvswitch, bridge: br0 }\nhypervisor: { driver: libvirt }\n',
  `version: 1
host: 10.0.1.1
datapath: {driver: embedded, socket: /run/x.sock}
hypervisor: {driver: embedded, socket: x.sock}
flows: {pollIntervalMs: 1000, windowMs: 60000}
guests: {prefixes: [10.0.0.0/8, "192.168.0.0/16"]}
capacity: {memoryMiB: auto, slots: 3}
mode: auto
rules: {neverMove: [10.1.0.5, 10.2.0.0/16], blackout: [Mon-Fri 08:00-18:00, daily 22:00-02:00], vcpusPerCpu: 2.5}
stability: {minGain: 0.5, holdMs: 1000, measureMs: auto}
web: {listen: "[::1]:7471"}
metrics: {listen: 127.0.0.1:9470}
`,
];

export const config: Target = {
  name: 'config-settings',
  words,
  seeds: () => [
    readFileSync(inRepository('systemd/agent.yaml')).subarray(0, 4096),
    ...settings.map((text) => Buffer.from(text)),
  ],
  run(input) {
    const found = unless(documented, () => loadConfig(input.toString('utf8'), '/etc/score/agent.yaml'));
    if (!found) return;
    holds(
      found.port >= 1 && found.port <= 65_535 && found.topologyFile.startsWith('/'),
      'settings are within their ranges',
    );
    holds(
      found.rules.blackout.every(({ days, fromMinute, toMinute }) => days.length > 0 && fromMinute !== toMinute),
      'a blackout window has days and hours',
    );
    holds(found.flows.windowMs >= found.flows.pollIntervalMs, 'a window holds a poll');
  },
};

const maps = [
  `version: 1
tiers:
  - { name: rack, weight: 1 }
  - { name: pod, weight: 3 }
hosts:
  - { host: 10.0.1.1, at: r1 }
  - { prefix: 10.0.2.0/24, at: "r 2" }
endpoints:
  - { host: 10.9.0.1, at: r1 }
`,
  `version: 1
tiers: [{ name: t, weight: 1 }]
hosts: [{ prefix: 10.0.0.0/16 }]
vms:
  - { vm: 10.1.0.5, neverMove: "its licence", affinity: [web, cache] }
  - { prefix: 10.1.0.0/24, label: green, antiAffinity: [db], allowedHosts: [10.0.1.1, 10.0.2.0/24] }
`,
  'version: 1\ntiers: [{name: t, weight: 0.5}]\nhosts:\n- prefix: 10.0.0.0/8\n',
];

function withoutLines(content: CostMapContent): CostMapContent {
  const { vms, ...rest } = content;
  return { ...rest, ...(vms ? { vms: vms.map(({ line: _, ...entry }) => entry) } : {}) };
}

export const costMap: Target = {
  name: 'topology-cost-map',
  words,
  seeds: () => [
    ...['lab.yaml', 'thesis.yaml', 'three-tier.yaml'].map((name) =>
      readFileSync(inRepository('topology/examples', name)).subarray(0, 3000),
    ),
    ...maps.map((text) => Buffer.from(text)),
  ],
  run(input) {
    const found = unless(documented, () => parseCostMap(input.toString('utf8'), 'the map'));
    if (!found) return;
    const map = buildCostMap(found);
    for (const host of map.hosts)
      holds(map.level(host, host) === 0 && map.place(host) !== undefined, 'a host has its place');
    const again = parseCostMap(costMapText(found), 'written again');
    holds(
      isDeepStrictEqual(withoutLines(again), withoutLines(found)),
      'the map that was written is the one that is read',
    );
    for (const { range, marks } of found.vms ?? []) {
      const whole = map.marksOf(range.base);
      holds(marks.neverMove === undefined || whole?.neverMove !== undefined, 'a VM that never moves does not');
    }
  },
  decode: (input) => void unless(documented, () => parseCostMap(input.toString('utf8'), 'the map')),
};
