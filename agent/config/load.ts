// Reads the settings file: YAML text in, complete settings or every mistake out. The settings themselves are
// listed in keys.ts; whether the files they name exist is for those who open them.
import path from 'node:path';
import { isMap } from 'yaml';
import { ProblemList } from '../../topology/problems.js';
import { readRegularFile } from '../../topology/regular-file.js';
import { type Node, YamlReader } from '../../topology/yaml-reader.js';
import type { AgentConfig } from './config.js';
import { ConfigError } from './errors.js';
import type { DriverSection, Keys, Section } from './key.js';
import { driverSections, rootKeys, sections } from './keys.js';
import { isLoopback } from './listen-text.js';
import { defaultValue, readChoice, readValue, type Value, type ValueContext } from './values.js';

export { ConfigError } from './errors.js';

/** Settings are short; a larger file is another one. */
export const maxFileBytes = 1024 * 1024;

type Fields = ReadonlyMap<string, Node>;

/** Reads the file at `file`. Throws ConfigError. */
export function readConfig(file: string): AgentConfig {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readRegularFile(file, maxFileBytes));
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === 'too-large') throw new ConfigError('too-large', `${file}: ${message}; is it the settings file?`);
    const why = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8 text' : message;
    throw new ConfigError('unreadable', `cannot read the settings file ${file}: ${why}`);
  }
  return loadConfig(text, file);
}

/**
 * The settings in `text`. `fileName` is shown in messages, and its folder is where relative paths start. Throws
 * ConfigError, code `syntax` or `invalid`, with every problem found.
 */
export function loadConfig(text: string, fileName: string): AgentConfig {
  const problems = new ProblemList();
  const reader = new YamlReader(text, problems);
  const context = { reader, folder: path.resolve(path.dirname(fileName)) };
  const root = reader.parse();
  problems.throwIfAny('syntax', fileName, ConfigError);
  const config = readRoot(context, root);
  problems.throwIfAny('invalid', fileName, ConfigError);
  // Without problems every key has its value, of the kind that KeysOf (keys.ts) ties to the type.
  return config as unknown as AgentConfig;
}

function requiredOf(keys: Keys): string[] {
  return Object.keys(keys).filter((name) => defaultValue(keys[name]!) === undefined);
}

function readRoot(context: ValueContext, root: Node): Record<string, unknown> | undefined {
  const { reader } = context;
  if (reader.isEmpty(root)) {
    reader.report(0, 'the file is empty; the settings need at least version, host, datapath and hypervisor');
    return undefined;
  }
  const names = ['version', ...Object.keys(rootKeys), ...Object.keys(driverSections), ...Object.keys(sections)];
  const required = ['version', ...requiredOf(rootKeys), ...Object.keys(driverSections)];
  const fields = reader.fields(root, 'the file', names, required, (key) => whereItBelongs(key));
  if (!fields) return undefined;
  checkVersion(reader, fields.get('version'));
  const { topology, ...config } = readKeys(context, fields, '', rootKeys);
  for (const [name, section] of Object.entries(sections)) {
    config[name] = readSection(context, fields.get(name), name, section);
  }
  for (const [name, section] of Object.entries(driverSections)) {
    if (fields.has(name)) config[name] = readDriverSection(context, fields.get(name), name, section);
  }
  checkWindow(context, fields, config.flows);
  checkWeb(context, fields, config.web);
  return { ...config, topologyFile: topology };
}

function fieldsOf(reader: YamlReader, node: Node, name: string, keys: Keys): Fields | undefined {
  return reader.fields(node, name, Object.keys(keys), requiredOf(keys), (key) => whereItBelongs(key, name));
}

