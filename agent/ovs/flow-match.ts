// Reads the match of a datapath flow, `recirc_id(0),in_port(2),eth(src=..,dst=..),..`, from bytes: the format of
// odp_flow_format() in Open vSwitch. Pure; counters and actions are flow-line.ts's.

/** What a match says. Fields that it leaves wildcarded, even in part, are undefined or 0. */
export interface FlowMatch {
  recircId: number;
  /** Datapath port number, or the port's name where the dump was made with names; '' when there is none. */
  inPort: number | string;
  srcMac: string | undefined;
  dstMac: string | undefined;
  src: number | undefined;
  dst: number | undefined;
  /** IP protocol number; 0 when wildcarded or not IP. */
  protocol: number;
  srcPort: number;
  dstPort: number;
}

const [OPEN, CLOSE, COMMA, SPACE, SLASH, QUOTE, DOT, COLON] = [0x28, 0x29, 0x2c, 0x20, 0x2f, 0x22, 0x2e, 0x3a];
const [S, D] = [0x73, 0x64];
/** `encap(..)` within one another. Ethernet frames have two VLAN tags at most; a stack has an end. */
const maxDepth = 8;

/** The masks that leave nothing open. Open vSwitch prints an exact value without one; tolerated all the same. */
const exact = { mac: '/ff:ff:ff:ff:ff:ff', ipv4: '/255.255.255.255', protocol: '/0xff', port: '/0xffff' } as const;

/** Reads a match into a record that it uses again, so take what you need before the next. */
export class MatchReader {
  readonly match: FlowMatch = {
    recircId: 0,
    inPort: '',
    srcMac: undefined,
    dstMac: undefined,
    src: undefined,
    dst: undefined,
    protocol: 0,
    srcPort: 0,
    dstPort: 0,
  };
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where the value of the last `#find` is. */
  #from = 0;
  #to = 0;

