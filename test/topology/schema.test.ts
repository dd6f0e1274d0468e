// topology.schema.json against the loader: what both can judge they must judge alike. The schema's own
// checker is in json-schema.ts.
import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { parse, stringify } from 'yaml';
import { CostMapError, loadCostMap } from '../../topology/load.js';
import { inRepository } from '../support/paths.js';
import { misfits, type Schema } from './json-schema.js';

const schema: Schema = JSON.parse(readFileSync(inRepository('topology/topology.schema.json'), 'utf8'));

function loads(value: unknown): boolean {
  try {
    loadCostMap(stringify(value), 'generated.yaml');
    return true;
  } catch (error) {
    if (error instanceof CostMapError) return false;
    throw error;
  }
}

interface Loose {
  [key: string]: unknown;
  tiers: Record<string, unknown>[];
  hosts: Record<string, unknown>[];
  endpoints: Record<string, unknown>[];
  vms: Record<string, unknown>[];
}

function valid(): Loose {
  return {
    version: 1,
    tiers: [
      { name: 'rack', weight: 1 },
      { name: 'core', weight: 2 },
    ],
    hosts: [
      { host: '10.0.0.1', at: 'a' },
      { prefix: '10.0.2.0/24', at: 'b' },
    ],
    endpoints: [{ host: '192.0.2.1', at: 'a' }],
    vms: [
      { vm: '10.1.0.5', neverMove: 'its licence', affinity: ['web'], allowedHosts: ['10.0.0.1', '10.0.2.0/24'] },
      { prefix: '10.1.2.0/24', label: 'green' },
    ],
  };
}

t.test('every example fits the schema and loads', (t) => {
  const files = readdirSync(inRepository('topology/examples'));
  t.strictSame(files.sort(), ['lab.yaml', 'thesis.yaml', 'three-tier.yaml']);
  for (const file of files) {
    const text = readFileSync(inRepository('topology/examples', file), 'utf8');
    t.strictSame(misfits(schema, parse(text)), [], file);
    t.doesNotThrow(() => loadCostMap(text, file), file);
  }
  t.end();
});

t.test('the loader and the schema agree on required and unknown keys', (t) => {
  const parts: Record<string, (map: Loose) => Record<string, unknown>> = {
    map: (map) => map,
    tier: (map) => map.tiers[1]!,
    'host entry': (map) => map.hosts[0]!,
    'prefix entry': (map) => map.hosts[1]!,
    endpoint: (map) => map.endpoints[0]!,
    'VM entry': (map) => map.vms[0]!,
    'VM prefix': (map) => map.vms[1]!,
  };
  const refused: string[] = [];
  for (const [part, of] of Object.entries(parts)) {
    for (const key of Object.keys(of(valid()))) {
      const map = valid();
      delete of(map)[key];
      const fits = misfits(schema, map).length === 0;
      t.equal(loads(map), fits, `${part} without ${key}`);
      if (!fits) refused.push(`${part}.${key}`);
    }
    const map = valid();
    of(map).colour = 'red';
    t.notSame(misfits(schema, map), [], `schema refuses an unknown key in ${part}`);
    t.equal(loads(map), false, `loader refuses an unknown key in ${part}`);
  }
  t.strictSame(refused, [
    'map.version',
    'map.tiers',
    'map.hosts',
    'tier.name',
    'tier.weight',
    'host entry.host',
    'host entry.at',
    'prefix entry.prefix',
    'prefix entry.at',
    'endpoint.host',
    'endpoint.at',
    'VM entry.vm',
    'VM prefix.prefix',
    'VM prefix.label',
  ]);
  t.end();
});