/** For a key that another section has: which one. */
function whereItBelongs(key: string, here?: string): string | undefined {
  if (here !== undefined && Object.hasOwn(rootKeys, key)) return 'it belongs at the top of the file, in no section';
  const drivers = Object.entries(driverSections).flatMap(([name, section]) =>
    Object.values<Keys>(section.drivers).map((keys) => [name, keys] as const),
  );
  const all = [...Object.entries(sections).map(([name, { keys }]) => [name, keys] as const), ...drivers];
  const owners = new Set(all.flatMap(([name, keys]) => (name !== here && Object.hasOwn(keys, key) ? [name] : [])));
  return owners.size === 0 ? undefined : `it belongs in the section ${[...owners].join(' or ')}`;
}

function checkVersion(reader: YamlReader, node: Node): void {
  const version = node === undefined ? 1 : reader.number(node, 'version');
  if (version === undefined || version === 1) return;
  reader.report(reader.offsetOf(node), `version ${version} is not known; this agent reads version: 1`);
}

/** The values of `keys`, defaults filled in. `prefix` is the section's name and a dot, or nothing. */
function readKeys(context: ValueContext, fields: Fields, prefix: string, keys: Keys): Record<string, unknown> {
  const values: Record<string, Value> = {};
  for (const [name, key] of Object.entries(keys)) {
    const written = fields.has(name);
    values[name] = written ? readValue(context, fields.get(name), `${prefix}${name}`, key) : defaultValue(key);
  }
  for (const [name, key] of Object.entries(keys)) {
    if (key.kind !== 'socket' || key.defaultIn === undefined || fields.has(name)) continue;
    values[name] = path.join(String(values[key.defaultIn]), String(key.default));
  }
  return values;
}

/** A section all of whose lines are commented out counts as left out. */
function readSection(context: ValueContext, node: Node, name: string, { keys }: Section) {
  const { reader } = context;
  const absent = node === undefined || reader.isEmpty(node);
  const fields = absent ? new Map<string, Node>() : fieldsOf(reader, node, name, keys);
  return fields && readKeys(context, fields, `${name}.`, keys);
}

function readDriverSection(context: ValueContext, node: Node, name: string, { drivers }: DriverSection) {
  const { reader } = context;
  const names = Object.keys(drivers);
  // Which keys belong here depends on the driver, so it is looked at before the keys are checked.
  const driverNode: Node = isMap(node) ? node.get('driver', true) : undefined;
  if (driverNode === undefined) {
    const others = Object.values(drivers).flatMap((keys) => Object.keys(keys));
    reader.fields(node, name, ['driver', ...new Set(others)], ['driver']);
    return undefined;
  }
  const driver = readChoice(reader, driverNode, `${name}.driver`, names);
  const keys = driver === undefined ? undefined : drivers[driver];
  if (!keys) return undefined;
  const fields = reader.fields(node, `${name} (${driver})`, ['driver', ...Object.keys(keys)], requiredOf(keys));
  return fields && { driver, ...readKeys(context, fields, `${name}.`, keys) };
}

/** A window shorter than the time between two polls would hold no flow at all. */
function checkWindow({ reader }: ValueContext, fields: Fields, flows: unknown): void {
  const { pollIntervalMs, windowMs } = (flows ?? {}) as Partial<AgentConfig['flows']>;
  if (pollIntervalMs === undefined || windowMs === undefined || windowMs >= pollIntervalMs) return;
  const message = `flows.windowMs (${windowMs} ms) is shorter than flows.pollIntervalMs (${pollIntervalMs} ms); raise it`;
  reader.report(reader.offsetOf(fields.get('flows')), message);
}

/** The page has no login: that others reach it must be meant. */
function checkWeb({ reader }: ValueContext, fields: Fields, web: unknown): void {
  const { listen, allowRemote } = (web ?? {}) as Partial<AgentConfig['web']>;
  if (listen === undefined || listen === 'off' || isLoopback(listen) || allowRemote !== false) return;
  const node = fields.get('web');
  const place = isMap(node) ? node.get('listen', true) : node;
  const message =
    `web.listen is ${listen.address}, which others reach, and the page has no login; listen on 127.0.0.1, or say ` +
    'web.allowRemote: true';
  reader.report(reader.offsetOf(place), message);
}
