// What one seed stands for: the size of the data centre, its settings, the round that runs there, and which faults
// strike how often. Drawn once; nothing here happens.
import { type StabilitySettings, UNRESTRICTED } from '../../agent/core/rules/settings.js';
import type { InjectOrder } from '../../agent/core/steps.js';
import type { PolicyName } from '../../agent/core/token.js';
import { Chance } from './chance.js';

export const profileNames = [
  'calm',
  'network',
  'crashes',
  'guests',
  'drivers',
  'members',
  'orders',
  'everything',
] as const;
export type ProfileName = (typeof profileNames)[number];

/** Mean time between two faults of a kind, ms; a kind that is not named does not strike. */
export type Pace = { readonly [Kind in FaultKind]?: number };

export type FaultKind =
  | 'weather'
  | 'partition'
  | 'one-way'
  | 'crash'
  | 'crash-holder'
  | 'crash-pair'
  | 'crash-promiser'
  | 'power'
  | 'pause'
  | 'clock'
  | 'late'
  | 'hypervisor'
  | 'datapath'
  | 'create'
  | 'destroy'
  | 'move'
  | 'rates'
  | 'add-host'
  | 'remove-host'
  | 'order'
  | 'inject'
  | 'maintain'
  | 'garbage';

/** What operators have set on top of Eq. 3.2. */
export interface RulesPlan {
  readonly stability: StabilitySettings;
  /** Shares of hosts in these modes; the others are in auto. */
  readonly recommending: number;
  readonly off: number;
  /** Share of VMs whose label is red. */
  readonly red: number;
}

export interface Plan {
  readonly seed: number;
  readonly profile: ProfileName;
  readonly hosts: number;
  readonly vms: number;
  /** Of each host. */
  readonly slots: number;
  readonly latencyMs: number;
  readonly loss: number;
  /** Usual length of a migration, ms, and the shares that fail, hang, and take ten times as long. */
  readonly migration: {
    readonly usualMs: number;
    readonly failing: number;
    readonly hanging: number;
    readonly slow: number;
    /** Until the target's hypervisor lists the domain at the latest, ms. */
    readonly prepareMs: number;
  };
  readonly pollIntervalMs: number;
  readonly limits: { readonly total: number; readonly intoHost: number; readonly outOfHost: number };
  readonly versionBytes: number;
  readonly candidates: 'neighbours' | 'cost-map';
  readonly round: InjectOrder;
  /** Undefined: Eq. 3.2 decides alone. */
  readonly rules: RulesPlan | undefined;
  readonly pace: Pace;
  /** Faults for so long, ms, then a time without, as often as it takes for `totalMs`. */
  readonly faultsMs: number;
  readonly totalMs: number;
}

export interface PlanOptions {
  readonly seed: number;
  readonly hosts?: number;
  readonly hours?: number;
  readonly profile?: ProfileName;
}

const second = 1_000;
const paces: { readonly [Name in ProfileName]: Pace } = {
  calm: {},
  network: {
    rates: 12 * second,
    weather: 15 * second,
    partition: 60 * second,
    'one-way': 60 * second,
    garbage: 20 * second,
  },
  crashes: {
    rates: 12 * second,
    crash: 40 * second,
    'crash-holder': 40 * second,
    'crash-pair': 90 * second,
    'crash-promiser': 15 * second,
    power: 150 * second,
    pause: 60 * second,
    late: 60 * second,
  },
  guests: { create: 15 * second, destroy: 30 * second, move: 20 * second, rates: 10 * second, crash: 90 * second },
  drivers: {
    hypervisor: 30 * second,
    datapath: 45 * second,
    clock: 30 * second,
    late: 30 * second,
    crash: 60 * second,
  },
  members: {
    rates: 12 * second,
    create: 40 * second,
    'add-host': 60 * second,
    'remove-host': 60 * second,
    crash: 90 * second,
    weather: 40 * second,
  },
  orders: { rates: 12 * second, order: 25 * second, inject: 40 * second, crash: 60 * second, partition: 90 * second },
  everything: {
    weather: 40 * second,
    partition: 100 * second,
    'one-way': 120 * second,
    crash: 80 * second,
    'crash-holder': 80 * second,
    'crash-pair': 150 * second,
    'crash-promiser': 40 * second,
    power: 200 * second,
    pause: 100 * second,
    clock: 60 * second,
    late: 100 * second,
    hypervisor: 80 * second,
    datapath: 120 * second,
    create: 40 * second,
    destroy: 60 * second,
    move: 50 * second,
    rates: 15 * second,
    'add-host': 200 * second,
    'remove-host': 250 * second,
    order: 120 * second,
    inject: 200 * second,
    garbage: 60 * second,
  },
};

