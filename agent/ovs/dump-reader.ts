// Reads the text of `dpctl/dump-flows` while it arrives, as the escaped bytes of a JSON string in pieces cut anywhere.
// The format is that of odp_flow_format() and format_odp_actions() in Open vSwitch (ovs-dpctl(8)). No piece is kept
// and no text made of a line that was seen in the dump before, but for its counters.
import { randomBytes } from 'node:crypto';
import type { FlowSample } from '../core/drivers.js';
import { MatchReader } from './flow-match.js';
import { type FlowNumber, KnownFlows } from './known-flows.js';
import { LineTail } from './line-tail.js';
import { flagsSpecial, word } from './words.js';

export interface DumpedFlows {
  /** Those that count. The next dump writes its counters into the same objects. */
  readonly samples: readonly FlowSample[];
  /** Lines that were flows, whether they count or not. */
  readonly flows: number;
  /** Lines that could not be understood. */
  readonly malformed: number;
}

const [BACKSLASH, SPACE, COMMA, LETTER_N, LETTER_S, DOT] = [0x5c, 0x20, 0x2c, 0x6e, 0x73, 0x2e];
const packetsWords = [word('pack'), word('ets:')] as const;
const bytesWords = [word(', by'), word('tes:')] as const;
const usedWords = [word(', us'), word('sed:')] as const;
const neverWords = [word('neve'), word('ever')] as const;
const actionsWords = [word(', ac'), word('tion'), word('ons:')] as const;
const dropWord = word('drop');
const unusual = -1;

/** Guests choose addresses: nobody may know beforehand which two matches have the same fingerprint. */
const seed = randomBytes(8);
const [seedA, seedB] = [seed.readInt32LE(0), seed.readInt32LE(4)];

export class DumpReader {
  readonly #agentPort: number | undefined;
  readonly #known = new KnownFlows();
  readonly #reader = new MatchReader();
  readonly #tail = new LineTail((bytes, end) => this.#lines(bytes, 0, end));
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #samples: FlowSample[] = [];
  #flows = 0;
  #malformed = 0;
  /** The userspace datapath keeps a flow once for each PMD thread, with counters of its own: that thread, or -1. */
  #thread = -1;
  /** Fingerprint of the match under way, 64 bits. Two flows never have the same match. */
  #a = 0;
  #b = 0;

  /** Flows to the UDP port `agentPort` are the agents' own messages on their way to a VM, no traffic of that VM. */
  constructor(options: { readonly agentPort?: number | undefined } = {}) {
    this.#agentPort = options.agentPort;
  }

  /** Starts with a new dump; one that did not come to its end is forgotten. */
  begin(): void {
    this.#known.begin();
    this.#tail.clear();
    this.#samples = [];
    this.#flows = 0;
    this.#malformed = 0;
    this.#thread = -1;
  }

  /** Takes the next piece. Throws SyntaxError where it is no content of a JSON string. */
  write(bytes: Uint8Array, start: number, end: number): void {
    const at = this.#tail.isEmpty ? start : this.#tail.finish(bytes, start, end);
    const next = this.#lines(bytes, at, end);
    if (next < end) this.#tail.hold(bytes, next, end);
  }

  /** The dump was whole. */
  end(): DumpedFlows {
    this.#tail.end((bytes, end) => this.#readText(bytes, 0, end));
    this.#known.end();
    const samples = this.#samples;
    this.#samples = [];
    return { samples, flows: this.#flows, malformed: this.#malformed + this.#tail.discarded };
  }

  /** Reads the whole lines; returns where the first begins that has no end here. */
  #lines(bytes: Uint8Array, start: number, end: number): number {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    let at = start;
    while (at < end) {
      let next = this.#readUsual(at, end);
      if (next === unusual) {
        const newline = endOfLine(bytes, at, end);
        if (newline < 0) return at;
        this.#readText(bytes, at, newline);
        next = newline + 2;
      }
      at = next;
    }
    return at;
  }

