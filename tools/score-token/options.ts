// The command line of score-token as a table: what each command takes, means and ends with. The parser, `--help`, the
// man page and shell completion are made of it.
import type { CommandLine, Option, Program } from '../../agent/cli/program.js';
import {
  maxExplained,
  maxHistory,
  maxRounds,
  maxWaitMs,
  orderNames,
  policyNames,
} from '../../agent/control/protocol.js';
import { entryKinds } from '../../agent/report/history.js';
import { exitCodes } from './exit.js';
import { labelCommand } from './label-options.js';

export const defaultSocket = '/run/score/score-agent.sock';

const json: Option = { name: 'json', doc: 'print one line of JSON instead of text, as the last line of stdout' };

function timeout(needs: string): Option {
  const number = { min: 0, max: (30 * maxWaitMs) / 1000 };
  const doc = 'give up waiting, not the round, after so many seconds';
  return { name: 'timeout', argument: 'SECONDS', number, ...(needs === '' ? {} : { needs }), doc };
}

const notEnded = { code: exitCodes.timeout, doc: 'the round had not ended in time; it goes on' };
const notReached = { code: exitCodes.unreached, doc: 'the round has ended, and no VM of it could be reached' };

const inject: CommandLine = {
  name: 'inject',
  summary: 'start a round of migrations',
  doc: [
    'Sends a token round all VMs, or those named. Each VM that holds it decides whether it moves, by the rules of ' +
      'its host and Eq. 3.2. On a host in mode recommend, and everywhere with --dry-run, the decision is made and kept, and nothing moves.',
  ],
  operands: [],
  options: [
    {
      ...{ name: 'policy', argument: 'POLICY', choices: policyNames, default: 'distributed' },
      doc: `the order in which VMs get the token: ${policyNames.join(', ')}`,
    },
    {
      ...{ name: 'migration-cost', argument: 'N|auto', number: { min: 0, max: Number.MAX_VALUE, words: ['auto'] } },
      default: 'auto',
      doc: 'c_m of Eq. 3.2: a VM moves only when it saves more, in weight x bytes/s; auto: what its own copy is expected to cost',
    },
    {
      ...{
        name: 'rounds',
        argument: 'N',
        number: { min: 1, max: maxRounds, isWhole: true },
        excludes: ['until-stable'],
      },
      doc: 'end after N passes over all VMs, or earlier when one moves nothing',
    },
    { name: 'until-stable', doc: 'end after a whole pass that moved nothing, which is the default' },
    {
      ...{ name: 'vms', argument: 'A,B,C', excludes: ['vms-file'] },
      doc: 'the VMs of the token, by their addresses; without it they are discovered',
    },
    {
      ...{ name: 'vms-file', argument: 'FILE', kind: 'file' },
      doc: 'the same from a file, separated by blanks, commas or lines; # begins a comment',
    },
    { name: 'dry-run', doc: 'decide and explain, and move nothing' },
    { name: 'force', doc: 'inject although a round is running' },
    { name: 'wait', doc: 'stay, show progress, and end with the report' },
    timeout('wait'),
    {
      ...json,
      doc: `${json.doc}: with --wait the report, else the token's id, its slots, and hosts that did not answer`,
    },
  ],
  exitCodes: [notEnded, notReached],
  examples: [
    { line: 'score-token inject --dry-run --wait', doc: 'what a round would do' },
    { line: 'score-token inject --wait', doc: 'do it' },
  ],
};

const wait: CommandLine = {
  name: 'wait',
  summary: 'wait for the end of a round that was injected on this host, and report it',
  operands: [{ name: 'TOKEN-ID', doc: 'as inject has printed it' }],
  options: [timeout(''), json],
  exitCodes: [notEnded, notReached],
};

