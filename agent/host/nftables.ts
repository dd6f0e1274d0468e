// The host's half of the redirect: packets that the bridge hands to the host for a VM's address on the agent's port are
// given the host's own address, by an nftables table of our own. The bridge's half is agent/ovs/steering.ts.
//
// Why no connection tracking: `redirect to :port` makes a conntrack entry for each sender and VM, whose reply tuple is
// host:port -> sender:port, whichever VM was asked for. While the entry lives (30 s and more) it catches everything that
// the host sends to that agent, a token as well as an answer, and gives it the VM's address as its source. What the other
// agent sends back then goes to the VM's address, which is another host's once the VM has moved. A second VM asked for
// from the same socket has the same reply tuple, so the kernel changes that request's source port: tried, and answers
// arrive, but the agent no longer sees who asked. So the destination is rewritten packet by packet (`notrack`,
// `ip daddr set`), which keeps no state; the kernel mends the UDP checksum. Answers come from the host's own address,
// which the protocol allows for: it matches them by request id.
import { execFile } from 'node:child_process';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { Logger } from '../log.js';
import { receiveObstacles } from './receive-path.js';

export class NftablesError extends Error {
  override readonly name = 'NftablesError';
  readonly code: 'no-program' | 'timeout' | 'failed';

  constructor(code: 'no-program' | 'timeout' | 'failed', message: string) {
    super(message);
    this.code = code;
  }
}

export interface NftablesRedirectOptions {
  /** The bridge, whose own interface has the same name. */
  readonly bridge: string;
  /** This host's fixed address, on the bridge's interface or on any other. */
  readonly host: Ipv4;
  /** The agents' UDP port. */
  readonly port: number;
  /** Default: nft, found by PATH. */
  readonly program?: string;
}

const timeoutMs = 10_000;

export class NftablesRedirect {
  readonly #options: NftablesRedirectOptions;
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  readonly #table: string;
  /** The script last installed, and the table as nft showed it right after that. */
  #installed: { readonly script: string; readonly listing: string } | undefined;
  #warned = '';

  /** Throws RangeError when the bridge's name cannot be an interface's (1..15 characters, no space, slash or quote). */
  constructor(options: NftablesRedirectOptions, log: Pick<Logger, 'info' | 'warn'>) {
    if (!isInterfaceName(options.bridge)) throw new RangeError(`no interface name: ${options.bridge}`);
    this.#options = options;
    this.#log = log;
    this.#table = tableName(options.bridge);
  }