  /**
   * Reads one line of the usual form: `match, packets:1, bytes:60, used:0.1s, flags:S, actions:2` with no escape but
   * that of its newline. Returns where the next line begins, or `unusual`.
   */
  #readUsual(start: number, end: number): number {
    const [bytes, view] = [this.#bytes, this.#view];
    const space = this.#hashMatch(start, end);
    if (space <= start || space + 9 > end || bytes[space] !== SPACE || bytes[space - 1] !== COMMA) return unusual;
    if (view.getInt32(space + 1, true) !== packetsWords[0]) return unusual;
    if (view.getInt32(space + 5, true) !== packetsWords[1]) return unusual;
    let at = space + 9;
    let packets = 0;
    for (; at < end && isDigit(bytes[at]!); at++) packets = packets * 10 + bytes[at]! - 0x30;
    if (at === space + 9 || at + 8 > end) return unusual;
    if (view.getInt32(at, true) !== bytesWords[0] || view.getInt32(at + 4, true) !== bytesWords[1]) return unusual;
    at += 8;
    const counted = at;
    let count = 0;
    for (; at < end && isDigit(bytes[at]!); at++) count = count * 10 + bytes[at]! - 0x30;
    if (at === counted) return unusual;
    at = this.#skipUsed(at, end);
    const actions = at === unusual ? unusual : this.#findActions(at, end);
    if (actions === unusual) return unusual;
    at = actions;
    while (at + 4 <= end && flagsSpecial(view.getInt32(at, true)) === 0) at += 4;
    while (at < end && bytes[at]! > 0x22 && bytes[at] !== BACKSLASH) at++;
    if (at + 2 > end || bytes[at] !== BACKSLASH || bytes[at + 1] !== LETTER_N) return unusual;
    const isDrop = actions + 4 <= at && view.getInt32(actions, true) === dropWord;
    this.#take(bytes, start, space - 1, packets, count, isDrop);
    return at + 2;
  }