const orderSummaries: Record<(typeof orderNames)[number], readonly [string, string]> = {
  pause: [
    'order the whole cluster to start no round and to move nothing',
    'No round starts, and no VM decides, until resume. Migrations under way end; a token stays where it is unless its agent stops.',
  ],
  resume: ['let rounds go on', 'Rounds go on where they were.'],
  retire: ['end every round of the cluster', 'Ends every round under way; migrations under way end by themselves.'],
};

const everyAgent =
  'Every agent of the cluster takes the order, and keeps it when it restarts. One that does not answer is named, and ' +
  'learns of it from the others when it is back.';

const orders = orderNames.map((name): CommandLine => {
  const [summary, doc] = orderSummaries[name];
  const exitCode = { code: exitCodes.incomplete, doc: 'ordered, but some hosts did not answer' };
  return { name, summary, doc: [doc, everyAgent], operands: [], options: [json], exitCodes: [exitCode] };
});

const explain: CommandLine = {
  name: 'explain',
  summary: 'tell why a VM moved, or why it stayed',
  doc: [
    'Finds the host of the VM by itself, and asks it and the hosts where the VM was before what they know of it: the latest ' +
      'decision with the rule that decided, every host that was considered, what would have to change, and its migrations with ' +
      "their figures and the hypervisor's own text.",
  ],
  operands: [{ name: 'VM', kind: 'address', doc: 'address of any VM, or name of one that runs on this host' }],
  options: [
    {
      ...{ name: 'limit', argument: 'N', number: { min: 1, max: maxExplained, isWhole: true }, default: '20' },
      doc: 'entries that each host tells, the latest',
    },
    json,
  ],
  exitCodes: [{ code: exitCodes.incomplete, doc: 'explained, but a host where the VM was did not answer' }],
  examples: [{ line: 'score-token explain 10.1.0.7', doc: 'why did this VM not move?' }],
};

const history: CommandLine = {
  name: 'history',
  summary: "print this host's decisions, migrations, alarms and changes of its standing",
  doc: ['The agent keeps them on disk, as many as history.maxMiB of its settings allows. The latest come last.'],
  operands: [],
  options: [
    { name: 'vm', argument: 'VM', kind: 'address', doc: 'only of this VM: its address, or its name if it runs here' },
    {
      ...{ name: 'kind', argument: 'KIND', choices: entryKinds },
      doc: `only of this kind: ${entryKinds.join(', ')}`,
    },
    {
      ...{ name: 'since', argument: 'TIME' },
      doc: 'only from then on: an instant such as 2026-05-17T08:00:00Z, or how long ago, such as 90m, 12h or 7d',
    },
    {
      ...{ name: 'limit', argument: 'N', number: { min: 1, max: maxHistory, isWhole: true }, default: '50' },
      doc: 'entries at most, the latest',
    },
    { ...json, doc: 'print one line of JSON: the entries in full' },
  ],
  examples: [{ line: 'score-token history --kind migration-end --since 1d', doc: 'what has moved since yesterday' }],
};

const top: CommandLine = {
  name: 'top',
  summary: "watch this host's VMs: traffic, levels, cost, and what holds each",
  doc: [
    'On a terminal it is drawn anew until q or Ctrl-C; into a pipe it prints once.',
    'It asks no other host. Where a peer runs is known once a round has asked for it: until then its level and cost are ?, and ' +
      'sums with it are >=. No agent answers for a peer that stays unknown after a round.',
  ],
  operands: [],
  options: [
    {
      ...{ name: 'interval', argument: 'SECONDS', number: { min: 1, max: 3600 }, default: '3' },
      doc: 'time between two looks',
    },
    { name: 'once', doc: 'print once and end' },
    json,
  ],
};

