// agent.schema.json against the loader: an editor must accept and refuse what the agent does, of what a schema can say.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse, stringify } from 'yaml';
import { ConfigError, loadConfig } from '../../agent/config/load.js';
import { needRestart, needsRestart } from '../../agent/config/restart.js';
import { inRepository } from '../support/paths.js';
import { misfits, type Schema } from '../topology/json-schema.js';

const schema: Schema = JSON.parse(readFileSync(inRepository('agent/config/agent.schema.json'), 'utf8'));

const least = {
  version: 1,
  host: '10.0.1.1',
  datapath: { driver: 'openvswitch', bridge: 'br0' },
  hypervisor: { driver: 'libvirt' },
};

function loads(value: unknown): boolean {
  try {
    loadConfig(stringify(value), 'generated.yaml');
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

const rules = (changes: object) => ({ rules: changes });
const stability = (changes: object) => ({ stability: changes });
const windows = (...blackout: string[]) => rules({ blackout });

const cases: [what: string, changes: object, good: boolean][] = [
  ['nothing more', {}, true],
  ['an unknown key', { colour: 'red' }, false],
  ['an unknown key in a section', rules({ colour: 'red' }), false],
  ['a section left empty', { rules: null }, true],
  ['a mode', { mode: 'auto' }, true],
  ['a mode like none', { mode: 'on' }, false],
  ['a whole number with decimals', stability({ holdMs: 0.5 }), false],
  ['a number with decimals', stability({ minGainPercent: 0.5 }), true],
  ['a number as text', stability({ minGainPercent: '5' }), false],
  ['below the range', stability({ minGainPercent: -1 }), false],
  ['above the range', rules({ headroomPercent: 91 }), false],
  ['a word instead of a number', rules({ vcpusPerCpu: 'unlimited' }), true],
  ['another word', rules({ vcpusPerCpu: 'auto' }), false],
  ['an address that never moves', rules({ neverMove: ['10.1.0.5', '10.1.2.0/24'] }), true],
  ['nobody never moves', rules({ neverMove: [] }), true],
  ['a name that never moves', rules({ neverMove: ['web-1'] }), false],
  ['guests everywhere', { guests: { prefixes: [] } }, false],
  ['a guest', { guests: { prefixes: ['10.1.0.5'] } }, false],
  ['days and hours', windows('Mon-Fri 08:00-18:00', 'Sat,Sun 00:00-24:00', 'daily 22:00-02:00'), true],
  ['days in small letters', windows('mon,wed-fri 8:00-9:30'), true],
  ['hours alone', windows('08:00-18:00'), false],
  ['days alone', windows('Mon-Fri'), false],
  ['a day like none', windows('Mo 08:00-18:00'), false],
  ['hours of the next day', windows('Mon 08:00-24:01'), false],
  ['a window that begins at its end', windows('Mon 24:00-02:00'), false],
  ['no listening', { metrics: { listen: 'off' } }, true],
  ['listening', { metrics: { listen: '10.0.1.1:9470' } }, true],
  ['listening on IPv6', { metrics: { listen: '[::1]:9470' } }, true],
  ['listening without a port', { metrics: { listen: '10.0.1.1' } }, false],
  ['a truth value', { web: { allowRemote: true } }, true],
  ['a truth value as text', { web: { allowRemote: 'true' } }, false],
  ["another driver's key", { hypervisor: { driver: 'libvirt', bridge: 'br0' } }, false],
];

t.test('the loader and the schema agree', async (t) => {
  for (const [what, changes, good] of cases) {
    const value = { ...least, ...changes };
    t.equal(loads(value), good, `loader: ${what}`);
    t.equal(misfits(schema, value).length === 0, good, `schema: ${what}`);
  }
});

t.test('the commented example fits the schema', async (t) => {
  const value = parse(readFileSync(inRepository('systemd/agent.yaml'), 'utf8'));
  t.same(misfits(schema, value), []);
});

t.test('no setting takes a secret: they are in files of their own', async (t) => {
  const names = (part: unknown): string[] =>
    part !== null && typeof part === 'object'
      ? Object.entries(part).flatMap(([key, value]) => [key, ...names(value)])
      : [];
  t.same(
    names(schema).filter((name) => /secret|password|passphrase|credential|privateKey/i.test(name)),
    [],
  );
});

t.test('the example says of each key whether a change needs a restart', async (t) => {
  const lines = readFileSync(inRepository('systemd/agent.yaml'), 'utf8').split('\n');
  let section = '';
  let isMarked = false;
  let found = 0;
  for (const line of lines) {
    const [, indent, key] = /^( {0,2})(?:# )?([a-z]\w+):/i.exec(line) ?? [];
    const isKey = key !== undefined && !line.startsWith('#');
    if (isKey && indent === '') section = key;
    const path = indent === '' ? key : `${section}.${key}`;
    // Whole sections are marked once, at their head.
    if (isKey && (indent === '' || !needsRestart(section))) t.equal(isMarked, needsRestart(path!), path!);
    if (isKey && isMarked) found += 1;
    const isComment = line.trimStart().startsWith('#');
    isMarked = isComment && (isMarked || /^ *# A change (of any key here )?needs a restart\.$/.test(line));
  }
  t.equal(found, needRestart.length + 1);
});
