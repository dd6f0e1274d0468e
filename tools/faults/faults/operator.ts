// What operators do in the middle of it all: pause, resume and retire rounds, and start another one.
import { formatIpv4 } from '../../../topology/ipv4.js';
import type { FaultTable, Striking } from './faults.js';

export const operatorFaults: FaultTable = { order, inject };

function order({ sim, chance }: Striking): void {
  const host = chance.pick(sim.running());
  const name = chance.pick(['pause', 'pause', 'resume', 'resume', 'resume', 'retire'] as const)!;
  if (!host) return;
  sim.note(`${name} is ordered at ${formatIpv4(host.address)}`);
  sim.order(host, name);
}

function inject({ sim, chance }: Striking): void {
  const host = chance.pick(sim.running());
  if (!host) return;
  const { round } = sim.plan;
  const vms = chance.hits(0.3) ? chance.shuffled([...sim.world.guests.keys()]).slice(0, 8) : undefined;
  sim.note(`another round is started at ${formatIpv4(host.address)}`);
  sim.inject(host, { ...round, rounds: chance.integer(1, 5), force: chance.hits(0.5), ...(vms ? { vms } : {}) });
}
