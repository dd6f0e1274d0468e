// Creates the guests and waits for them. They are transient domains: libvirt forgets them where they leave,
// so that a list of a host's domains is the truth about placement.
import { chmodSync, writeFileSync } from 'node:fs';
import { type Accelerator, domainXml, TCG_WRAPPER } from './domain-xml.js';
import { until } from './exec.js';
import { type GuestState, readGuest, setStream } from './guest-client.js';
import { runningDomains, virsh } from './hypervisor.js';
import type { GuestImage } from './initramfs.js';
import { EMULATOR, RUN_DIR } from './paths.js';
import { GUESTS, HOSTS, type LabGuest, STREAMS } from './plan.js';

/** Eight guests under emulation on two busy cores take about a minute. */
const BOOT_TIMEOUT_MS = 240_000;

/** The guests' emulator must exist before libvirtd looks at what it can do. */
export function writeEmulator(): void {
  writeFileSync(EMULATOR, TCG_WRAPPER);
  chmodSync(EMULATOR, 0o755);
}

/** Creates all guests; hosts in parallel, a host's own one after the other. */
export async function createGuests(image: GuestImage, accelerator: Accelerator): Promise<void> {
  await Promise.all(
    HOSTS.map(async (host) => {
      for (const guest of GUESTS.filter((candidate) => candidate.startsOn === host.name)) {
        const file = `${RUN_DIR}/${guest.name}.xml`;
        writeFileSync(file, domainXml(guest, image, accelerator));
        await virsh(host.name, ['create', file]);
      }
    }),
  );
}

/** Resolves when all guests answer HTTP. Rejects with LabError('timeout') that names the first one that does not. */
export async function waitForGuests(): Promise<void> {
  await Promise.all(GUESTS.map((guest) => until(`guest ${guest.name}`, BOOT_TIMEOUT_MS, () => readGuest(guest), 1000)));
}

export async function setTraffic(on: boolean): Promise<void> {
  await Promise.all(STREAMS.map(({ from, to, kBps }) => setStream(from, to, on ? kBps : 0)));
}

/** The guests' states by name; undefined for one that does not answer within `patienceMs`. */
export async function readGuests(
  patienceMs = 20_000,
  guests: readonly LabGuest[] = GUESTS,
): Promise<Map<string, GuestState | undefined>> {
  const read = guests.map(async (guest) => {
    const state = await until(guest.name, patienceMs, () => readGuest(guest), 500).catch(() => undefined);
    return [guest.name, state] as const;
  });
  return new Map(await Promise.all(read));
}

/** Which host runs each guest, as the hosts' libvirts say. A guest on none, or on several, is a fault that shows here. */
export async function readPlacement(): Promise<Map<string, string[]>> {
  const placement = new Map<string, string[]>(GUESTS.map((guest) => [guest.name, []]));
  const lists = await Promise.all(HOSTS.map(async (host) => [host.name, await runningDomains(host.name)] as const));
  for (const [host, names] of lists) {
    for (const name of names) placement.get(name)?.push(host);
  }
  return placement;
}
