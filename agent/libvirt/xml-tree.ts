// XML text to a small tree of elements, on top of sax. Knows no element names.
import sax from 'sax';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Text directly inside, trimmed. */
  readonly text: string;
}

/** XML that cannot be read: not well-formed, empty, or nested deeper than any domain is. */
export class XmlError extends Error {
  readonly code = 'malformed';

  constructor(message: string) {
    super(message);
    this.name = 'XmlError';
  }
}

/** libvirt nests about ten deep, one level more for each backing file of a disk; the bound keeps recursion harmless. */
const maxDepth = 250;

/** Longest `<!...>`, UTF-16 units. libvirt prints none; sax takes time quadratic in its length for one. */
const maxDeclaration = 256;
/** Given to the parser at once, UTF-16 units: how far it may go before that bound is looked at. */
const pieceLength = 1024;

/** What the parser keeps to itself, by name. */
interface ParserState {
  /** The declaration under way, if any. */
  readonly sgmlDecl: string;
  /** Where the length of texts is compared with 64 KiB; only when what is given comes in pieces. */
  bufferCheckPosition: number;
}

interface OpenElement {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** Parses a document and returns its root. Throws XmlError with line and column. */
export function parseXml(text: string): Element {
  const parser = sax.parser(true, { trim: false, normalize: false });
  const top: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const open: OpenElement[] = [top];
  const fail = (message: string): never => {
    throw new XmlError(`${message} (line ${parser.line + 1}, column ${parser.column + 1})`);
  };
  parser.onerror = (error) => fail(error.message.split('\n', 1)[0]!);
  parser.onopentag = (tag) => {
    if (open.length > maxDepth) fail(`elements nested more than ${maxDepth} deep`);
    open.push({ name: tag.name, attributes: tag.attributes as Record<string, string>, children: [], text: '' });
  };
  const append = (part: string): void => {
    open.at(-1)!.text += part;
  };
  parser.ontext = append;
  parser.oncdata = append;
  parser.onclosetag = () => {
    const done = open.pop()!;
    open.at(-1)!.children.push({ ...done, text: done.text.trim() });
  };
  const state = parser as unknown as ParserState;
  // The whole text is here already, so a long one takes no memory that it did not take before.
  state.bufferCheckPosition = Number.POSITIVE_INFINITY;
  for (let at = 0; at < text.length; at += pieceLength) {
    parser.write(text.slice(at, at + pieceLength));
    if (state.sgmlDecl.length > maxDeclaration)
      fail(`a declaration (<!...>) of more than ${maxDeclaration} characters`);
  }
  parser.close();
  return top.children[0] ?? fail('no element');
}

/** First child of that name. */
export function child(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

/** All children of that name. */
export function children(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter((candidate) => candidate.name === name) ?? [];
}