export function makePlan(options: PlanOptions): Plan {
  const { seed } = options;
  const chance = Chance.of(seed, 'plan');
  const profile = options.profile ?? chance.pick(profileNames)!;
  const hosts = options.hosts ?? chance.integer(3, 8);
  const slots = chance.integer(3, 6);
  const share = chance.between(0.4, 0.8);
  const policy: PolicyName = chance.pick(['round-robin', 'distributed', 'distributed', 'load-aware'] as const)!;
  const rough = profile === 'calm' ? 0 : 1;
  const round = {
    policy,
    migrationCost: chance.hits(0.5) ? 0 : chance.logUniform(1e3, 1e6),
    rounds: chance.hits(0.3) ? 0 : 10_000,
    force: false,
  };
  const rules = rulesOf(seed);
  return {
    seed,
    profile,
    hosts,
    slots,
    vms: Math.max(3, Math.round(hosts * slots * share)),
    latencyMs: chance.logUniform(8, 120),
    loss: chance.hits(0.5) ? chance.between(0, 0.05) : 0,
    migration: {
      usualMs: chance.logUniform(300, 10_000),
      failing: rough * chance.between(0, 0.25),
      hanging: rough * chance.between(0, 0.05),
      slow: chance.between(0, 0.1),
      prepareMs: chance.logUniform(50, 8_000),
    },
    pollIntervalMs: chance.integer(2_000, 6_000),
    limits: { total: chance.integer(1, 8), intoHost: chance.integer(1, 3), outOfHost: chance.integer(1, 3) },
    versionBytes: chance.hits(0.5) ? 1e6 : 0,
    candidates: chance.hits(0.5) ? 'cost-map' : 'neighbours',
    round,
    rules,
    pace: rules ? { ...paces[profile], maintain: 45 * second } : paces[profile],
    faultsMs: options.hours === undefined ? 180 * second : 600 * second,
    totalMs: options.hours === undefined ? 0 : options.hours * 3_600_000,
  };
}

/** Some data centres have rules. Drawn apart, so that the others are what they would be without any. */
function rulesOf(seed: number): RulesPlan | undefined {
  const chance = Chance.of(seed, 'rules');
  if (!chance.hits(0.3)) return undefined;
  const holdMs = chance.hits(0.7) ? chance.logUniform(5 * second, 120 * second) : 0;
  const stability = {
    ...UNRESTRICTED.stability,
    minGainPercent: chance.integer(0, 10),
    holdMs: Math.round(holdMs),
    failureCooldownMs: chance.integer(0, 60) * second,
    movesPerDay: chance.hits(0.5) ? chance.integer(1, 8) : 0,
    returnFactor: chance.hits(0.5) ? chance.between(1, 3) : 0,
    breakerFailures: chance.hits(0.5) ? chance.integer(1, 5) : 0,
    measureMs: chance.hits(0.5) ? chance.integer(2, 20) * second : 0,
  };
  const [recommending, off] = chance.hits(0.5) ? [chance.between(0, 0.5), chance.between(0, 0.2)] : [0, 0];
  return { stability, recommending, off, red: chance.hits(0.5) ? chance.between(0, 0.3) : 0 };
}