/** A change of the valid map, and whether the result is a cost map. */
const changes: [what: string, change: (map: Loose) => void, good: boolean][] = [
  ['nothing changed', () => {}, true],
  ['version 2', (map) => Object.assign(map, { version: 2 }), false],
  ['version as text', (map) => Object.assign(map, { version: '1' }), false],
  ['no tiers', (map) => Object.assign(map, { tiers: [] }), false],
  ['256 tiers', (map) => Object.assign(map, { tiers: manyTiers(256) }), false],
  ['no hosts', (map) => Object.assign(map, { hosts: [] }), false],
  ['hosts empty', (map) => Object.assign(map, { hosts: null }), false],
  ['endpoints empty', (map) => Object.assign(map, { endpoints: null }), true],
  ['endpoints an empty list', (map) => Object.assign(map, { endpoints: [] }), true],
  ['endpoints a mapping', (map) => Object.assign(map, { endpoints: {} }), false],
  ['weight below 0', (map) => Object.assign(map.tiers[0]!, { weight: -1 }), false],
  ['weight 0', (map) => Object.assign(map.tiers[0]!, { weight: 0 }), true],
  ['weight as text', (map) => Object.assign(map.tiers[0]!, { weight: '1' }), false],
  ['tier name with a slash', (map) => Object.assign(map.tiers[0]!, { name: 'a/b' }), false],
  ['tier name empty', (map) => Object.assign(map.tiers[0]!, { name: '' }), false],
  ['tier name of one letter', (map) => Object.assign(map.tiers[0]!, { name: 'r' }), true],
  ['tier name a number', (map) => Object.assign(map.tiers[0]!, { name: 1 }), false],
  ['host and prefix', (map) => Object.assign(map.hosts[0]!, { prefix: '10.0.3.0/24' }), false],
  ['octet of 256', (map) => Object.assign(map.hosts[0]!, { host: '10.0.0.256' }), false],
  ['octet with a leading zero', (map) => Object.assign(map.hosts[0]!, { host: '10.0.0.01' }), false],
  ['dot at the end', (map) => Object.assign(map.hosts[0]!, { host: '10.0.0.1.' }), false],
  ['three octets', (map) => Object.assign(map.hosts[0]!, { host: '10.0.0' }), false],
  ['highest address', (map) => Object.assign(map.hosts[0]!, { host: '255.255.255.255' }), true],
  ['prefix length 33', (map) => Object.assign(map.hosts[1]!, { prefix: '10.0.2.0/33' }), false],
  ['prefix of everything', (map) => Object.assign(map.hosts[1]!, { prefix: '0.0.0.0/0' }), true],
  ['prefix without a length', (map) => Object.assign(map.hosts[1]!, { prefix: '10.0.2.0' }), false],
  ['path with a blank inside', (map) => Object.assign(map.hosts[0]!, { at: 'room 3' }), true],
  ['path with a blank at its end', (map) => Object.assign(map.hosts[0]!, { at: 'room ' }), false],
  ['path with a slash at its end', (map) => Object.assign(map.hosts[0]!, { at: 'room/' }), false],
  ['path with a slash at its start', (map) => Object.assign(map.hosts[0]!, { at: '/room' }), false],
  ['path a number', (map) => Object.assign(map.hosts[0]!, { at: 7 }), false],
  ['vms empty', (map) => Object.assign(map, { vms: null }), true],
  ['vms a mapping', (map) => Object.assign(map, { vms: {} }), false],
  ['VM and prefix', (map) => Object.assign(map.vms[0]!, { prefix: '10.1.3.0/24' }), false],
  ['a reason that is no text', (map) => Object.assign(map.vms[0]!, { neverMove: true }), false],
  ['an empty reason', (map) => Object.assign(map.vms[0]!, { neverMove: ' ' }), false],
  ['a reason of two lines', (map) => Object.assign(map.vms[0]!, { neverMove: 'a\nb' }), false],
  ['a reason of 200 characters', (map) => Object.assign(map.vms[0]!, { neverMove: 'x'.repeat(200) }), true],
  ['a reason of 201 characters', (map) => Object.assign(map.vms[0]!, { neverMove: 'x'.repeat(201) }), false],
  ['a label like none', (map) => Object.assign(map.vms[1]!, { label: 'blue' }), false],
  ['a group with a blank', (map) => Object.assign(map.vms[0]!, { affinity: ['a b'] }), false],
  ['a group of 65 letters', (map) => Object.assign(map.vms[0]!, { affinity: ['x'.repeat(65)] }), false],
  ['no groups', (map) => Object.assign(map.vms[0]!, { antiAffinity: [] }), false],
  ['16 groups', (map) => Object.assign(map.vms[0]!, { antiAffinity: manyGroups(16) }), true],
  ['17 groups', (map) => Object.assign(map.vms[0]!, { antiAffinity: manyGroups(17) }), false],
  ['an allowed host that is no address', (map) => Object.assign(map.vms[0]!, { allowedHosts: ['hv1'] }), false],
  ['one tier with paths left out', (map) => Object.assign(map, oneTier(undefined)), true],
  ['one tier with empty paths', (map) => Object.assign(map, oneTier('')), true],
];

function manyGroups(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `group-${index}`);
}

function manyTiers(count: number) {
  return Array.from({ length: count }, (_, index) => ({ name: `tier-${index}`, weight: 1 }));
}

function oneTier(at: string | undefined) {
  const path = at === undefined ? {} : { at };
  return {
    tiers: manyTiers(1),
    hosts: [{ host: '10.0.0.1', ...path }],
    endpoints: [{ host: '192.0.2.1', ...path }],
    vms: [],
  };
}

t.test('the loader and the schema agree on values', (t) => {
  for (const [what, change, good] of changes) {
    const map = valid();
    change(map);
    t.equal(misfits(schema, map).length === 0, good, `schema: ${what}`);
    t.equal(loads(map), good, `loader: ${what}`);
  }
  t.end();
});

t.test('255 tiers fit and load', (t) => {
  const at = Array.from({ length: 254 }, () => 'g').join('/');
  const map = { version: 1, tiers: manyTiers(255), hosts: [{ host: '10.0.0.1', at }] };
  t.strictSame(misfits(schema, map), []);
  t.ok(loads(map));
  t.end();
});
