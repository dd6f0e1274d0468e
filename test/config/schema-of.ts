// Makes the JSON schema of the settings file from the table of keys. Run by itself it prints the schema:
// `node dist/test/config/schema-of.js > agent/config/agent.schema.json` after a change of the table.
import { pathToFileURL } from 'node:url';
import type { Key, Keys } from '../../agent/config/key.js';
import { driverSections, rootKeys, sections } from '../../agent/config/keys.js';
import { needsRestart, RESTART_NOTE } from '../../agent/config/restart.js';

type Schema = Record<string, unknown>;

const quad = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const addressPattern = `^(${quad}\\.){3}${quad}$`;
const prefixPattern = `^(${quad}\\.){3}${quad}/(3[0-2]|[12]?[0-9])$`;
const rangePattern = `^(${quad}\\.){3}${quad}(/(3[0-2]|[12]?[0-9]))?$`;
const day = '([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)';
const days = `([Dd]aily|${day}(-${day})?(,${day}(-${day})?)*)`;
const windowPattern = `^${days} ([01]?[0-9]|2[0-3]):[0-5][0-9]-(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$`;
const listenPattern = `^(off|((${quad}\\.){3}${quad}|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5})$`;

function schemaOfKey(key: Key, path: string): Schema {
  const unit = (key.kind === 'integer' || key.kind === 'number') && key.unit !== '' ? ` Unit: ${key.unit}.` : '';
  const description = `${key.doc}${unit}${needsRestart(path) ? ` ${RESTART_NOTE}` : ''}`;
  const withDefault = 'default' in key && !('defaultIn' in key) ? { default: key.default } : {};
  switch (key.kind) {
    case 'integer':
    case 'number': {
      const number = { type: key.kind, minimum: key.min, maximum: key.max };
      return { description, ...(key.orWord ? { anyOf: [number, { const: key.orWord }] } : number), ...withDefault };
    }
    case 'choice':
      return { description, enum: key.choices, ...withDefault };
    case 'choices': {
      const items = { enum: key.choices };
      return { description, type: 'array', items, ...withDefault };
    }
    case 'path':
    case 'socket':
      return { description, type: 'string', minLength: 1, ...withDefault };
    case 'text':
      return { description, type: 'string', pattern: key.pattern.source, ...withDefault };
    case 'address':
      return { description, type: 'string', pattern: addressPattern };
    case 'paths': {
      const items = { type: 'string', pattern: '^/' };
      return { description, type: 'array', maxItems: key.maxItems, items, ...withDefault };
    }
    case 'prefixes': {
      const items = { type: 'string', pattern: key.orAddress ? rangePattern : prefixPattern };
      const { minItems, maxItems } = key;
      return { description, type: 'array', minItems, maxItems, items, ...withDefault };
    }
    case 'windows': {
      const items = { type: 'string', pattern: windowPattern };
      return { description, type: 'array', maxItems: key.maxItems, items, ...withDefault };
    }
    case 'listen':
      return { description, type: 'string', pattern: listenPattern, ...withDefault };
    case 'boolean':
      return { description, type: 'boolean', ...withDefault };
  }
}

/** `section`: with a dot behind, or empty. */
function schemaOfKeys(keys: Keys, section: string, before: Schema = {}): Schema {
  const required = [...Object.keys(before), ...Object.keys(keys).filter((name) => !('default' in keys[name]!))];
  const properties = Object.entries(keys).map(([name, key]) => [name, schemaOfKey(key, `${section}${name}`)]);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
    properties: { ...before, ...Object.fromEntries(properties) },
  };
}

/** The schema as an object. */
export function configSchema(): Schema {
  const root = schemaOfKeys(rootKeys, '', { version: { description: 'Version of the file format.', const: 1 } });
  const properties = root.properties as Schema;
  for (const [name, { doc, drivers }] of Object.entries(driverSections)) {
    const variants = Object.entries(drivers).map(([driver, keys]) =>
      schemaOfKeys(keys, `${name}.`, { driver: { const: driver } }),
    );
    properties[name] = { description: doc, oneOf: variants };
  }
  for (const [name, { doc, keys }] of Object.entries(sections)) {
    const section = schemaOfKeys(keys, `${name}.`);
    properties[name] = { description: doc, ...section, type: ['object', 'null'] };
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Settings of score-agent',
    ...root,
    required: [...(root.required as string[]), ...Object.keys(driverSections)],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(`${JSON.stringify(configSchema(), null, 2)}\n`);
}
