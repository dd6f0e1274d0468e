// Faults of processes and machines: an agent ends at once, with or without its disk, perhaps in the middle of a step;
// one is stopped for minutes; a machine loses its power with all VMs; clocks jump ahead, timers are late.
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import type { SimHost } from '../host.js';
import type { FaultTable, Striking } from './faults.js';

/** Share of crashes after which the disk is empty. */
const diskLost = 0.3;
const inMidStep = 0.5;

export const processFaults: FaultTable = {
  crash: (striking) => crash(striking, striking.chance.pick(striking.sim.running())),
  'crash-holder': (striking) => crash(striking, holderOf(striking)),
  'crash-pair': crashPair,
  'crash-promiser': crashPromiser,
  power,
  pause,
  clock,
  late,
};

function crash(striking: Striking, host: SimHost | undefined): void {
  if (!host?.agent) return;
  const { sim, chance } = striking;
  const { life } = host;
  if (chance.hits(inMidStep)) {
    host.diesInNextStep = true;
    sim.note(`the agent of ${formatIpv4(host.address)} is about to crash in the middle of a step`);
    // Nothing may come of it: then it is killed.
    sim.queue.after(2_000, () => {
      if (host.diesInNextStep) kill(striking, host, life);
    });
  } else kill(striking, host, life);
  downFor(striking, host, chance.logUniform(100, 60_000));
}

function kill({ sim }: Striking, host: SimHost, life: number): void {
  if (host.life !== life || !host.agent) return;
  sim.note(`the agent of ${formatIpv4(host.address)} is killed`);
  host.crash();
}

/** Starts the agent again later, or when all is healed. */
function downFor(striking: Striking, host: SimHost, ms: number): void {
  const { sim, chance, lasting } = striking;
  const losesDisk = chance.hits(diskLost);
  lasting(ms + 2_000, () => restart(sim, host, losesDisk));
}

export function restart(sim: Striking['sim'], host: SimHost, losesDisk: boolean): void {
  host.diesInNextStep = false;
  if (host.agent || !sim.members.includes(host.address) || !sim.world.machines.get(host.address)?.isUp) return;
  if (losesDisk) host.disk = undefined;
  sim.note(`the agent of ${formatIpv4(host.address)} starts ${losesDisk ? 'without' : 'with'} its disk`);
  host.start();
  sim.network.replayTo(host);
}

/** Whose turn it is in the token that somebody acted on last. */
function holderOf({ sim }: Pick<Striking, 'sim'>): SimHost | undefined {
  const latest = [...sim.watch.tokens.values()].filter(({ isEnded }) => !isEnded);
  latest.sort((a, b) => b.actedAtMs - a.actedAtMs);
  const actor = latest[0]?.actor;
  const host = actor && sim.hosts.get(actor.host);
  return host?.life === actor?.life ? host : undefined;
}

function crashPair(striking: Striking): void {
  const { sim } = striking;
  const holder = holderOf(striking);
  const giver = [...sim.watch.tokens.values()].find(({ actor }) => actor.host === holder?.address)?.giver;
  const both: (Ipv4 | undefined)[] = [holder?.address, giver?.host];
  sim.note('holder and predecessor are killed');
  for (const address of new Set(both)) {
    const host = address === undefined ? undefined : sim.hosts.get(address);
    if (!host?.agent) continue;
    kill(striking, host, host.life);
    downFor(striking, host, striking.chance.logUniform(1_000, 120_000));
  }
}

/** Somebody who owes room ends and comes back at once, with his disk: he has to know of it still. */
function crashPromiser(striking: Striking): void {
  const { sim, chance, lasting } = striking;
  const host = chance.pick(sim.running().filter(({ address }) => sim.promises.of(address).length > 0));
  if (!host) return;
  kill(striking, host, host.life);
  lasting(chance.between(10, 500), () => restart(sim, host, false));
}

/** The VMs there end, and are not started again; whoever wants them makes new ones. */
function power({ sim, chance, lasting }: Striking): void {
  const host = chance.pick(sim.running());
  const machine = host && sim.world.machines.get(host.address);
  if (!host || !machine) return;
  sim.note(`${formatIpv4(host.address)} loses its power`);
  machine.isUp = false;
  host.crash();
  host.redirected = new Set();
  sim.observers.lostPower(host);
  sim.hypervisors.crash(host.address);
  machine.datapath.clear();
  const losesDisk = chance.hits(diskLost);
  lasting(chance.logUniform(10_000, 120_000), () => {
    machine.isUp = true;
    restart(sim, host, losesDisk);
  });
}

function pause({ sim, chance, lasting }: Striking): void {
  const holder = chance.hits(0.3) ? holderOf({ sim }) : undefined;
  const host = holder ?? chance.pick(sim.running());
  if (!host?.agent || host.isPaused) return;
  const { life } = host;
  sim.note(`the agent of ${formatIpv4(host.address)} is stopped`);
  host.pause();
  lasting(chance.logUniform(1_000, 180_000), () => {
    if (host.life !== life) return;
    sim.note(`the agent of ${formatIpv4(host.address)} goes on`);
    host.resume();
  });
}

function clock({ sim, chance }: Striking): void {
  const host = chance.pick(sim.running());
  if (!host) return;
  const ms = chance.logUniform(10, 5_000);
  sim.note(`the clock of ${formatIpv4(host.address)} jumps ${Math.round(ms)} ms ahead`);
  host.jumpClock(ms);
}

function late({ sim, chance, lasting }: Striking): void {
  const host = chance.pick(sim.running());
  if (!host) return;
  host.lateTicks = chance.between(0, 0.5);
  lasting(chance.between(5_000, 60_000), () => {
    host.lateTicks = 0;
  });
}