  /** Fingerprints what comes before the first space, control character, quote or backslash, and returns where that is. */
  #hashMatch(start: number, end: number): number {
    const [bytes, view] = [this.#bytes, this.#view];
    let a = seedA ^ this.#thread;
    let b = seedB;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const four = view.getInt32(at, true);
      if (flagsSpecial(four) !== 0) break;
      a = Math.imul(a ^ four, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(((b << 5) | (b >>> 27)) ^ four, 0x85ebca6b);
    }
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte <= 0x22 || byte === BACKSLASH) break;
      a = Math.imul(a ^ byte, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(((b << 5) | (b >>> 27)) ^ byte, 0x85ebca6b);
    }
    this.#a = Math.imul(a ^ (at - start), 0xc2b2ae35) ^ (a >>> 13);
    this.#b = b ^ (b >>> 16);
    return at;
  }

  /** From `, used:` to behind it. */
  #skipUsed(start: number, end: number): number {
    const [bytes, view] = [this.#bytes, this.#view];
    if (start + 12 > end) return unusual;
    if (view.getInt32(start, true) !== usedWords[0] || view.getInt32(start + 3, true) !== usedWords[1]) return unusual;
    let at = start + 7;
    const isNever = view.getInt32(at, true) === neverWords[0] && view.getInt32(at + 1, true) === neverWords[1];
    if (isNever) return at + 5;
    const seconds = at;
    while (at < end && isDigit(bytes[at]!)) at++;
    if (at === seconds) return unusual;
    if (bytes[at] === DOT) {
      const fraction = ++at;
      while (at < end && isDigit(bytes[at]!)) at++;
      if (at === fraction) return unusual;
    }
    return at < end && bytes[at] === LETTER_S ? at + 1 : unusual;
  }

  /** Behind `, actions:`. */
  #findActions(start: number, end: number): number {
    const [bytes, view] = [this.#bytes, this.#view];
    for (let at = start; at + 10 <= end; at++) {
      const byte = bytes[at]!;
      if (byte === COMMA && view.getInt32(at, true) === actionsWords[0]) {
        if (view.getInt32(at + 4, true) === actionsWords[1] && view.getInt32(at + 6, true) === actionsWords[2]) {
          return at + 10;
        }
      } else if (byte < SPACE || byte === 0x22 || byte === BACKSLASH) return unusual;
    }
    return unusual;
  }

  /** Reads any line, by way of text: titles, what has escapes or a ufid, what makes no sense. */
  #readText(bytes: Uint8Array, start: number, end: number): void {
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    const text = (JSON.parse(`"${raw}"`) as string).trim();
    if (text === '') return;
    if (text.startsWith('flow-dump from')) {
      this.#thread = Number(/core: (\d+)/.exec(text)?.[1] ?? -1);
      return;
    }
    const statistics = text.indexOf(', packets:');
    const actions = text.indexOf(', actions:', statistics);
    const counters =
      statistics > 0 && actions > 0
        ? /^, packets:(\d+), bytes:(\d+), used:(?:never|\d+(?:\.\d+)?s)/.exec(text.slice(statistics, actions))
        : null;
    // The `ufid:` of `-m` says no more than the match does.
    const match = /^ufid:[^,]*,/.test(text) ? text.slice(text.indexOf(',') + 1, statistics) : text.slice(0, statistics);
    if (!counters || match.startsWith('ufid:')) {
      this.#malformed++;
      return;
    }
    const line = Buffer.from(match.trimStart(), 'utf8');
    this.#hashText(line);
    const isDrop = text.startsWith('drop', actions + ', actions:'.length);
    this.#take(line, 0, line.length, Number(counters[1]), Number(counters[2]), isDrop);
  }

  /** As `#hashMatch` does, also of bytes that it stops at. */
  #hashText(line: Buffer): void {
    const saved = [this.#bytes, this.#view] as const;
    this.#bytes = Buffer.from(line.map((byte) => (byte <= 0x22 || byte === BACKSLASH ? byte | 0x80 : byte)));
    // The comma that ends a match is part of its fingerprint.
    this.#bytes = Buffer.concat([this.#bytes, Buffer.from(',')]);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    this.#hashMatch(0, this.#bytes.length);
    [this.#bytes, this.#view] = saved;
  }

  #take(bytes: Uint8Array, start: number, end: number, packets: number, count: number, isDrop: boolean): void {
    let number = this.#known.find(this.#a, this.#b);
    if (number < 0) {
      if (!this.#reader.read(bytes, start, end)) {
        this.#malformed++;
        return;
      }
      number = this.#known.add(this.#a, this.#b, (given) => this.#sample(given));
    }
    this.#flows++;
    const isFirst = this.#known.see(number);
    const sample = this.#known.sample(number);
    if (sample === undefined || isDrop) return;
    sample.packets = packets;
    sample.bytes = count;
    if (isFirst) this.#samples.push(sample);
  }

  /**
   * Each packet counts once: one that recirculates (conntrack, tunnels) shows up in several flows, of which the first
   * has recirc_id(0).
   */
  #sample(number: FlowNumber): FlowSample | undefined {
    const { recircId, inPort, srcMac, dstMac, src, dst, protocol, srcPort, dstPort } = this.#reader.match;
    if (recircId !== 0) return undefined;
    if (this.#agentPort !== undefined && protocol === 17 && dstPort === this.#agentPort) return undefined;
    const addresses = { srcMac, dstMac, src, dst } as Pick<FlowSample, 'srcMac' | 'dstMac' | 'src' | 'dst'>;
    return { ufid: String(number), number, inPort, ...addresses, protocol, srcPort, dstPort, packets: 0, bytes: 0 };
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Where the escape of the newline begins that ends the line, or -1. */
function endOfLine(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at + 1 < end; at++) {
    if (bytes[at] !== BACKSLASH) continue;
    if (bytes[at + 1] === LETTER_N) return at;
    at++;
  }
  return -1;
}
