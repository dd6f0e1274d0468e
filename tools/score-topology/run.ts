// The commands of score-topology: arguments in, text and an exit code out. main.ts connects it to the process.
import { UsageError } from '../../agent/cli/errors.js';
import { helpOf } from '../../agent/cli/help.js';
import { parseArguments } from '../../agent/cli/parse.js';
import { version } from '../../agent/version.js';
import { formatRange } from '../../topology/content.js';
import { formatIpv4, type Ipv4, parseIpv4 } from '../../topology/ipv4.js';
import { CostMapError, readCostMap, readCostMapContent } from '../../topology/load.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import { formatMarks, formatSummary, formatWarning, formatWeight } from './format.js';
import { program } from './options.js';
import { summarize } from './summary.js';

/** Where the answer goes. */
export interface Output {
  out(text: string): void;
  error(text: string): void;
}

/** Runs one command and returns the exit code. Rejects only on a bug. */
export async function run(argv: readonly string[], output: Output): Promise<number> {
  let json = false;
  try {
    const parsed = parseArguments(program, argv);
    if (parsed.type !== 'command') {
      output.out(`${parsed.type === 'version' ? version() : helpOf(program, parsed.command)}\n`);
      return 0;
    }
    json = parsed.values.json === true;
    const [file = '', ...hosts] = parsed.operands;
    if (parsed.command.name === 'check') return await check(file, json, output);
    if (parsed.command.name === 'vm') return await vm(file, hosts[0]!, json, output);
    return await level(file, hosts, json, output);
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

async function check(file: string, json: boolean, output: Output): Promise<number> {
  const summary = summarize(await readCostMapContent(file));
  output.out(json ? toJson({ ok: true, file, ...summary }) : formatSummary(file, summary));
  if (!json) output.error(summary.warnings.map((warning) => formatWarning(file, warning)).join(''));
  return 0;
}

async function vm(file: string, text: string, json: boolean, output: Output): Promise<number> {
  const address = readAddress(text);
  const marks = (await readCostMap(file)).marksOf(address);
  if (json) output.out(toJson({ ok: true, vm: formatIpv4(address), marks: marks ? readable(marks) : null }));
  else output.out(formatMarks(formatIpv4(address), marks));
  return 0;
}

function readable({ allowedHosts, ...marks }: VmMarks) {
  const texts = allowedHosts?.map((range) => formatRange({ range, single: range.length === 32 }));
  return { ...marks, ...(texts ? { allowedHosts: texts } : {}) };
}

async function level(file: string, hosts: readonly string[], json: boolean, output: Output): Promise<number> {
  const [a, b] = hosts.map(readAddress) as [Ipv4, Ipv4];
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
  if (address === undefined) throw new UsageError('value', `${text} is not an IPv4 address`);
  return address;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
