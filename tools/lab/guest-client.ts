// Talks to the guests' state and control pages over HTTP, from the probe namespace: no hypervisor, no agent
// and no libvirt is involved, so what it reads is independent of what the lab tests.
import { formatIpv4 } from '../../topology/ipv4.js';
import { exec, inNamespace } from './exec.js';
import { guestNamed, type LabGuest, PROBE_NAMESPACE } from './plan.js';

export interface GuestState {
  /** Random, made by the kernel at boot: another one means that the guest has started again. */
  readonly bootId: string;
  /** Seconds since boot, and a counter in a process's memory that goes up once a second. */
  readonly uptime: number;
  readonly counter: number;
  /** By peer address: the rate asked for, and payload bytes handed to TCP since boot. */
  readonly streams: Readonly<Record<string, { readonly kBps: number; readonly sentBytes: number }>>;
}

// bash opens the connection itself; a static busybox's wget crashes where its C library differs from the machine's.
const FETCH = 'exec 3<>"/dev/tcp/$1/80" && printf "GET %s HTTP/1.0\\r\\n\\r\\n" "$2" >&3 && cat <&3';

/** Each datagram takes a guest under emulation some processes. */
const KNOCK_TIMEOUT_S = 60;

async function get(guest: LabGuest, page: string, timeoutS = 5): Promise<string> {
  const argv = [
    'timeout',
    String(timeoutS),
    'bash',
    '-c',
    FETCH,
    'fetch',
    formatIpv4(guest.address),
    `/cgi-bin/${page}`,
  ];
  const answer = await exec(inNamespace(PROBE_NAMESPACE, argv), { timeoutMs: (timeoutS + 3) * 1000 });
  const end = answer.indexOf('\r\n\r\n') >= 0 ? answer.indexOf('\r\n\r\n') + 4 : answer.indexOf('\n\n') + 2;
  if (!answer.startsWith('HTTP/1.') || !answer.includes(' 200 ') || end < 2) {
    throw new Error(`${guest.name} answered ${JSON.stringify(answer.slice(0, 200))}`);
  }
  return answer.slice(end);
}

/** Rejects when the guest does not answer, or answers something else than its state. */
export async function readGuest(guest: LabGuest): Promise<GuestState> {
  const state = JSON.parse(await get(guest, 'state')) as GuestState;
  if (!state.bootId || !Number.isInteger(state.counter))
    throw new Error(`${guest.name} answered ${JSON.stringify(state)}`);
  return state;
}

/**
 * Has the guest send datagrams, each as knockInput makes it, and resolves with whether each was answered within a
 * second. They go out together.
 */
export async function knockFrom(guest: string, inputs: readonly Buffer[]): Promise<boolean[]> {
  const answer = await get(
    guestNamed(guest),
    `knock?${inputs.map((input) => input.toString('hex')).join('.')}`,
    KNOCK_TIMEOUT_S,
  );
  const lines = answer.trim().split(/\s+/);
  if (lines.length !== inputs.length || !lines.every((line) => line === '0' || line === '1'))
    throw new Error(`${guest} knocked ${inputs.length} times and said ${JSON.stringify(answer)}`);
  return lines.map((line) => line === '1');
}

/** Sets the rate of a stream, kilobytes (1000 bytes) a second; 0 pauses it. */
export async function setStream(from: string, to: string, kBps: number): Promise<void> {
  const answer = await get(guestNamed(from), `send?${formatIpv4(guestNamed(to).address)}=${kBps}`);
  if (answer.trim() !== 'ok') throw new Error(`${from} refused a stream to ${to}: ${answer}`);
}
