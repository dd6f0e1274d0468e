// Decoders with a fault on purpose, by which the fuzzer's own tests see that it finds such faults.
import { holds, type Target } from '../engine/target.js';

const seeds = () => [Buffer.from('an input\nof two lines, 1 2 3')];

/** One byte has to be right before another one matters: found only by who sees how far he got. */
const deep: Target = {
  name: 'canary-deep',
  seeds,
  run(input) {
    if (input[0] !== 0x53) return;
    holds(input[1] !== 0xff, 'deep down');
  },
};

/** For each comma looks through all that follows. */
const quadratic: Target = {
  name: 'canary-quadratic',
  seeds,
  run(input) {
    for (let at = input.indexOf(','); at >= 0; at = input.indexOf(',', at + 1)) input.indexOf('\0', at);
  },
};

const endless: Target = {
  name: 'canary-endless',
  seeds,
  run(input) {
    while (input.includes('33'));
  },
};

const greedy: Target = {
  name: 'canary-greedy',
  seeds,
  run(input) {
    if (input.includes('33')) Buffer.alloc(300 * 1024 * 1024, 1);
  },
};

const late: Target = {
  name: 'canary-late',
  seeds,
  run(input) {
    if (input.includes('33')) setImmediate(() => Promise.reject(new Error('too late')));
    return new Promise((resolve) => setImmediate(resolve));
  },
};

export const canaries: readonly Target[] = [deep, quadratic, endless, greedy, late];
