// The command line of `score-token label`, and what it asks the agent to change.

import { UsageError } from '../../agent/cli/errors.js';
import type { Values } from '../../agent/cli/parse.js';
import type { CommandLine } from '../../agent/cli/program.js';
import type { MarkChanges } from '../../agent/control/marks.js';
import { labels } from '../../agent/control/marks.js';

const groups = 'G,H|none';

export const labelCommand: CommandLine = {
  name: 'label',
  summary: 'say of a VM that it never moves, what it belongs together with, and where it may run',
  doc: [
    "Changes the VM's metadata in the hypervisor, which travels with it. What is not named stays as it is; without any " +
      'option the marks are only shown. The VM must run on this host. What the cost map or the settings forbid stays forbidden.',
  ],
  operands: [{ name: 'VM', kind: 'address', doc: 'address or name of a VM that runs on this host' }],
  options: [
    {
      ...{ name: 'label', argument: [...labels, 'none'].join('|'), choices: [...labels, 'none'] },
      doc: 'red never moves; yellow and green are kept for power saving',
    },
    {
      name: 'never-move',
      argument: 'REASON',
      excludes: ['may-move'],
      doc: 'it stays where it is; the reason is shown',
    },
    { name: 'may-move', doc: 'takes --never-move back' },
    { name: 'affinity', argument: groups, doc: 'groups whose VMs stay together' },
    { name: 'anti-affinity', argument: groups, doc: 'groups of which no two VMs run on one host' },
    { name: 'allowed-hosts', argument: 'P,Q|none', doc: 'prefixes or addresses of the only hosts that it may move to' },
    { name: 'json', doc: 'print the marks as one line of JSON' },
  ],
  examples: [
    { line: "score-token label 10.1.0.7 --never-move 'licence is bound to this host'", doc: 'pin it' },
    { line: 'score-token label db-1 --anti-affinity databases', doc: 'keep it apart from other databases' },
  ],
};

/** What to change; empty: only show. Text is checked by the agent. */
export function markChanges(values: Values): MarkChanges {
  const { label, 'never-move': neverMove, 'may-move': mayMove } = values;
  if (neverMove === '') throw new UsageError('value', '--never-move needs a reason; --may-move takes it back');
  return {
    ...(label === undefined ? {} : { label: label === 'none' ? null : (label as (typeof labels)[number]) }),
    ...(neverMove === undefined ? {} : { neverMove: String(neverMove) }),
    ...(mayMove ? { neverMove: null } : {}),
    ...listOf('affinity', values.affinity),
    ...listOf('antiAffinity', values['anti-affinity']),
    ...listOf('allowedHosts', values['allowed-hosts']),
  };
}

function listOf(name: 'affinity' | 'antiAffinity' | 'allowedHosts', given: Values[string]): MarkChanges {
  if (given === undefined) return {};
  if (given === 'none') return { [name]: null };
  return { [name]: String(given).split(',').filter(Boolean) };
}
