// The agent's memory file, which must not be taken for one when it is damaged.
import { NO_ORDER } from '../../../agent/core/remembered.js';
import { parseMemory, writtenMemory } from '../../../agent/memory-format.js';
import { ipv4 } from '../../../topology/ipv4.js';
import { holds, type Target } from '../engine/target.js';
import { variedDeepJson } from './jsonrpc.js';

const promise = {
  uuid: '00000000-0000-0000-0000-000000000001',
  vm: '10.1.0.1',
  macs: ['52:54:00:00:00:01'],
  memoryMiB: 64,
};
const full = {
  ...{ version: 1, host: '10.0.1.1', order: { version: 3, paused: true, epoch: 1 } },
  tokens: [{ id: '0123456789abcdef', generation: 4, ended: false }],
  promises: [promise],
};
const ruled = {
  ...{ ...full, version: 2, promises: [{ ...promise, vcpus: 2, antiAffinity: ['db'] }] },
  standing: { maintenance: 'drains', breaker: { failures: 5, openSinceMs: 1_700_000_000_000 } },
};
const damaged = {
  ...{ ...full, version: 3, promisesLost: true },
  standing: { maintenance: 'none', breaker: { failures: 0, openSinceMs: 1, because: 'memory-damaged' } },
};

export const memory: Target = {
  name: 'agent-memory',
  seeds: () => {
    const empty = writtenMemory({ order: NO_ORDER, tokens: [], promises: [] }, ipv4('10.0.1.1'));
    return [empty, JSON.stringify(full), JSON.stringify(ruled), JSON.stringify(damaged)].map((text) =>
      Buffer.from(text),
    );
  },
  vary: variedDeepJson,
  run(input) {
    const found = parseMemory(input.toString('utf8'));
    if (!found.ok) return;
    // Compared as text, which has no -0.
    const text = writtenMemory(found.remembered, found.host);
    const again = parseMemory(text);
    holds(again.ok && writtenMemory(again.remembered, again.host) === text, 'what was remembered is remembered again');
  },
};
