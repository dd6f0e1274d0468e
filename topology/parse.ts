// The cost map's file format: its top level and its tiers (README.md has the reference, topology.schema.json
// says the same to editors). Text in, content out; reads no file, answers no level.
import { type CostMapContent, maxTiers, nameComplaint } from './content.js';
import type { Tier } from './cost-map.js';
import { EntryReader } from './parse-entries.js';
import { readVms } from './parse-vms.js';
import { ProblemList, quote } from './problems.js';
import { type Node, YamlReader } from './yaml-reader.js';

/**
 * Reads the text of a cost map. `fileName` is only for messages. Throws CostMapError, code `syntax` or
 * `invalid`, with every problem found.
 */
export function parseCostMap(text: string, fileName: string): CostMapContent {
  const problems = new ProblemList();
  const reader = new YamlReader(text, problems);
  const root = reader.parse();
  problems.throwIfAny('syntax', fileName);
  const content = readRoot(reader, root);
  problems.throwIfAny('invalid', fileName);
  return content;
}

/** The content; where something is missing or wrong a problem is reported and a stand-in is in its place. */
function readRoot(reader: YamlReader, root: Node): CostMapContent {
  if (reader.isEmpty(root)) {
    reader.report(0, 'the file is empty; a cost map has the keys version, tiers, hosts');
    return { tiers: [], hosts: [], endpoints: [] };
  }
  const fields = reader.fields(
    root,
    'the cost map',
    ['version', 'tiers', 'hosts', 'endpoints', 'vms'],
    ['version', 'tiers', 'hosts'],
  );
  if (fields?.has('version')) checkVersion(reader, fields.get('version'));
  const tiers = fields?.has('tiers') ? readTiers(reader, fields.get('tiers')) : undefined;
  const entries = new EntryReader(reader, tiers?.length);
  const vms = fields?.has('vms') ? readVms(reader, fields.get('vms')) : [];
  return {
    tiers: tiers ?? [],
    hosts: fields?.has('hosts') ? entries.read(fields.get('hosts'), 'hosts') : [],
    endpoints: fields?.has('endpoints') ? entries.read(fields.get('endpoints'), 'endpoints') : [],
    ...(vms.length > 0 ? { vms } : {}),
  };
}

function checkVersion(reader: YamlReader, node: Node): void {
  const version = reader.number(node, 'version');
  if (version === undefined || version === 1) return;
  reader.report(reader.offsetOf(node), `version ${version} is not known; this program reads version: 1`);
}

/** The tiers, or undefined when not even their number can be told, on which the paths of the entries depend. */
function readTiers(reader: YamlReader, node: Node): readonly Tier[] | undefined {
  const items = reader.items(node, 'tiers');
  if (!items) return undefined;
  if (items.length === 0 || items.length > maxTiers) {
    reader.report(reader.offsetOf(node), `tiers has ${items.length} entries; write 1 to ${maxTiers} of them`);
    return undefined;
  }
  const lineOfName = new Map<string, number>();
  const tiers: Tier[] = [];
  for (const item of items) {
    const fields = reader.fields(item, 'a tier', ['name', 'weight'], ['name', 'weight']);
    const name = fields?.has('name') ? readTierName(reader, fields.get('name'), lineOfName) : '';
    const weight = fields?.has('weight') ? readWeight(reader, fields.get('weight'), tiers) : undefined;
    // A bad weight stands as high as the one below it, so that it makes no second problem of the next one.
    tiers.push({ name, weight: weight ?? tiers.at(-1)?.weight ?? 0 });
  }
  return tiers;
}

function readTierName(reader: YamlReader, node: Node, lineOfName: Map<string, number>): string {
  const name = reader.text(node, "a tier's name");
  if (name === undefined) return '';
  const offset = reader.offsetOf(node);
  const complaint = nameComplaint(name);
  if (complaint) reader.report(offset, `the tier name ${quote(name)} ${complaint}`);
  const line = lineOfName.get(name);
  if (line === undefined) lineOfName.set(name, reader.lineOf(offset));
  else reader.report(offset, `the tier name ${quote(name)} is on line ${line} already; rename one of them`);
  return name;
}

function readWeight(reader: YamlReader, node: Node, below: readonly Tier[]): number | undefined {
  const weight = reader.number(node, "a tier's weight");
  if (weight === undefined) return undefined;
  const offset = reader.offsetOf(node);
  if (!Number.isFinite(weight) || weight < 0) {
    reader.report(offset, `a tier's weight is ${weight}; write a finite number of 0 or more`);
    return undefined;
  }
  const under = below.at(-1);
  if (under && weight < under.weight) {
    reader.report(
      offset,
      `weight ${weight} is less than ${under.weight}, that of the tier ${quote(under.name)} under it; ` +
        'list tiers bottom up, with weights that do not fall',
    );
  }
  if (!Number.isFinite(below.reduce((sum, tier) => sum + tier.weight, weight))) {
    reader.report(offset, 'the weights up to here add up to more than a number can hold; scale all of them down');
    return undefined;
  }
  return weight;
}
