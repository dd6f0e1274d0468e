// One hop of the token between two agents: whole, encrypted, acknowledged, against the same packets bare; and what of it
// is on the wire when both ends kept the version of the round before.
import { applyChange, changesBetween } from '../../../agent/core/handover/token-change.js';
import { formatKey, generateKey } from '../../../agent/transport/key.js';
import { encodeMessage } from '../../../proto/codec.js';
import { type Benchmark, type Measurement, samplesOf } from '../benchmark.js';
import { AgentSide } from './agent-side.js';
import { BareSide, type Load } from './bare-side.js';
import { type Cost, Pair } from './measure.js';
import { change, tokenOf, visit } from './tokens.js';

const GROWTH_SLOTS = [5_000, 50_000, 500_000];
const QUICK_SLOTS = [5_000];
const TARGET_SLOTS = 500_000;
const MTU = 1500;
const JUMBO_MTU = 9000;
/** IPv4 and UDP headers. */
const HEADER_BYTES = 28;
/** A datagram that acknowledges fragments in order: its header, its frame, its tag. */
const ACKNOWLEDGEMENT_BYTES = 47;
const BARE = 'the same datagrams and acknowledgements over bare node:dgram';

interface Costs {
  readonly agents: readonly Cost[];
  readonly bare: readonly Cost[];
}

/** Repeats hops of either kind in turn, so that a change of the machine's mood meets both. */
async function costsOf(slots: number, mtu: number, repetitions: number): Promise<Costs> {
  const key = generateKey();
  const side = await AgentSide.open({ key, mtu, token: tokenOf(slots) });
  const pair = await Pair.open(side, { kind: 'agent', port: side.port, key: formatKey(key), mtu });
  const hops = slots >= TARGET_SLOTS ? 10 : 40;
  await pair.measure(hops);
  const load = await loadOf(side, pair, mtu);
  const bareSide = await BareSide.open(load, false);
  const barePair = await Pair.open(bareSide, { kind: 'bare', port: bareSide.port, load });
  await barePair.measure(hops);
  const costs: { agents: Cost[]; bare: Cost[] } = { agents: [], bare: [] };
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    costs.agents.push(await pair.measure(hops));
    costs.bare.push(await barePair.measure(hops));
  }
  await pair.close();
  await barePair.close();
  return costs;
}

/** What the agents send in a hop, as this side's counters tell: it sends one token, and acknowledges one. */
async function loadOf(side: AgentSide, pair: Pair, mtu: number): Promise<Load> {
  const before = side.sentDatagrams - side.retransmitted;
  await pair.measure(2);
  const sent = side.sentDatagrams - side.retransmitted - before;
  const datagramBytes = mtu - HEADER_BYTES;
  const datagrams = Math.ceil(side.messageBytes / side.fragmentBytes);
  const acknowledgements = Math.max(1, sent - datagrams);
  const every = Math.max(1, Math.round(datagrams / acknowledgements));
  return { datagrams, datagramBytes, every, acknowledgementBytes: ACKNOWLEDGEMENT_BYTES };
}

function rowsOf(slots: number, mtu: number, { agents, bare }: Costs): Measurement[] {
  const isTarget = slots === TARGET_SLOTS && mtu === MTU;
  const rows = [
    ['CPU', 'cpuMs'],
    ['time', 'wallMs'],
  ] as const;
  return rows.map(([what, field]) => ({
    name: `token hop, ${slots.toLocaleString('en')} slots, MTU ${mtu}, ${what}`,
    unit: 'ms',
    value: samplesOf(agents.map((cost) => cost[field])),
    baseline: samplesOf(bare.map((cost) => cost[field])),
    baselineName: BARE,
    targets: isTarget ? [{ on: 'ratio', max: 2 }] : [],
    ...(mtu === MTU ? { size: slots, curve: `token hop, ${what}` } : {}),
  }));
}

/** Bytes of a hop one round after the one that both ends kept, at the same place of the round. */
function steadyRow(slots: number): Measurement {
  const token = tokenOf(slots);
  const base = token.copy();
  visit(token, token.size);
  change(token, slots / 100);
  const changes = changesBetween(base, { generation: 1, sequence: 0 }, token);
  if (!applyChange(base, changes)) throw new Error('the changes do not give the token');
  const bytes = encodeMessage({ type: 'token-change', change: changes }).length;
  return {
    name: `token hop, steady state, ${slots.toLocaleString('en')} slots, 1 % changed`,
    unit: 'bytes',
    value: samplesOf([bytes]),
    baseline: samplesOf([encodeMessage({ type: 'token', token }).length]),
    baselineName: 'the whole token',
    targets: [{ on: 'ratio', max: 0.03 }],
    size: slots,
    curve: 'token hop, steady state',
  };
}

export const benchmark: Benchmark = {
  name: 'hop',
  async run({ quick, growth = false }) {
    const rows: Measurement[] = [];
    for (const slots of quick ? QUICK_SLOTS : growth ? GROWTH_SLOTS : [TARGET_SLOTS]) {
      rows.push(...rowsOf(slots, MTU, await costsOf(slots, MTU, quick ? 2 : 7)), steadyRow(slots));
    }
    if (!quick) rows.push(...rowsOf(TARGET_SLOTS, JUMBO_MTU, await costsOf(TARGET_SLOTS, JUMBO_MTU, 5)));
    return rows;
  },
};
