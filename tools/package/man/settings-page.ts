// agent.yaml(5), from the tables of settings in agent/config: the same that check a file and make its JSON schema.
import type { Key, Keys } from '../../../agent/config/key.js';
import { driverSections, rootKeys, sections } from '../../../agent/config/keys.js';
import { needsRestart, RESTART_NOTE } from '../../../agent/config/restart.js';
import { seeAlsoRow } from './program-page.js';
import { bold, escaped, example, italic, item, page, paragraph, section, subsection } from './roff.js';

/** Of the demo and of tests; a hypervisor has no use for it. */
const OMITTED_DRIVER = 'embedded';

export function settingsPage(version: string, date: Date): string {
  const summary = 'settings of the S-CORE agent';
  return page({ name: 'agent.yaml', section: 5, summary, version, date }, [
    ...section('Synopsis', [italic('/etc/score/agent.yaml')]),
    ...section('Description', [...INTRODUCTION.flatMap((text) => ['.PP', ...paragraph(text)]).slice(1)]),
    ...section('Keys outside sections', [
      ...item(bold('version'), paragraph('Format of the file. Always 1. Must be written.')),
      ...keyRows(rootKeys, ''),
    ]),
    ...Object.entries(sections).flatMap(([name, { doc, keys }]) =>
      section(name, [...paragraph(doc), ...keyRows(keys, `${name}.`)]),
    ),
    ...Object.entries(driverSections).flatMap(([name, { doc, drivers }]) =>
      section(name, [
        ...paragraph(`${doc} This section must be written, with driver first.`),
        ...Object.entries(drivers as Readonly<Record<string, Keys>>)
          .filter(([driver]) => driver !== OMITTED_DRIVER)
          .flatMap(([driver, keys]) => subsection(`driver: ${driver}`, keyRows(keys, `${name}.`))),
      ]),
    ),
    ...section('Example', ['The least that an agent starts with:', ...example(LEAST)]),
    ...section(
      'Files',
      FILES.flatMap(([path, doc]) => item(italic(path), paragraph(doc))),
    ),
    ...section('See also', seeAlsoRow(['score-agent(8)', 'score-token(1)', 'topology.yaml(5)'])),
  ]);
}

const INTRODUCTION = [
  'One file for each hypervisor, in YAML. Keys that are not known are refused, with line and column, and the nearest known key. Relative paths start in the folder of the file.',
  'score-agent --config FILE --check-config says whether the agent could start with it. A running agent reads it again on SIGHUP (systemctl reload score-agent): a mistake refuses the whole file, and the old settings stay. The log and score-token status name settings that have changed and need a restart.',
];

const LEAST = [
  'version: 1',
  'host: 10.0.1.1',
  'datapath:',
  '  driver: openvswitch',
  '  bridge: br-int',
  'hypervisor:',
  '  driver: libvirt',
];

const FILES: readonly (readonly [string, string])[] = [
  ['/usr/share/score-agent/agent.schema.json', 'JSON schema of the file, for editors.'],
  ['/usr/share/doc/score-agent/examples/agent.yaml', 'Every key with its default, explained, to copy from.'],
  [
    '/etc/score/agent.yaml',
    'As installed it has the few keys that each host needs of its own. Write the others only where they differ from their defaults: an upgrade keeps the file, and brings new defaults.',
  ],
];

/** `section`: with a dot behind, or empty. */
function keyRows(keys: Keys, section: string): string[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    const restart = needsRestart(`${section}${name}`) ? ['.br', `${escaped(RESTART_NOTE)}`] : [];
    const values = ['.br', `${escaped(acceptedBy(key))}.`, `${escaped(defaultOf(key))}.`];
    return item(bold(name), [...paragraph(key.doc), ...values, ...restart]);
  });
}

/** What may be written: kind, range, unit. */
function acceptedBy(key: Key): string {
  switch (key.kind) {
    case 'integer':
    case 'number': {
      const number = `${key.min} to ${key.max}${key.unit === '' ? '' : ` ${key.unit}`}`;
      const kind = key.kind === 'integer' ? 'A whole number' : 'A number';
      return `${kind}, ${number}${key.orWord ? `, or ${key.orWord}` : ''}`;
    }
    case 'choice':
      return `One of ${key.choices.join(', ')}`;
    case 'path':
      return 'A path';
    case 'socket':
      return 'The path of a unix socket';
    case 'text':
      return `Text: ${key.expects}`;
    case 'address':
      return 'An IPv4 address';
    case 'prefixes':
      return `A list of ${key.minItems} to ${key.maxItems} IPv4 prefixes${key.orAddress ? ' or addresses' : ''}`;
    case 'windows':
      return `A list of at most ${key.maxItems} times of the week`;
    case 'listen':
      return 'off, or ADDRESS:PORT';
    case 'boolean':
      return 'true or false';
    case 'choices':
      return `A list of some of ${key.choices.join(', ')}`;
    case 'paths':
      return `A list of at most ${key.maxItems} absolute paths`;
  }
}

function defaultOf(key: Key): string {
  if (!('default' in key) || key.default === undefined) return 'Must be written';
  if ('defaultIn' in key && key.defaultIn !== undefined) return `Default ${key.default} in ${key.defaultIn}`;
  if (Array.isArray(key.default))
    return key.default.length === 0 ? 'Default none' : `Default ${key.default.join(', ')}`;
  return `Default ${key.default}`;
}
