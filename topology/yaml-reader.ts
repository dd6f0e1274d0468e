// Reads YAML nodes strictly and reports each mistake at its line and column. Knows YAML, not cost maps.
// Aliases are refused and never followed, so a "billion laughs" file costs no more than its own text.
import { Composer, type CST, isAlias, isMap, isScalar, isSeq, LineCounter, Parser } from 'yaml';
import { nearest } from './nearest.js';
import { type ProblemList, quote } from './problems.js';

/** A node of the parsed file. Opaque: only the reader looks inside. */
export type Node = unknown;

/** Collections within collections that are read. A cost map needs three. */
const maxNesting = 16;

export class YamlReader {
  readonly #text: string;
  readonly #problems: ProblemList;
  readonly #lines = new LineCounter();

  constructor(text: string, problems: ProblemList) {
    this.#text = text;
    this.#problems = problems;
  }

  /** Parses the text and returns its root. Adds syntax errors to the problems; the root is then not to be used. */
  parse(): Node {
    const parser = new Parser(this.#lines.addNewLine);
    // Keys are compared by `fields`, in linear time; the library's own check is quadratic.
    const composer = new Composer({ schema: 'core', uniqueKeys: false, prettyErrors: false });
    const documents = composer.compose(this.#shallow(parser.parse(this.#text)), true, this.#text.length);
    let root: Node;
    let first = true;
    for (const document of documents) {
      if (!first) {
        this.report(document.range[0], 'a second YAML document starts here; keep one cost map in a file');
        break;
      }
      first = false;
      root = document.contents;
      for (const error of [...document.errors, ...document.warnings]) {
        this.report(error.pos[0], `not YAML: ${error.message}${hintOf(error)}`);
      }
    }
    return root;
  }

  /**
   * Passes tokens on up to the first one that is nested too deeply. The composer is recursive: thousands of
   * nested lists exhaust its stack, and V8 then may end the whole process inside a regular expression.
   */
  *#shallow(tokens: Iterable<CST.Token>): Generator<CST.Token> {
    for (const token of tokens) {
      const deep = deepToken(token, maxNesting);
      if (deep) {
        this.report(deep.offset, `nested deeper than ${maxNesting} levels, which no cost map is; flatten it`);
        return;
      }
      yield token;
    }
  }

  /** The line of an offset into the text, from 1. */
  lineOf(offset: number): number {
    return this.#position(offset).line;
  }

  report(offset: number, message: string): void {
    const { line, col } = this.#position(offset);
    this.#problems.add(line, col, message);
  }

  offsetOf(node: Node): number {
    return (node as { range?: [number, number, number] | null } | null)?.range?.[0] ?? 0;
  }

  /**
   * The values of a mapping by key. Reports unknown keys, keys written twice, and required ones that are missing.
   * Undefined when the node is no mapping at all. `hintOf` may say better than "did you mean" what to do with an unknown key.
   */
  fields(
    node: Node,
    what: string,
    known: readonly string[],
    required: readonly string[],
    hintOf: (unknown: string) => string | undefined = () => undefined,
  ): Map<string, Node> | undefined {
    if (!isMap(node)) {
      this.#wrongKind(node, what, `a mapping with the keys ${known.join(', ')}`);
      return undefined;
    }
    const fields = new Map<string, Node>();
    const offsets = new Map<string, number>();
    for (const { key, value } of node.items) {
      const keyOffset = this.offsetOf(key);
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : undefined;
      if (name === undefined) this.report(keyOffset, `a key of ${what} must be text; the keys are ${known.join(', ')}`);
      else if (!known.includes(name)) this.report(keyOffset, unknownKey(name, what, known, hintOf(name)));
      else if (fields.has(name)) {
        const line = this.lineOf(offsets.get(name)!);
        this.report(keyOffset, `${what} has the key ${name} already on line ${line}; keep one of them`);
      } else {
        fields.set(name, value);
        offsets.set(name, keyOffset);
      }
    }
    for (const name of required) {
      if (!fields.has(name)) this.report(this.offsetOf(node), `${what} lacks the key ${name}; add it`);
    }
    return fields;
  }

  /** The elements of a list, or undefined (and a problem) when the node is none. */
  items(node: Node, what: string): readonly Node[] | undefined {
    if (isSeq(node)) return node.items;
    this.#wrongKind(node, what, 'a list');
    return undefined;
  }

  /** A text scalar. */
  text(node: Node, what: string): string | undefined {
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    const written =
      isScalar(node) && node.value !== null ? ` (write it in quotes: "${node.source ?? node.value}")` : '';
    this.#wrongKind(node, what, `text${written}`);
    return undefined;
  }

  /** A number scalar; may be infinite or NaN. */
  number(node: Node, what: string): number | undefined {
    if (isScalar(node) && typeof node.value === 'number') return node.value;
    const quoted = isScalar(node) && typeof node.value === 'string' && Number.isFinite(Number.parseFloat(node.value));
    this.#wrongKind(node, what, quoted ? 'a number, written without quotes or a unit' : 'a number');
    return undefined;
  }

  isText(node: Node): boolean {
    return isScalar(node) && typeof node.value === 'string';
  }

  isList(node: Node): boolean {
    return isSeq(node);
  }

  /** Whether a key was written with nothing after it, as when all the lines below it are commented out. */
  isEmpty(node: Node): boolean {
    return node === null || (isScalar(node) && node.value === null);
  }

  #wrongKind(node: Node, what: string, wanted: string): void {
    const found = isAlias(node)
      ? `a YAML alias, which is not followed; write the value out: ${wanted}`
      : `${kindOf(node)}; it must be ${wanted}`;
    this.report(this.offsetOf(node), `${what} is ${found}`);
  }

  #position(offset: number): { line: number; col: number } {
    const position = this.#lines.linePos(offset);
    return position.line === 0 ? { line: 1, col: offset + 1 } : position;
  }
}

function kindOf(node: Node): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null) return 'empty';
  return typeof node.value === 'string' ? `the text ${quote(node.value)}` : `the ${typeof node.value} ${node.source}`;
}

function unknownKey(name: string, what: string, known: readonly string[], better: string | undefined): string {
  const guess = nearest(name, known);
  const hint = better ?? (guess === undefined ? `the keys are ${known.join(', ')}` : `did you mean ${guess}?`);
  return `${what} has no key ${quote(name)}; ${hint}`;
}

/** The first token that has `room` collections around it, or undefined when none has. */
function deepToken(token: CST.Token | null | undefined, room: number): CST.Token | undefined {
  if (!token) return undefined;
  if (token.type === 'document') return deepToken(token.value, room);
  if (!('items' in token)) return undefined;
  if (room === 0) return token;
  for (const item of token.items) {
    const deep = deepToken(item.key, room - 1) ?? deepToken(item.value, room - 1);
    if (deep) return deep;
  }
  return undefined;
}

/** The parser names a rule of YAML; who edits a file needs to know what to look for. */
function hintOf({ message }: Error): string {
  if (/^All (mapping|sequence) items/.test(message))
    return '; this line or one above it is indented otherwise than its neighbours';
  if (message.startsWith('Implicit ')) return '; is a colon missing, or a blank behind it?';
  return '';
}
