// What operators do in the middle of it all: pause, resume and retire rounds, and start another one.
import { formatIpv4 } from '../../../topology/ipv4.js';
import type { FaultTable, Striking } from './faults.js';

export const operatorFaults: FaultTable = { order, inject, maintain };

function order({ sim, chance }: Striking): void {
  const host = chance.pick(sim.running());
  const name = chance.pick(['pause', 'pause', 'resume', 'resume', 'resume', 'retire'] as const)!;
  if (!host) return;
  sim.note(`${name} is ordered at ${formatIpv4(host.address)}`);
  sim.order(host, name);
}

/** A host takes no VM in for a while; its own stay, so that what moves still saves something. */
function maintain({ sim, chance, lasting }: Striking): void {
  const host = chance.pick(sim.running());
  if (!host) return;
  const where = formatIpv4(host.address);
  sim.note(`${where} is in maintenance`);
  host.feed({ type: 'host-order', order: 'maintain' });
  lasting(chance.logUniform(5_000, 90_000), () => {
    sim.note(`${where} serves again`);
    host.feed({ type: 'host-order', order: 'serve' });
  });
}

function inject({ sim, chance }: Striking): void {
  const host = chance.pick(sim.running());
  if (!host) return;
  const { round } = sim.plan;
  const vms = chance.hits(0.3) ? chance.shuffled([...sim.world.guests.keys()]).slice(0, 8) : undefined;
  sim.note(`another round is started at ${formatIpv4(host.address)}`);
  sim.inject(host, { ...round, rounds: chance.integer(1, 5), force: chance.hits(0.5), ...(vms ? { vms } : {}) });
}
