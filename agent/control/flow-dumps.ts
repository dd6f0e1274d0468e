// Dumps of the flow table that are under way: each is a walk over the table that rests between two pages. Knows what
// a flow looks like to an operator, not what a host does.
//
// What a dump promises while polls go on changing the table between its pages: a flow that is in the table from the
// first page to the last is in the dump exactly once. One that comes or goes meanwhile is in it or is not; one that
// goes and comes back may be there twice, with bytes that were counted apart. Each flow's bytes and rate are those of the
// moment of its page, over what the table covered then, so a rate is never a mix of two windows' lengths.
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { Flow, FlowTable } from '../core/flows/flow-table.js';
import type { DumpFlowLine, FlowDumpPage } from './dump.js';
import { ControlError } from './errors.js';
import type { DumpFlowsRequest } from './protocol.js';

/** Dumps at once: an operator's, a script's, and some room. */
const maxDumps = 4;
/**
 * A dump whose next page nobody asks for is dropped after this time, ms: its place is another's, and a walk that rests
 * may keep memory that the table has outgrown since.
 */
const defaultRestMs = 60_000;

export interface FlowDumpsOptions {
  readonly table: FlowTable;
  /** Since when the VM with this address runs here, ms of the table's clock; undefined when it does not. */
  readonly presentSinceMs: (address: Ipv4) => number | undefined;
  /** No rate is taken over less, ms: one poll. */
  readonly minimumMs: number;
  readonly restMs?: number;
}

interface Dump {
  readonly flows: Iterator<Flow, void>;
  pages: number;
  timer: NodeJS.Timeout;
}

export class FlowDumps {
  readonly #options: FlowDumpsOptions;
  readonly #dumps = new Map<number, Dump>();
  #lastId = 0;

  constructor(options: FlowDumpsOptions) {
    this.#options = options;
  }

  /** Dumps under way. */
  get size(): number {
    return this.#dumps.size;
  }

  /** The first page. Its work is bounded by `limit`, as that of every page. Throws ControlError('limit'). */
  begin(limit: number, opening: NonNullable<FlowDumpPage['opening']>): FlowDumpPage {
    if (this.#dumps.size >= maxDumps) {
      const text = `${maxDumps} dumps are under way already; one that rests ends after ${this.#restMs / 1000} s`;
      throw new ControlError('limit', text);
    }
    const flows = this.#options.table.flows();
    this.#lastId += 1;
    const dump: Dump = { flows, pages: 0, timer: this.#giveUpLater(this.#lastId) };
    this.#dumps.set(this.#lastId, dump);
    return { opening, ...this.#page(this.#lastId, dump, limit) };
  }

  /** The page of a cursor, which can be asked for once. Throws ControlError('unknown-dump'). */
  proceed({ cursor, limit }: Required<DumpFlowsRequest>): FlowDumpPage {
    const [id = 0, page = 0] = cursor.split('-').map(Number);
    const dump = this.#dumps.get(id);
    if (dump?.pages !== page) {
      const text = `no dump goes on at ${cursor}: it ended, rested for ${this.#restMs / 1000} s, or the agent restarted`;
      throw new ControlError('unknown-dump', `${text}; dump anew`);
    }
    clearTimeout(dump.timer);
    dump.timer = this.#giveUpLater(id);
    return this.#page(id, dump, limit);
  }

  get #restMs(): number {
    return this.#options.restMs ?? defaultRestMs;
  }

  #giveUpLater(id: number): NodeJS.Timeout {
    return setTimeout(() => this.#dumps.delete(id), this.#restMs).unref();
  }

  #page(id: number, dump: Dump, limit: number): Omit<FlowDumpPage, 'opening'> {
    const flows: DumpFlowLine[] = [];
    while (flows.length < limit) {
      const { value, done } = dump.flows.next();
      if (done) break;
      flows.push(this.#line(value));
    }
    dump.pages += 1;
    // Whether more follows is not looked up now, for a flow belongs to the moment of its page: the last may be empty.
    if (flows.length === limit) return { flows, cursor: `${id}-${dump.pages}` };
    clearTimeout(dump.timer);
    this.#dumps.delete(id);
    return { flows };
  }

  /** The rate is over the same time as in rates.ts of the core, so that a pair's flows add up to its rate there. */
  #line(flow: Flow): DumpFlowLine {
    const { table, presentSinceMs, minimumMs } = this.#options;
    const { src, dst, protocol, srcPort, dstPort } = flow;
    const present = [presentSinceMs(src), presentSinceMs(dst)].map((sinceMs) => sinceMs ?? Number.POSITIVE_INFINITY);
    const sinceMs = Math.max(table.coveredSinceMs, Math.min(...present, flow.startMs));
    const bytes = flow.previous + flow.current;
    const bytesPerSecond = (bytes * 1000) / Math.max(table.coveredUntilMs - sinceMs, minimumMs);
    const pair = { src: formatIpv4(src), dst: formatIpv4(dst) };
    return { type: 'flow', ...pair, protocol, srcPort, dstPort, bytes, bytesPerSecond };
  }
}
