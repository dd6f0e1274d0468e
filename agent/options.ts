// The command line of score-agent as a table: what --help, the man page and the shell's completion are made of. main.ts
// acts on it.

import type { Program } from './cli/program.js';
import { rootKeys } from './config/keys.js';

export const settingsFile = '/etc/score/agent.yaml';

export const program: Program = {
  name: 'score-agent',
  section: 8,
  summary: 'the S-CORE agent of a hypervisor: moves VMs close to the VMs they talk to',
  doc: [
    'Runs in the foreground until SIGTERM or SIGINT. Then it hands the token on and waits for the migrations that it has ordered, up to 2 minutes; a second signal ends the waiting. SIGHUP reads the settings, the cost map and the keys again: all of them, or, when one has a mistake, none.',
    'As a service it is started by systemd; see the unit score-agent.service.',
  ],
  options: [],
  commands: [
    {
      name: '',
      summary: 'the S-CORE agent of a hypervisor: moves VMs close to the VMs they talk to',
      operands: [],
      options: [
        { name: 'config', argument: 'FILE', kind: 'file', isRequired: true, doc: `settings, usually ${settingsFile}` },
        { name: 'check-config', doc: 'check the settings, the cost map and the keys, say what is wrong, and exit' },
      ],
      examples: [
        {
          line: `score-agent --config ${settingsFile} --check-config`,
          doc: 'says whether the agent could start with the files as they are',
        },
      ],
    },
  ],
  exitCodes: [
    { code: 0, doc: 'stopped by a signal, or the check found nothing wrong' },
    { code: 1, doc: 'could not start, failed, or the check found mistakes' },
    { code: 2, doc: 'wrong arguments' },
  ],
  files: [
    { path: settingsFile, doc: 'the settings: see agent.yaml(5)' },
    { path: rootKeys.topology.default, doc: 'the cost map, the same on every host: see topology.yaml(5)' },
    { path: rootKeys.keyFile.default, doc: 'the cluster key, mode 0600, made by score-token keygen' },
    { path: rootKeys.controlSocket.default, doc: 'where score-token talks to the agent: root and the group score' },
    { path: rootKeys.stateDir.default, doc: 'what the agent must not forget when it restarts' },
  ],
  seeAlso: ['score-token(1)', 'score-topology(1)', 'agent.yaml(5)', 'topology.yaml(5)', 'systemctl(1)'],
};
