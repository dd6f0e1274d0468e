// Runs one score-token command and says how it ended. The process around it is main.ts.
import { ControlClient } from '../../agent/control/client.js';
import { type Command, type InjectCommand, parseCommand } from './arguments.js';
import { dumpFlows } from './dump-flows.js';
import { describe, type ExitCode, exitCodeOf, exitCodes, type Terminal } from './exit.js';
import { help } from './help.js';
import { keygen } from './keygen.js';
import { giveOrder } from './order.js';
import { showFlows, showStatus } from './show-status.js';
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
      return terminal.print(help.trimEnd());
    case 'keygen':
      return keygen(command, terminal);
    default:
      return ask(command, terminal);
  }
}

/** The commands that talk to the agent. */
async function ask(command: Exclude<Command, { name: 'help' | 'keygen' }>, terminal: Terminal): Promise<void> {
  const client = await ControlClient.connect(command.socket);
  try {
    switch (command.name) {
      case 'inject':
        return await inject(client, command, terminal);
      case 'wait':
        return await waitForRound(client, terminal, command);
      case 'status': {
        const status = await client.status();
        return show(command.json ? [JSON.stringify(status)] : showStatus(status), terminal);
      }
      case 'flows': {
        const flows = await client.flows();
        return show(command.json ? [JSON.stringify(flows)] : showFlows(flows), terminal);
      }
      case 'pause':
      case 'resume':
      case 'retire':
        return await giveOrder(client, terminal, command.name, command.json);
      case 'dump-flows':
        return await dumpFlows(client, terminal);
    }
  } finally {
    client.close();
  }
}

function show(lines: readonly string[], terminal: Terminal): void {
  for (const line of lines) terminal.print(line);
}

async function inject(client: ControlClient, command: InjectCommand, terminal: Terminal): Promise<void> {
  const { policy, migrationCost, force, rounds, vms, wait, json } = command;
  if (!vms) terminal.tell('discovering VMs ...');
  const request = { policy, migrationCost, force, ...(rounds ? { rounds } : {}), ...(vms ? { vms } : {}) };
  const injected = await client.inject(request);
  const { silentHosts } = injected;
  if (silentHosts.length > 0) terminal.tell(`no answer from ${silentHosts.join(', ')}: their VMs may be missing`);
  const line = `token ${injected.tokenId} injected with ${injected.slots} slots`;
  if (!wait) return terminal.print(json ? JSON.stringify(injected) : line);
  terminal.tell(line);
  const limit = command.timeoutMs === undefined ? {} : { timeoutMs: command.timeoutMs };
  return waitForRound(client, terminal, { tokenId: injected.tokenId, json, ...limit });
}