  /** False when it is no match: parentheses that do not pair up, no input port. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    const { match } = this;
    match.recircId = 0;
    match.inPort = '';
    match.srcMac = match.dstMac = undefined;
    match.src = match.dst = undefined;
    match.protocol = match.srcPort = match.dstPort = 0;
    this.#bytes = bytes;
    return this.#fields(start, end, 0) && match.inPort !== '';
  }

  #fields(start: number, end: number, depth: number): boolean {
    const bytes = this.#bytes;
    for (let at = start; at < end; ) {
      const first = bytes[at]!;
      if (first === COMMA || first === SPACE) {
        at++;
        continue;
      }
      let open = at;
      while (open < end && bytes[open] !== OPEN) open++;
      const close = this.#closing(open, end);
      if (close < 0 || !this.#field(at, open, close, depth)) return false;
      at = close + 1;
    }
    return true;
  }

  #closing(open: number, end: number): number {
    const bytes = this.#bytes;
    let depth = 0;
    for (let at = open; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === OPEN) depth++;
      else if (byte === CLOSE && --depth === 0) return at;
    }
    return -1;
  }

  /** Takes what we use of one part of the match. Everything else (tunnel, ct_*, skb_*, arp, nd ...) is skipped. */
  #field(start: number, open: number, close: number, depth: number): boolean {
    const { match } = this;
    const body = open + 1;
    switch (this.#name(start, open)) {
      case 'recirc_id':
        match.recircId = this.#number(body, close);
        return match.recircId >= 0;
      case 'in_port':
        match.inPort = this.#port(body, close);
        return true;
      case 'eth':
        match.srcMac = this.#find(S, body, close, exact.mac) ? this.#mac() : undefined;
        match.dstMac = this.#find(D, body, close, exact.mac) ? this.#mac() : undefined;
        return true;
      case 'ipv4':
        match.src = this.#find(S, body, close, exact.ipv4) ? this.#ipv4() : undefined;
        match.dst = this.#find(D, body, close, exact.ipv4) ? this.#ipv4() : undefined;
        match.protocol = this.#protocol(body, close);
        return true;
      case 'ipv6':
        match.protocol = this.#protocol(body, close);
        return true;
      case 'ports':
        match.srcPort = this.#find(S, body, close, exact.port) ? Math.max(0, this.#number(this.#from, this.#to)) : 0;
        match.dstPort = this.#find(D, body, close, exact.port) ? Math.max(0, this.#number(this.#from, this.#to)) : 0;
        return true;
      case 'encap':
        // What follows a VLAN tag: the packet that the VM sees.
        return depth < maxDepth && this.#fields(body, close, depth + 1);
      default:
        return true;
    }
  }

  #name(start: number, open: number): keyof typeof names | 'ports' | undefined {
    for (const { name, codes } of byLength[open - start] ?? []) {
      let at = 0;
      while (at < codes.length && this.#bytes[start + at] === codes[at]) at++;
      if (at === codes.length) return names[name as keyof typeof names] as keyof typeof names | 'ports';
    }
    return undefined;
  }

  #protocol(body: number, close: number): number {
    return this.#find(P, body, close, exact.protocol) ? Math.max(0, this.#number(this.#from, this.#to)) : 0;
  }

  /**
   * Finds the value of `src=`, `dst=` or `proto=`, told apart by their first letter, in `a=1,b=2/0xf0`. False when it
   * is absent or masked.
   */
  #find(initial: number, start: number, end: number, fullMask: string): boolean {
    const bytes = this.#bytes;
    const key = keys[initial]!;
    for (let at = start; at < end; at++) {
      let match = 0;
      while (match < key.length && bytes[at + match] === key[match]) match++;
      if (match === key.length && at + match <= end) return this.#value(at + match, end, fullMask);
      while (at < end && bytes[at] !== COMMA) at++;
    }
    return false;
  }

  #value(start: number, end: number, fullMask: string): boolean {
    const bytes = this.#bytes;
    let to = start;
    while (to < end && bytes[to] !== COMMA && bytes[to] !== SLASH) to++;
    this.#from = start;
    this.#to = to;
    if (to === end || bytes[to] === COMMA) return true;
    for (let at = 0; at < fullMask.length; at++) if (bytes[to + at] !== fullMask.charCodeAt(at)) return false;
    return to + fullMask.length === end || bytes[to + fullMask.length] === COMMA;
  }

  /** Decimal, or hexadecimal with 0x; -1 for anything else. An empty text is 0. */
  #number(start: number, end: number): number {
    const bytes = this.#bytes;
    if (end - start > 2 && bytes[start] === 0x30 && (bytes[start + 1]! | 0x20) === 0x78) {
      return hexadecimal(bytes, start + 2, end);
    }
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = bytes[at]! - 0x30;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  #port(start: number, end: number): number | string {
    const bytes = this.#bytes;
    const number = end > start && bytes[start]! <= 0x39 ? this.#number(start, end) : -1;
    if (number >= 0 && bytes[start + 1] !== 0x78) return number;
    const [from, to] = [bytes[start] === QUOTE ? start + 1 : start, bytes[end - 1] === QUOTE ? end - 1 : end];
    return to > from ? Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1') : '';
  }

  #ipv4(): number | undefined {
    const bytes = this.#bytes;
    let [value, part, digits, dots] = [0, 0, 0, 0];
    for (let at = this.#from; at <= this.#to; at++) {
      const byte = at === this.#to ? DOT : bytes[at]!;
      if (byte === DOT) {
        if (digits === 0 || part > 255 || dots === 4) return undefined;
        value = value * 256 + part;
        dots++;
        part = digits = 0;
      } else {
        // A leading zero would be octal to inet_aton.
        if (byte < 0x30 || byte > 0x39 || (digits > 0 && part === 0) || digits === 3) return undefined;
        part = part * 10 + (byte - 0x30);
        digits++;
      }
    }
    return dots === 4 ? value : undefined;
  }

  #mac(): string | undefined {
    if (this.#to - this.#from !== 17) return undefined;
    const bytes = this.#bytes;
    let [high, low] = [0, 0];
    for (let pair = 0; pair < 6; pair++) {
      const at = this.#from + 3 * pair;
      const value = (nibble(bytes[at]!) << 4) | nibble(bytes[at + 1]!);
      if (value < 0 || (pair < 5 && bytes[at + 2] !== COLON)) return undefined;
      if (pair < 3) high = (high << 8) | value;
      else low = (low << 8) | value;
    }
    return macText(high, low);
  }
}

const P = 0x70;
const codesOf = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));
const keys: Readonly<Record<number, readonly number[]>> = {
  [S]: codesOf('src='),
  [D]: codesOf('dst='),
  [P]: codesOf('proto='),
};

/** Parts of the match that are read, and how: ports are where they are in TCP, UDP and SCTP alike. */
const names = {
  recirc_id: 'recirc_id',
  in_port: 'in_port',
  eth: 'eth',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  encap: 'encap',
  tcp: 'ports',
  udp: 'ports',
  sctp: 'ports',
} as const;
const byLength = Array.from({ length: 10 }, (_, length) =>
  Object.keys(names)
    .filter((name) => name.length === length)
    .map((name) => ({ name, codes: codesOf(name) })),
);

/** 0..15, or negative for what is no hexadecimal digit. */
function nibble(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -0x1_0000;
}

function hexadecimal(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = nibble(bytes[at]!);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** MACs come back in each flow of a VM: one text of each is enough. Bounded, since VMs can make MACs up. */
const macs = new Map<number, string>();
const maxMacs = 65_536;

/** `high` and `low`: 24 bits each. */
function macText(high: number, low: number): string {
  const key = high * 0x100_0000 + low;
  const known = macs.get(key);
  if (known !== undefined) return known;
  if (macs.size >= maxMacs) macs.clear();
  const digits = key.toString(16).padStart(12, '0');
  const text = (digits.match(/../g) ?? []).join(':');
  macs.set(key, text);
  return text;
}