const maintenance: CommandLine = {
  name: 'maintenance',
  summary: 'take this host out of service, or put it back',
  doc: [
    'on: rounds bring no VM to this host any more. VMs that run here stay, unless --drain is given. It lasts over restarts of the agent until off.',
    'With --drain every VM that may leaves in a round that is started for them; which rules hold one back nevertheless, and ' +
      'which do not, is in the table of clashes of the rules. VMs that stay are named with the reason.',
  ],
  operands: [{ name: 'on|off', choices: ['on', 'off'], doc: 'on: accept no VM; off: serve again' }],
  options: [
    { name: 'drain', doc: 'with on: move the VMs of this host away, in one round' },
    { name: 'wait', needs: 'drain', doc: 'stay until the round has ended, and tell which VMs are still here and why' },
    timeout('wait'),
    json,
  ],
  exitCodes: [notEnded, { code: exitCodes.incomplete, doc: 'with --drain --wait: some VMs are still here' }],
  examples: [
    { line: 'score-token maintenance on --drain --wait', doc: 'empty this host' },
    { line: 'score-token maintenance off', doc: 'let VMs come back' },
  ],
};

const keygen: CommandLine = {
  name: 'keygen',
  summary: 'make a cluster key with mode 0600, or change it',
  doc: [
    'To change the key while all agents run: --add, --promote and --prune, each on one host only, whose file is then copied to all, and all agents are reloaded before the next step. Each --add makes another key: done on two hosts, it parts the cluster.',
  ],
  operands: [{ name: 'FILE', kind: 'file', doc: 'the key file, such as /etc/score/cluster.key' }],
  options: [
    {
      ...{ name: 'add', excludes: ['promote', 'prune'] },
      doc: 'add a new key to FILE, which is accepted and not yet sent with; copy FILE to all hosts',
    },
    {
      ...{ name: 'promote', excludes: ['prune'] },
      doc: 'send with the new key, and accept the old one; may be run again',
    },
    {
      name: 'prune',
      doc: 'remove all keys but the one to send with; with --force a new one that was not promoted, too',
    },
    { name: 'force', doc: 'replace FILE; every host of the cluster then needs the new key at once' },
  ],
  without: ['socket'],
};

export const program: Program = {
  name: 'score-token',
  section: 1,
  summary: "start, watch, explain and hold S-CORE rounds, through this host's agent",
  doc: ['Results go to stdout, progress and errors to stderr.'],
  options: [
    {
      ...{ name: 'socket', argument: 'PATH', kind: 'file', default: defaultSocket },
      doc: "the agent's control socket",
    },
  ],
  commands: [
    inject,
    wait,
    { name: 'status', summary: 'what the agent knows and does', operands: [], options: [json] },
    explain,
    history,
    top,
    ...orders,
    maintenance,
    {
      ...{ name: 'rearm', summary: 'close the circuit breaker of this host', operands: [], options: [json] },
      doc: [
        'After too many failed migrations in a row a host goes to mode recommend by itself. When the cause is mended, this lets it migrate again.',
      ],
    },
    labelCommand,
    { name: 'flows', summary: 'bytes and rates of the local VMs', operands: [], options: [json] },
    {
      ...{ name: 'dump-flows', summary: 'VMs and flows of this host as JSON lines', operands: [] },
      // A dump is JSON lines anyway; --json is taken so that a script can give it to every command.
      options: [{ name: 'json', doc: 'changes nothing: a dump is JSON anyway' }],
      doc: [
        'Collect the dumps of all hosts, and score-sim import makes a scenario for the simulator of them. Write it to a file: the ' +
          'agent gives a dump up when its reader rests for a minute.',
      ],
    },
    keygen,
  ],
  exitCodes: [
    { code: exitCodes.ok, doc: 'done' },
    { code: exitCodes.failed, doc: 'failed or refused' },
    { code: exitCodes.usage, doc: 'wrong usage' },
    { code: exitCodes.unreachable, doc: 'agent not reachable' },
  ],
  files: [
    { path: defaultSocket, doc: 'control socket of the agent; root and the group score may use it' },
    { path: '/etc/score/cluster.key', doc: 'cluster key, the same on every host' },
  ],
  seeAlso: ['score-agent(8)', 'score-topology(1)'],
};
