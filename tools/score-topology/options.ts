// The command line of score-topology as a table: what --help, the man page and the shell's completion are made of. run.ts
// acts on it.
import type { Operand, Program } from '../../agent/cli/program.js';

const file: Operand = { name: 'FILE', kind: 'file', doc: 'a cost map: see topology.yaml(5)' };

export const program: Program = {
  name: 'score-topology',
  section: 1,
  summary: 'checks a cost map, and tells what traffic between two servers costs and what is said of a VM',
  doc: ['Works on the file alone: no agent needs to run.'],
  options: [{ name: 'json', doc: 'print one JSON object instead of text' }],
  commands: [
    {
      name: 'check',
      summary: 'read a cost map and print what it says',
      doc: [
        'Every mistake is printed as file:line:column: what is wrong, and what to do.',
        'What can be read but cannot be meant, such as an allowed host that is no host, is printed as a warning.',
      ],
      operands: [file],
      options: [],
      examples: [
        {
          line: 'score-topology check /etc/score/topology.yaml',
          doc: 'the tiers with their weights, and how many hosts there are',
        },
      ],
    },
    {
      name: 'level',
      summary: 'print how far apart two servers are',
      doc: ['The communication level, the tier that their traffic climbs to, and what a byte per second costs.'],
      operands: [
        file,
        { name: 'HOST', kind: 'address', doc: 'the IPv4 address of a host or endpoint' },
        { name: 'HOST', kind: 'address', doc: 'the other one' },
      ],
      options: [],
      examples: [
        {
          line: 'score-topology level /etc/score/topology.yaml 10.0.1.1 10.0.2.7',
          doc: 'level 1 is the same rack; the path weight is the sum of the weights up to the level',
        },
      ],
    },
    {
      name: 'vm',
      summary: 'print what the cost map says of a VM',
      doc: ['All entries of vms that cover it, taken together. What its own metadata says comes on top.'],
      operands: [file, { name: 'VM', kind: 'address', doc: 'the IPv4 address of a VM' }],
      options: [],
      examples: [
        { line: 'score-topology vm /etc/score/topology.yaml 10.1.0.5', doc: 'whether it may move, and where to' },
      ],
    },
  ],
  exitCodes: [
    { code: 0, doc: 'fine' },
    { code: 1, doc: 'the cost map has mistakes or does not know an address' },
    { code: 2, doc: 'wrong usage' },
  ],
  files: [{ path: '/etc/score/topology.yaml', doc: 'the cost map that agents read' }],
  seeAlso: ['topology.yaml(5)', 'score-agent(8)', 'score-token(1)'],
};
