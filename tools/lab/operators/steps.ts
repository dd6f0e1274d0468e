// An operator's first weeks in the order of docs/operate.md. Each step does what an operator types, and checks from
// outside, by libvirt, nft and Open vSwitch, that it is so.
import { drain, pauseAll, trouble } from './bad-days.js';
import { remove, upgrade } from './change.js';
import { auto, explain, recommend } from './first-week.js';
import type { Check } from './report.js';
import type { Week } from './week.js';

export interface Step {
  readonly name: string;
  readonly title: string;
  readonly run: (week: Week) => Promise<Check[]>;
}

export const STEPS: readonly Step[] = [
  { name: 'recommend', title: 'a whole round, and nothing moves', run: recommend },
  { name: 'explain', title: 'any host explains any VM', run: explain },
  { name: 'auto', title: 'VMs move as was recommended, and then rest', run: auto },
  { name: 'pause', title: 'no round starts on any host', run: pauseAll },
  { name: 'trouble', title: 'a host whose migrations fail stands back by itself', run: trouble },
  { name: 'drain', title: 'a host is emptied, but for a VM that must not move', run: drain },
  { name: 'upgrade', title: 'agents are replaced one by one under a round', run: upgrade },
  { name: 'remove', title: 'agents go, and leave nothing on the host', run: remove },
];
