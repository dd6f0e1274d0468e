// Ports that carry much, by the switch's own counters, while no flow of their VM is seen: then the flows that are read
// are not those of the bridge. Compares the two over whole windows. What follows is plausible.ts's.
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import type { FlowSample, VmPort } from '../drivers.js';
import type { LocalVm, LocalVms } from '../local-vms.js';
import type { Context } from '../steps.js';

/** What makes a port busy, both directions together, bytes per second. */
const BUSY = 100_000;
/**
 * And in each direction. What a VM only sends may be dropped by the switch, and what it only receives may be broadcast:
 * neither is a flow of the VM, and a guest that floods must not be able to stop its host's decisions.
 */
const EACH_WAY = 10_000;
/** Polls in a window without which nothing can be said of it. */
const MIN_POLLS = 2;

export type BytesOf = (vm: Ipv4) => number;

/** A port at the beginning of a window. */
interface Mark {
  readonly sinceMs: number;
  readonly poll: number;
  readonly received: number;
  readonly sent: number;
  readonly flowBytes: number;
  /** It was busy and without flows in the window before: now any sample of it, of whatever protocol, is looked for. */
  readonly isSuspect: boolean;
  wasSeen: boolean;
  /** What the latest whole window has shown. */
  readonly problem: string | undefined;
}

export class QuietPorts {
  readonly #context: Context;
  readonly #local: LocalVms;
  readonly #bytesOf: BytesOf;
  /** By port. Bounded by the ports of the bridge. */
  #marks = new Map<string, Mark>();
  /** Suspects by MAC, by the datapath's number and by name. */
  #suspects = new Map<number | string, Mark>();
  #polls = 0;

  constructor(context: Context, local: LocalVms, bytesOf: BytesOf) {
    this.#context = context;
    this.#local = local;
    this.#bytesOf = bytesOf;
  }

  get isLooking(): boolean {
    return this.#suspects.size > 0;
  }

  look(samples: readonly FlowSample[], from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const { srcMac, dstMac, inPort } = samples[at]!;
      for (const key of [srcMac, dstMac, inPort]) {
        const mark = key === undefined ? undefined : this.#suspects.get(key);
        if (mark) mark.wasSeen = true;
      }
    }
  }

  polled(): void {
    this.#polls += 1;
  }

  clear(): void {
    this.#marks.clear();
    this.#suspects.clear();
  }

  /** Takes the ports' counters. Returns what cannot be true of one of them. Ports without counters are skipped. */
  took(ports: readonly VmPort[]): string | undefined {
    const owners = new Map(this.#local.list().flatMap((vm) => vm.domain.macs.map((mac) => [mac, vm] as const)));
    const before = this.#marks;
    this.#marks = new Map();
    this.#suspects = new Map();
    let problem: string | undefined;
    for (const port of ports) {
      const vm = owners.get(port.mac);
      if (!vm || !port.counters) continue;
      const key = `${port.name}/${port.ofport}/${port.mac}/${vm.address}`;
      const mark = this.#marked(port, vm, before.get(key));
      this.#marks.set(key, mark);
      if (mark.isSuspect) for (const name of namesOf(port)) this.#suspects.set(name, mark);
      problem ??= mark.problem;
    }
    return problem;
  }

  #marked(port: VmPort, vm: LocalVm, mark: Mark | undefined): Mark {
    const { nowMs, settings } = this.#context;
    const now = {
      ...{ sinceMs: nowMs, poll: this.#polls, flowBytes: this.#bytesOf(vm.address), wasSeen: false },
      ...{ received: port.counters!.receivedBytes, sent: port.counters!.sentBytes },
    };
    if (!mark) return { ...now, isSuspect: false, problem: undefined };
    const seconds = (nowMs - mark.sinceMs) / 1_000;
    if (nowMs - mark.sinceMs < settings.windowMs || now.poll - mark.poll < MIN_POLLS) return mark;
    const [received, sent] = [(now.received - mark.received) / seconds, (now.sent - mark.sent) / seconds];
    const isBusy = received + sent > BUSY && Math.min(received, sent) > EACH_WAY;
    const isSuspect = isBusy && now.flowBytes === mark.flowBytes;
    if (!isSuspect || !mark.isSuspect || mark.wasSeen) return { ...now, isSuspect, problem: undefined };
    const rate = `${Math.round((received + sent) / 1_000)} kB/s`;
    const text = `port ${port.name} of ${formatIpv4(vm.address)} carries ${rate}, and no flow of it is seen`;
    const advice =
      'see whether `ovs-appctl dpctl/dump-flows` shows them, and whether the bridge is the one in the settings';
    return { ...now, isSuspect, problem: `${text}: ${advice}` };
  }
}

function namesOf({ mac, name, datapathPort }: VmPort): (number | string)[] {
  return datapathPort === undefined ? [mac, name] : [mac, name, datapathPort];
}
