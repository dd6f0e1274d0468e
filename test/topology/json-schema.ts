// Just enough of JSON Schema 2020-12 to hold values against the schemas of the cost map and of the settings. A keyword that is not known
// here throws, so that nothing in the schema can go unchecked.

export type Schema = { readonly [keyword: string]: unknown };

const silent = new Set(['$schema', '$defs', 'title', 'description', 'default', 'then']);

/** Where and why `value` does not fit; empty when it fits. `root` is the schema that `$ref`s start from. */
export function misfits(schema: Schema, value: unknown, root: Schema = schema, where = '$'): string[] {
  return Object.entries(schema).flatMap(([keyword, wanted]) => {
    if (silent.has(keyword)) return [];
    const check = keywords[keyword];
    if (!check) throw new Error(`the schema uses ${keyword}, which this test cannot check`);
    return check({ schema, wanted, value, root, where });
  });
}

interface Check {
  readonly schema: Schema;
  readonly wanted: unknown;
  readonly value: unknown;
  readonly root: Schema;
  readonly where: string;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** One complaint, unless the keyword is about another type of value or `fits` holds. */
function complain(check: Check, type: string, fits: (value: never) => boolean, keyword: string): string[] {
  if (typeOf(check.value) !== type || fits(check.value as never)) return [];
  return [`${check.where}: ${keyword} ${JSON.stringify(check.wanted)}`];
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeOf(value) === 'object' ? Object.entries(value as object) : [];
}

const keywords: Record<string, (check: Check) => string[]> = {
  type: (c) => {
    const types = [c.wanted].flat();
    const fits = types.includes(typeOf(c.value)) || (types.includes('integer') && Number.isInteger(c.value));
    return fits ? [] : [`${c.where}: type ${JSON.stringify(c.wanted)}`];
  },
  const: (c) => (c.value === c.wanted ? [] : [`${c.where}: const ${JSON.stringify(c.wanted)}`]),
  minimum: (c) => complain(c, 'number', (n: number) => n >= (c.wanted as number), 'minimum'),
  maximum: (c) => complain(c, 'number', (n: number) => n <= (c.wanted as number), 'maximum'),
  minLength: (c) => complain(c, 'string', (s: string) => s.length >= (c.wanted as number), 'minLength'),
  minItems: (c) => complain(c, 'array', (a: unknown[]) => a.length >= (c.wanted as number), 'minItems'),
  maxItems: (c) => complain(c, 'array', (a: unknown[]) => a.length <= (c.wanted as number), 'maxItems'),
  enum: (c) => ((c.wanted as unknown[]).includes(c.value) ? [] : [`${c.where}: enum ${JSON.stringify(c.wanted)}`]),
  maxLength: (c) => complain(c, 'string', (s: string) => s.length <= (c.wanted as number), 'maxLength'),
  pattern: (c) => complain(c, 'string', (s: string) => new RegExp(c.wanted as string, 'u').test(s), 'pattern'),
  required: (c) =>
    complain(c, 'object', (o: object) => (c.wanted as string[]).every((key) => Object.hasOwn(o, key)), 'required'),
  additionalProperties: (c) => {
    if (c.wanted !== false) throw new Error('only additionalProperties: false is understood');
    const known = c.schema.properties as object;
    return entriesOf(c.value).flatMap(([key]) => (Object.hasOwn(known, key) ? [] : [`${c.where}.${key}: not known`]));
  },
  properties: (c) =>
    entriesOf(c.value).flatMap(([key, value]) => {
      const schema = (c.wanted as Record<string, Schema>)[key];
      return schema ? misfits(schema, value, c.root, `${c.where}.${key}`) : [];
    }),
  items: (c) =>
    Array.isArray(c.value)
      ? c.value.flatMap((value, index) => misfits(c.wanted as Schema, value, c.root, `${c.where}[${index}]`))
      : [],
  oneOf: (c) => {
    const fitting = (c.wanted as Schema[]).filter((schema) => misfits(schema, c.value, c.root, c.where).length === 0);
    return fitting.length === 1 ? [] : [`${c.where}: fits ${fitting.length} of oneOf`];
  },
  anyOf: (c) => {
    const fits = (c.wanted as Schema[]).some((schema) => misfits(schema, c.value, c.root, c.where).length === 0);
    return fits ? [] : [`${c.where}: fits none of anyOf`];
  },
  if: (c) =>
    misfits(c.wanted as Schema, c.value, c.root, c.where).length === 0
      ? misfits(c.schema.then as Schema, c.value, c.root, c.where)
      : [],
  $ref: (c) => {
    const name = /^#\/\$defs\/(\w+)$/.exec(c.wanted as string)?.[1];
    const target = (c.root.$defs as Record<string, Schema>)[name ?? ''];
    if (!target) throw new Error(`no such definition: ${c.wanted}`);
    return misfits(target, c.value, c.root, c.where);
  },
};
