// Brings the lab up, part by part, and takes it down. Every step begins from nothing: `up` clears whatever
// an earlier lab left, however it died.
import { findAccelerator } from './accelerator.js';
import { startAgents, type Trust, waitForAgents } from './agents.js';
import { markChildrenWith } from './exec.js';
import { buildFabric } from './fabric.js';
import { ensureGuestParts } from './guest-parts.js';
import { createGuests, setTraffic, waitForGuests, writeEmulator } from './guests.js';
import { startHypervisor } from './hypervisor.js';
import { buildImage } from './initramfs.js';
import { whyUnsupported } from './machine.js';
import { ensurePackages } from './packages.js';
import { HOSTS } from './plan.js';
import { clear, findRemains, type Remains } from './remains.js';
import { createState, type LabState, writeState } from './state.js';

export type Say = (line: string) => void;

export interface UpOptions {
  /** False leaves the agents out: for work on the lab itself. */
  readonly agents: boolean;
  /** The agents' modes, rules and stability. */
  readonly trust?: Trust;
}

/** Builds the whole lab; resolves when guests exchange traffic and agents answer. */
export async function up(say: Say, options: UpOptions): Promise<LabState> {
  const started = Date.now();
  const obstacle = whyUnsupported();
  if (obstacle) throw obstacle;
  await ensurePackages(say);
  const parts = await ensureGuestParts(say);
  await clear();
  const state = createState();
  markChildrenWith(state.id);
  say('building the fabric and the guest image ...');
  const [image] = await Promise.all([buildImage(parts), buildFabric()]);
  writeEmulator();
  say('starting four hypervisors ...');
  const [accelerator] = await Promise.all([findAccelerator(image), ...HOSTS.map(startHypervisor)]);
  say(`starting eight guests (${accelerator}) ...`);
  await createGuests(image, accelerator);
  await waitForGuests();
  await setTraffic(true);
  if (options.agents) {
    say('starting four agents ...');
    await startAgents(options.trust);
    await waitForAgents();
  }
  const done = { ...state, ready: true, accelerator, upMs: Date.now() - started };
  writeState(done);
  say(`the lab is up after ${Math.round(done.upMs / 1000)} s`);
  return done;
}

/** Ends and removes the lab; resolves with what is still there, which is nothing unless something is wrong. */
export async function down(): Promise<Remains> {
  const id = await clear();
  return findRemains(id);
}
