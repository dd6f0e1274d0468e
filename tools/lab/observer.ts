// Watches a round from outside: pings every guest at a short interval from the probe, and listens to every
// libvirtd's own events. Neither knows of the agents, so their reports can be held against what is seen here.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { formatIpv4 } from '../../topology/ipv4.js';
import { besideHost, inNamespace, sleep, startPiped } from './exec.js';
import { type ObservedMigration, pairMigrations, parseEvents } from './libvirt-events.js';
import { GUESTS, HOSTS, PROBE_NAMESPACE } from './plan.js';
import { initPidOf } from './state.js';

export const PING_INTERVAL_MS = 20;
/** Output kept of one process, bytes: pings of two hours. A longer round loses its beginning, not this process its memory. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;

interface Watched {
  readonly child: ChildProcess;
  text: string;
}

export class Observer {
  readonly #pings: ReadonlyMap<string, Watched>;
  readonly #events: ReadonlyMap<string, Watched>;

  private constructor() {
    const interval = String(PING_INTERVAL_MS / 1000);
    const ping = (address: string): string[] =>
      inNamespace(PROBE_NAMESPACE, ['ping', '-n', '-D', '-i', interval, address]);
    const listen = ['/usr/bin/virsh', '-c', 'qemu:///system', 'event', '--all', '--loop', '--timestamp'];
    this.#pings = new Map(GUESTS.map((guest) => [guest.name, watch(ping(formatIpv4(guest.address)))]));
    this.#events = new Map(HOSTS.map((host) => [host.name, watch(besideHost(initPidOf(host.name), listen))]));
  }

  /** Starts watching; resolves when pings are under way. */
  static async start(): Promise<Observer> {
    const observer = new Observer();
    await sleep(1500);
    return observer;
  }

  /** Stops watching and tells what was seen, in the order of completion. */
  async stop(): Promise<Observation> {
    const watched = [...this.#pings.values(), ...this.#events.values()];
    await Promise.all(watched.map(end));
    const replies = new Map([...this.#pings].map(([name, { text }]) => [name, replyTimes(text)]));
    const events = [...this.#events].flatMap(([host, { text }]) => parseEvents(host, text));
    return { replies, migrations: pairMigrations(events) };
  }
}

export interface Observation {
  /** By guest: when its replies arrived, ms since the epoch. */
  readonly replies: ReadonlyMap<string, readonly number[]>;
  readonly migrations: readonly ObservedMigration[];
}

function watch(argv: readonly string[]): Watched {
  const watched: Watched = { child: startPiped(argv), text: '' };
  watched.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    watched.text = (watched.text + chunk).slice(-MAX_OUTPUT_BYTES);
  });
  watched.child.stderr?.resume();
  return watched;
}

// SIGINT lets ping flush what it has not written yet.
async function end({ child }: Watched): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGINT');
  const stubborn = setTimeout(() => child.kill('SIGKILL'), 3000);
  await closed;
  clearTimeout(stubborn);
}

/** Arrival times in the output of `ping -D`, ms. */
export function replyTimes(text: string): number[] {
  return [...text.matchAll(/^\[(\d+\.\d+)\] \d+ bytes from/gm)].map((match) => Number(match[1]) * 1000);
}

/**
 * The longest silence, ms, between two replies of which at least one lies in the interval. A guest that did not
 * answer any more has been silent until `toMs`; undefined when there was no reply at all.
 */
export function longestGapMs(replies: readonly number[], fromMs: number, toMs: number): number | undefined {
  let longest: number | undefined;
  let last: number | undefined;
  for (const time of [...replies, ...((replies.at(-1) ?? toMs) < toMs ? [toMs] : [])]) {
    if (last !== undefined && time >= fromMs && last <= toMs) longest = Math.max(longest ?? 0, time - last);
    last = time;
  }
  return longest === undefined ? undefined : Math.round(longest);
}
