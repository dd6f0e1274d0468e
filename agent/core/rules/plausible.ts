// Whether what this host is told of itself can be true. Decisions that rest on numbers which cannot be are worse than
// none, so from the first such number on none is made here, until everything has been well for a whole window. A false
// alarm stops a host that is well: a doubt has to last before it is believed, and there is none in the first window.
import type { Domain, FlowSample, HostMemory, VmPort } from '../drivers.js';
import type { LocalVms } from '../local-vms.js';
import type { Context } from '../steps.js';
import { type BytesOf, QuietPorts } from './quiet-ports.js';
import type { Standings } from './standing.js';

/** Ports of VMs that are shut down go a moment later than their domains, ms. */
const VANISHED_MS = 10_000;

type Check = 'capacity' | 'domains' | 'counters' | 'flows';

interface Finding {
  readonly text: string;
  goodSinceMs: number | undefined;
}

export interface PlausibleParts {
  readonly local: LocalVms;
  readonly standings: Standings;
  /** Bytes of a local VM's flows so far, both ways. */
  readonly bytesOf: BytesOf;
}

export class Plausible {
  readonly #context: Context;
  readonly #parts: PlausibleParts;
  readonly #startMs: number;
  readonly #findings = new Map<Check, Finding>();
  readonly #quiet: QuietPorts;
  #memory: HostMemory | undefined;
  /** MACs that had a port when domains were listed last, and since when none is listed. */
  #listed: readonly string[] = [];
  #emptySinceMs: number | undefined;
  /** By port, as last told. Bounded by the ports of the bridge. */
  #counters = new Map<string, { readonly receivedBytes: number; readonly sentBytes: number }>();

  constructor(context: Context, parts: PlausibleParts) {
    this.#context = context;
    this.#parts = parts;
    this.#startMs = context.nowMs;
    this.#quiet = new QuietPorts(context, parts.local, parts.bytesOf);
  }

  tookMemory(memory: HostMemory): void {
    this.#memory = memory;
    this.#judgeCapacity();
  }

  /** After the local VMs have taken the same list. */
  tookDomains(domains: readonly Domain[]): void {
    if (domains.length > 0) {
      const ports = this.#portMacs();
      this.#listed = domains.flatMap(({ macs }) => macs.filter((mac) => ports.has(mac)));
      this.#emptySinceMs = undefined;
    } else {
      this.#emptySinceMs ??= this.#context.nowMs;
    }
    this.#judgeDomains();
  }

  /** After the local VMs have taken the same list. */
  tookPorts(ports: readonly VmPort[]): void {
    this.#say('counters', this.#ranBackwards(ports));
    this.#say('flows', this.#quiet.took(ports));
    this.#judgeDomains();
  }

  /** Whether samples have to be shown to `look`: they are many, and mostly nobody has a doubt. */
  get isLooking(): boolean {
    return this.#quiet.isLooking;
  }

  look(samples: readonly FlowSample[], from: number, to: number): void {
    this.#quiet.look(samples, from, to);
  }

  /** A poll is whole. What nobody has told anew since is as it was. */
  tookFlows(): void {
    this.#quiet.polled();
    this.#judgeCapacity();
    this.#judgeDomains();
  }

  /** Counters may begin anew when the datapath comes back. */
  datapathAway(): void {
    this.#counters.clear();
    this.#quiet.clear();
  }

  #judgeCapacity(): void {
    if (!this.#memory) return;
    const { totalMiB, cpus } = this.#memory;
    const what = totalMiB > 0 ? (cpus === 0 ? '0 CPUs' : undefined) : `${totalMiB} MiB of memory`;
    const advice = 'restart its daemon, and look at what `virsh nodeinfo` says';
    this.#say('capacity', what && `the hypervisor says that the host has ${what}: ${advice}`);
  }

  /** A hypervisor's daemon that has just restarted may list nothing while its guests run on. */
  #judgeDomains(): void {
    if (this.#emptySinceMs === undefined || this.#listed.length === 0) return this.#say('domains', undefined);
    const ports = this.#portMacs();
    const left = this.#listed.filter((mac) => ports.has(mac)).length;
    const isOdd = 2 * left > this.#listed.length;
    if (!isOdd) return this.#say('domains', undefined);
    if (this.#context.nowMs - this.#emptySinceMs < VANISHED_MS) return;
    const advice = 'compare `virsh list` with `ovs-vsctl show`, and remove ports of VMs that are gone';
    const text = `the hypervisor lists no VM any more, but ${left} of ${this.#listed.length} ports of them are there`;
    this.#say('domains', `${text}: ${advice}`);
  }

  #ranBackwards(ports: readonly VmPort[]): string | undefined {
    const before = this.#counters;
    this.#counters = new Map();
    let found: string | undefined;
    for (const { name, ofport, mac, counters } of ports) {
      if (!counters) continue;
      const key = `${name}/${ofport}/${mac}`;
      this.#counters.set(key, counters);
      const last = before.get(key);
      if (!last) continue;
      const [was, is] =
        counters.receivedBytes < last.receivedBytes
          ? [last.receivedBytes, counters.receivedBytes]
          : [last.sentBytes, counters.sentBytes];
      if (is < was) found ??= `the counters of port ${name} ran backwards, from ${was} to ${is} bytes`;
    }
    return found && `${found}: see what resets them, \`ovs-vsctl list interface\` shows them`;
  }

  #portMacs(): ReadonlySet<string> {
    return new Set(this.#parts.local.portList().map(({ mac }) => mac));
  }

  #say(check: Check, problem: string | undefined): void {
    const { nowMs, settings } = this.#context;
    if (nowMs - this.#startMs < settings.windowMs) return;
    const known = this.#findings.get(check);
    if (problem === undefined && !known) return;
    if (problem !== undefined) {
      // The first words stay: numbers that differ each time are no news.
      if (known) known.goodSinceMs = undefined;
      else this.#findings.set(check, { text: problem, goodSinceMs: undefined });
    } else if (known) {
      known.goodSinceMs ??= nowMs;
      if (nowMs - known.goodSinceMs >= settings.windowMs) this.#findings.delete(check);
    }
    this.#tell();
  }

  #tell(): void {
    const { standings } = this.#parts;
    const text = [...this.#findings.values()].map((finding) => finding.text).join('; ') || undefined;
    if (text !== undefined && standings.implausible() === undefined) {
      const consequence = 'no VM of this host moves, and none comes, until this has been well for a whole window';
      this.#context.emit({ type: 'alarm', code: 'implausible-data', text: `${text}; ${consequence}` });
    }
    standings.setImplausible(text);
  }
}
