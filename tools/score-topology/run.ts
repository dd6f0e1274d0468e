// The commands of score-topology: arguments in, text and an exit code out. main.ts connects it to the process.
import { parseArgs } from 'node:util';
import { formatIpv4, type Ipv4, parseIpv4 } from '../../topology/ipv4.js';
import { CostMapError, readCostMap, readCostMapContent } from '../../topology/load.js';
import { formatSummary, formatWeight } from './format.js';
import { summarize } from './summary.js';

/** Where the answer goes. */
export interface Output {
  out(text: string): void;
  error(text: string): void;
}

export const help = `Usage: score-topology check FILE [--json]
       score-topology level FILE HOST HOST [--json]

  check   reads a topology cost map and prints what it says; every mistake is
          printed as file:line:column: what is wrong, and what to do
  level   prints the communication level of two servers (hosts or endpoints),
          the tier their traffic climbs to, and what a byte per second costs

  --json  prints one JSON object instead of text
  --help  prints this

Exit codes: 0 fine; 1 the cost map has mistakes or does not know an address;
2 wrong usage.
`;

class UsageError extends Error {}

/** Runs one command and returns the exit code. Rejects only on a bug. */
export async function run(argv: readonly string[], output: Output): Promise<number> {
  let json = false;
  try {
    const { values, positionals } = readArguments(argv);
    json = values.json;
    if (values.help) {
      output.out(help);
      return 0;
    }
    const [command, ...operands] = positionals;
    if (command === 'check') return await check(operands, json, output);
    if (command === 'level') return await level(operands, json, output);
    throw new UsageError(command === undefined ? 'no command; use check or level' : `no command ${command}`);
  } catch (error) {
    if (error instanceof UsageError) {
      output.error(`score-topology: ${error.message}\nTry score-topology --help.\n`);
      return 2;
    }
    if (!(error instanceof CostMapError)) throw error;
    const { code, message, problems } = error;
    if (json) output.out(toJson({ ok: false, code, message, problems }));
    else output.error(`${message}\n`);
    return 1;
  }
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    // parseArgs throws TypeErrors with codes of its own for what the user typed, and others for our mistakes.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS_') && code !== 'ERR_PARSE_ARGS_INVALID_OPTION_CONFIG') {
      throw new UsageError(message);
    }
    throw error;
  }
}

async function check(operands: readonly string[], json: boolean, output: Output): Promise<number> {
  const [file] = operands;
  if (file === undefined || operands.length !== 1) throw new UsageError('check needs one FILE');
  const summary = summarize(await readCostMapContent(file));
  output.out(json ? toJson({ ok: true, file, ...summary }) : formatSummary(file, summary));
  return 0;
}

async function level(operands: readonly string[], json: boolean, output: Output): Promise<number> {
  const [file, first, second] = operands;
  if (file === undefined || first === undefined || second === undefined || operands.length !== 3) {
    throw new UsageError('level needs FILE HOST HOST');
  }
  const [a, b] = [readAddress(first), readAddress(second)];
  const map = await readCostMap(file);
  const found = map.level(a, b);
  if (found === undefined) {
    const unknown = [...new Set([a, b])].filter((address) => map.placeOf(address) === undefined).map(formatIpv4);
    const messages = unknown.map((text) => `${file}: ${text} is neither a host nor an endpoint; add it or a prefix`);
    if (json) output.out(toJson({ ok: false, code: 'unknown-address', message: messages.join('\n'), unknown }));
    else output.error(`${messages.join('\n')}\n`);
    return 1;
  }
  const tier = found === 0 ? undefined : map.tiers[found - 1]!.name;
  const pathWeight = map.pathWeight(found);
  if (json) {
    const places = [a, b].map((address) => ({ address: formatIpv4(address), place: map.placeOf(address) }));
    output.out(toJson({ ok: true, level: found, tier: tier ?? null, pathWeight, servers: places }));
  } else {
    output.out(`level ${found} (${tier ?? 'same server'}), path weight ${formatWeight(pathWeight)}\n`);
  }
  return 0;
}

function readAddress(text: string): Ipv4 {
  const address = parseIpv4(text);
  if (address === undefined) throw new UsageError(`${text} is not an IPv4 address`);
  return address;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
