// The next holder: a full round of each policy over half a million slots, whose levels change as holders change them.
// With the index that a token can keep, against a scan of all slots for each hop.

import { POLICY_NAMES } from '../../../agent/core/policy/index.js';
import { firstHeader, type PolicyName, Token } from '../../../agent/core/token.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { seededRandom } from '../../random.js';
import { type Benchmark, type BenchmarkOptions, type Measurement, samplesOf } from '../benchmark.js';
import { drawTold, type Round, replayScanning, roundWithIndex } from './round.js';

const maxUs: Readonly<Record<PolicyName, number>> = { 'round-robin': 2, distributed: 2, 'load-aware': 5 };
/** As many as take a second or so. */
const scannedHops: Readonly<Record<PolicyName, number>> = {
  'round-robin': 5_000,
  distributed: 5_000,
  'load-aware': 300,
};
const seed = 4;

export const benchmark: Benchmark = { name: 'policy', run };

async function run({ quick, growth }: BenchmarkOptions): Promise<readonly Measurement[]> {
  const sizes = quick ? [20_000] : growth ? [1_000, 10_000, 100_000, 500_000, 1_000_000] : [500_000];
  return sizes.flatMap((size) => POLICY_NAMES.map((policy) => measure(policy, size, quick)));
}

function measure(policy: PolicyName, size: number, quick: boolean): Measurement {
  const told = drawTold(size, seed);
  const rounds: Round[] = [];
  // Small rounds are over before the compiler has seen them; so there are more of them.
  const count = quick ? 2 : Math.max(5, Math.round(100_000 / size));
  for (let run = 0; run < count; run += 1) rounds.push(roundWithIndex(makeToken(policy, size), told));
  const scans = replayScanning(makeToken(policy, size), told, rounds[0]!, quick ? 20 : scannedHops[policy]);
  return {
    name: `next holder, ${policy}, round of ${size} slots`,
    unit: 'us/hop',
    value: samplesOf(rounds.map(({ us }) => us / size)),
    baseline: samplesOf(meansOf(scans, 5)),
    baselineName: 'a linear scan for each hop, sampled over the round',
    targets: size === 500_000 || quick ? [{ on: 'value', max: maxUs[policy] }] : [],
    size,
    curve: `next holder, ${policy}`,
  };
}

/** Means of every `parts`-th of them: few hops scan far, so that a median would leave out what a round takes. */
function meansOf(times: readonly number[], parts: number): number[] {
  return Array.from({ length: parts }, (_, part) => {
    const own = times.filter((_, at) => at % parts === part);
    return own.reduce((sum, each) => sum + each, 0) / own.length;
  });
}

/** A token in the middle of a placement: most VMs at high levels, loads over three decades. */
function makeToken(policy: PolicyName, size: number): Token {
  const { next } = seededRandom(seed);
  const order = { id: '0000000000000001', policy, migrationCost: 0, maxRounds: 0, origin: 0 as Ipv4, fixedList: true };
  const header = firstHeader(order, 0);
  const slots = Array.from({ length: size }, (_, index) => {
    const load = Math.fround(10 ** (3 + 3 * next()));
    return { id: (0x0a000000 + 3 * index) as Ipv4, level: 1 + Math.floor(4 * next()), load, visited: false };
  });
  return new Token(header, slots);
}
