// Runs one score-token command and says how it ended. The process around it is main.ts.
import { helpOf } from '../../agent/cli/help.js';
import { ControlClient } from '../../agent/control/client.js';
import { version } from '../../agent/version.js';
import { type AskingCommand, type Command, type InjectCommand, parseCommand } from './arguments.js';
import { dumpFlows } from './dump-flows.js';
import { describe, type ExitCode, exitCodeOf, exitCodes, type Terminal } from './exit.js';
import { explain } from './explain.js';
import { keygen } from './keygen.js';
import { maintenance } from './maintenance.js';
import { program } from './options.js';
import { giveOrder } from './order.js';
import { showHistory } from './show-history.js';
import { showLabel } from './show-label.js';
import { showStanding } from './show-standing.js';
import { showFlows, showStatus } from './show-status.js';
import { top } from './top.js';
import { waitForRound } from './wait.js';

/** Runs `argv` (without node and script). Never rejects: a failure is told on the terminal and is the exit code. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    await execute(parseCommand(argv), terminal);
    return exitCodes.ok;
  } catch (error) {
    terminal.tell(`score-token: ${describe(error)}`);
    return exitCodeOf(error);
  }
}

async function execute(command: Command, terminal: Terminal): Promise<void> {
  switch (command.name) {
    case 'help':
      return terminal.print(helpOf(program, command.of));
    case 'version':
      return terminal.print(version());
    case 'keygen':
      return keygen(command, terminal);
    default:
      return await ask(command, terminal);
  }
}

/** The commands that talk to the agent. */
async function ask(command: AskingCommand, terminal: Terminal): Promise<void> {
  const client = await ControlClient.connect(command.socket);
  try {
    return await answer(client, command, terminal);
  } finally {
    client.close();
  }
}

async function answer(client: ControlClient, command: AskingCommand, terminal: Terminal): Promise<void> {
  switch (command.name) {
    case 'inject':
      return await inject(client, command, terminal);
    case 'wait':
      return await waitForRound(client, terminal, command);
    case 'status':
      return print(await client.status(), showStatus, command.json, terminal);
    case 'flows':
      return print(await client.flows(), showFlows, command.json, terminal);
    case 'explain':
      return await explain(client, command, terminal);
    case 'history': {
      const { vm, kind, sinceMs, limit } = command;
      const given = { ...(vm ? { vm } : {}), ...(kind ? { kind } : {}), ...(sinceMs === undefined ? {} : { sinceMs }) };
      return print(await client.history({ ...given, limit }), showHistory, command.json, terminal);
    }
    case 'top':
      return await top(client, command, terminal);
    case 'label':
      return print(await client.label(command.vm, command.changes), showLabel, command.json, terminal);
    case 'maintenance':
      return await maintenance(client, command, terminal);
    case 'rearm':
      return print(await client.hostOrder('rearm'), showStanding, command.json, terminal);
    case 'pause':
    case 'resume':
    case 'retire':
      return await giveOrder(client, terminal, command.name, command.json);
    case 'dump-flows':
      return await dumpFlows(client, terminal);
  }
}

function print<Report>(report: Report, show: (report: Report) => readonly string[], json: boolean, terminal: Terminal) {
  for (const line of json ? [JSON.stringify(report)] : show(report)) terminal.print(line);
}

async function inject(client: ControlClient, command: InjectCommand, terminal: Terminal): Promise<void> {
  const { name: _, socket: __, wait, json, timeoutMs, ...request } = command;
  if (!request.vms) terminal.tell('discovering VMs ...');
  const injected = await client.inject(request);
  const { silentHosts, tokenId, slots } = injected;
  if (silentHosts.length > 0) terminal.tell(`no answer from ${silentHosts.join(', ')}: their VMs may be missing`);
  const line = `token ${tokenId} injected with ${slots} slots`;
  if (!wait) return terminal.print(json ? JSON.stringify(injected) : line);
  terminal.tell(line);
  return await waitForRound(client, terminal, { tokenId, json, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
}