  /** Makes the table match; resolves with what somebody else had changed. Rejects with NftablesError. */
  async apply(
    vms: readonly { readonly address: Ipv4 }[],
    ports: readonly { readonly name: string }[],
  ): Promise<readonly string[]> {
    await this.#warnOfObstacles();
    const script = tableScript(this.#table, this.#options, vms, ports);
    const before = this.#installed;
    const present = await this.#list();
    if (before?.script === script && before.listing === present) return [];
    await this.#run(['-f', '-'], script);
    this.#installed = { script, listing: (await this.#list()) ?? '' };
    if (!before) {
      this.#log.info('nftables table installed', { table: this.#table, vms: vms.length });
      return [];
    }
    if (before.listing === present) return [];
    return [`nftables table ip ${this.#table} was ${present === undefined ? 'missing' : 'changed'}`];
  }

  /** Removes the table; no error when it is gone already. */
  async remove(): Promise<void> {
    // Declared first, so that deleting cannot fail on a table that is not there: nft runs a script as one transaction.
    await this.#run(['-f', '-'], `table ip ${this.#table} {}\ndelete table ip ${this.#table}\n`);
    this.#installed = undefined;
  }

  /** The table without what differs from one listing to the next; undefined when there is none. */
  async #list(): Promise<string | undefined> {
    try {
      return canonicalListing(await this.#run(['-j', 'list', 'table', 'ip', this.#table]));
    } catch (error) {
      if (/No such file or directory/.test((error as Error).message)) return undefined;
      throw error;
    }
  }

  async #warnOfObstacles(): Promise<void> {
    const text = (await receiveObstacles(this.#options.bridge, this.#options.host)).join('; ');
    if (text !== '' && text !== this.#warned) this.#log.warn(text);
    this.#warned = text;
  }

  #run(parameters: readonly string[], input = ''): Promise<string> {
    const program = this.#options.program ?? 'nft';
    return new Promise((resolve, reject) => {
      const settings = { timeout: timeoutMs, maxBuffer: 32 * 1024 * 1024, encoding: 'utf8' as const };
      const child = execFile(program, parameters, settings, (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const code = error.code as unknown;
        if (code === 'ENOENT')
          return reject(new NftablesError('no-program', `${program} is not installed (package nftables)`));
        if (error.killed) return reject(new NftablesError('timeout', `${program}: no answer within ${timeoutMs} ms`));
        const said = stderr.trim().split('\n')[0] || error.message;
        reject(new NftablesError('failed', `${program} ${parameters.join(' ')} (table ip ${this.#table}): ${said}`));
      });
      // A program that cannot start or ends early closes its input; the callback above reports why.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  }
}

/** What dev_valid_name() of Linux takes, less quotes and backslashes, which would end the quoted name in a script. */
function isInterfaceName(name: string): boolean {
  return /^[^\s"\\/]{1,15}$/.test(name);
}

/** `score_` and the bridge's name, with what nft does not take in an identifier written as `_` and its code in hex. */
export function tableName(bridge: string): string {
  return `score_${bridge.replace(/[^A-Za-z0-9]/g, (character) => `_${character.codePointAt(0)!.toString(16)}`)}`;
}

/**
 * The whole table as one transaction that takes the old one's place, so that no packet meets half of it.
 * Three chains, ahead of connection tracking (priority -200):
 * - guard: drops what VMs could get past Open vSwitch's drop rule.
 *   Fragments carry no port for it to match (ovs-ofctl(8), "set-frags normal"). Agents send none, so those for the
 *   agent's port are dropped, from wherever, before the kernel puts them together (priority -400): the first one always
 *   holds the UDP header, and without it there is nothing to put together.
 *   In the userspace datapath a port's interface is still one of the kernel's, which takes in frames sent to that
 *   interface's own MAC (and the bridge may have that MAC too: Open vSwitch can choose one of its ports'). So a VM's
 *   packets can come in twice: by the bridge, where its rules hold, and straight from the VM's interface, where none do.
 * - prerouting: what the bridge hands over for a VM's address goes to the host's.
 * - output: the agent's own message to a VM that is on this very host; the bridge would not send it back to where it
 *   came from. A `route` chain, so that the kernel routes anew after the change.
 */
export function tableScript(
  table: string,
  options: Pick<NftablesRedirectOptions, 'bridge' | 'host' | 'port'>,
  vms: readonly { readonly address: Ipv4 }[],
  ports: readonly { readonly name: string }[],
): string {
  const { bridge, port } = options;
  const addresses = [...new Set(vms.map((vm) => vm.address))].sort((a, b) => a - b).map(formatIpv4);
  const names = [...new Set(ports.map(({ name }) => name).filter(isInterfaceName))].sort().map((name) => `"${name}"`);
  const rewrite = `ip daddr @vms udp dport ${port} notrack ip daddr set ${formatIpv4(options.host)}`;
  return `table ip ${table} {}
delete table ip ${table}
table ip ${table} {
  set vms {
    type ipv4_addr${elementsOf(addresses)}
  }
  set vm_interfaces {
    type ifname${elementsOf(names)}
  }
  chain guard {
    type filter hook prerouting priority -450; policy accept;
    iifname @vm_interfaces udp dport ${port} drop
    ip frag-off & 0x3fff != 0 udp dport ${port} drop
  }
  chain prerouting {
    type filter hook prerouting priority -300; policy accept;
    iifname "${bridge}" ${rewrite}
  }
  chain output {
    type route hook output priority -300; policy accept;
    ${rewrite}
  }
}
`;
}

function elementsOf(elements: readonly string[]): string {
  return elements.length === 0 ? '' : `\n    elements = { ${elements.join(', ')} }`;
}

/**
 * Handles count up with each installation, and the version is nft's; all else is what we asked for. Throws NftablesError
 * when the text is no listing.
 */
export function canonicalListing(json: string): string {
  try {
    const { nftables } = JSON.parse(json) as { nftables: Record<string, unknown>[] };
    const objects = nftables.filter((object) => !('metainfo' in object));
    return JSON.stringify(objects, (key, value) => {
      if (key === 'handle') return undefined;
      return key === 'elem' && Array.isArray(value) ? sortedElements(value) : value;
    });
  } catch (error) {
    throw new NftablesError('failed', `nft's listing cannot be read: ${(error as Error).message}`);
  }
}

/** By their text: an element that is a range is an object. */
function sortedElements(elements: readonly unknown[]): unknown[] {
  const byText = elements.map((element) => ({ element, text: JSON.stringify(element) }));
  return byText.sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text))).map(({ element }) => element);
}
