// topology.yaml(5): the keys from the JSON schema of the cost map, and what a schema cannot say.
import { PackageError } from '../errors.js';
import { seeAlsoRow } from './program-page.js';
import { bold, escaped, example, italic, item, page, paragraph, section, subsection } from './roff.js';

interface Schema {
  readonly description?: string;
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: { readonly $ref?: string };
  readonly minimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly unknown[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** `schemaText` is topology/topology.schema.json, `exampleText` a short cost map. */
export function costMapPage(schemaText: string, exampleText: string, version: string, date: Date): string {
  const schema = JSON.parse(schemaText) as Schema;
  const head = { name: 'topology.yaml', section: 5, summary: 'cost map of S-CORE', version, date } as const;
  return page(head, [
    ...section('Synopsis', [italic('/etc/score/topology.yaml')]),
    ...section('Description', paragraphs(INTRODUCTION)),
    ...section('Keys', keyRows(schema, schema)),
    ...Object.entries(schema.$defs ?? {}).flatMap(([name, part]) => section(`Keys: ${name}`, keyRows(part, schema))),
    ...section('Overlaps', paragraphs(OVERLAPS)),
    ...section('Levels and weights', [
      ...paragraphs(LEVELS),
      ...subsection('How to choose weights', paragraphs(WEIGHTS)),
    ]),
    ...section('Example', [
      'Three racks under two pods; the gateway never moves.',
      ...example(exampleText.trimEnd().split('\n')),
    ]),
    ...section('Files', [
      ...item(italic('/usr/share/score-agent/topology.schema.json'), ['JSON schema of the file, for editors.']),
      ...item(italic('/usr/share/doc/score-agent/examples/topology.yaml'), ['A longer example, with comments.']),
      ...item(italic('/usr/share/doc/score-agent/topology/examples'), ['That one and others.']),
    ]),
    ...section('See also', seeAlsoRow(['score-topology(1)', 'score-agent(8)', 'agent.yaml(5)'])),
  ]);
}

function keyRows({ properties = {}, required = [] }: Schema, schema: Schema): string[] {
  return Object.entries(properties).flatMap(([name, key]) => {
    if (key.description === undefined) throw new PackageError('tree', `topology.schema.json: ${name} is not described`);
    const needed = required.includes(name) ? ['Must be written.'] : [];
    const facts = [...notes(key, schema.$defs).map(escaped), ...needed];
    return item(bold(name), [...paragraph(key.description), ...(facts.length > 0 ? ['.br', ...facts] : [])]);
  });
}

function notes(key: Schema, parts: Schema['$defs'] = {}): string[] {
  const { const: only, type, items, minimum, minItems, maxItems, enum: words } = key;
  if (only !== undefined) return [`Always ${only}.`];
  if (words) return [`One of ${words.join(', ')}.`];
  if (minimum !== undefined) return [`A number of ${minimum} or more.`];
  if (![type].flat().includes('array')) return [];
  const bounds = [minItems && `at least ${minItems}`, maxItems !== undefined && `at most ${maxItems}`].filter(Boolean);
  const list = ['A list', ...(bounds.length > 0 ? [`of ${bounds.join(' and ')}`] : [])].join(' ');
  const of = items?.$ref?.split('/').at(-1) ?? '';
  return [parts[of]?.properties ? `${list}; the keys of each (${of}) are below.` : `${list}.`];
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => [...(index === 0 ? [] : ['.PP']), ...paragraph(text)]);
}

const INTRODUCTION = [
  'A YAML file, the same on every host, that says where each hypervisor stands in the data centre and what traffic between places costs. Agents compute communication levels and weights from it without asking anyone.',
  'Keys that are not known are refused. All mistakes of a file are shown at once, the first 50 of them. Addresses are IPv4. YAML aliases, custom tags, further documents, and nesting beyond 16 levels are refused. A file may have 16 MiB.',
  'The topmost tier is the whole data centre and has no name: three tiers take paths of two names, and with one tier no path is written. A group is its whole path: pod-1/rack-1 and pod-2/rack-1 are two racks.',
];
const OVERLAPS = [
  'For each address the longest range that has it decides, and a single host beats every prefix, also across the lists. The very same range twice is refused.',
  'An address in no range is unknown.',
];
const LEVELS = [
  'The level of two servers is 0 when they are the same, 1 when they stand in the same lowest group, and one more for each group that they do not share. A pair of VMs at level l that exchanges r bytes per second costs r times the sum of the weights of the tiers 1 to l.',
];
const WEIGHTS = [
  "Start with the oversubscription ratio of each tier's links, or what a port there costs. Let each tier cost clearly more than the one below, or nothing is gained by climbing down. A first weight of 0 makes traffic inside a rack free, so that nothing moves for the sake of sharing a host. Only the proportions matter, to each other and to the migration cost of a round, which has the same unit.",
];
