// A cluster as the documents tell of it: three hosts in three racks, with real agents and an embedded world instead of
// libvirt and Open vSwitch. Documents speak of 10.0.x.1, of VMs at 10.1.x.y with names, and of /etc/score; here all that
// lies on loopback addresses and in a folder, and both texts are translated. It takes the place of a shell on the first host.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { formatIpv4 } from '../../topology/ipv4.js';
import { type AgentProcess, TestSite } from '../daemon/agents.js';
import { compiled } from '../support/paths.js';
import { type Teardown, until } from '../support/temporary.js';
import type { Ran } from './walk.js';

const HOSTS = ['10.0.1.1', '10.0.2.1', '10.0.3.1'];
const VMS = [
  ['10.1.0.5', 'shop1'],
  ['10.1.0.6', 'db1'],
  ['10.1.0.7', 'web1'],
  ['10.1.0.8', 'log1'],
  ['10.1.1.5', 'shop2'],
  ['10.1.1.6', 'db2'],
  ['10.1.2.5', 'web2'],
  ['10.1.2.6', 'web3'],
] as const;
/** shop1 and db1 have their partner on the second host, web1 on the third; what is there has closer partners. */
const TALK = [
  [0, 4, 300_000],
  [1, 4, 150_000],
  [2, 6, 100_000],
  [0, 3, 20_000],
  // What decides where it goes when it has to.
  [3, 7, 5000],
  [4, 5, 900_000],
  [6, 7, 900_000],
] as const;

const PROGRAMS: Readonly<Record<string, string>> = {
  'score-token': 'tools/score-token/main.js',
  'score-topology': 'tools/score-topology/main.js',
  'score-agent': 'agent/main.js',
};

export class DocumentedCluster {
  readonly site: TestSite;
  #agents: AgentProcess[] = [];

  private constructor(site: TestSite) {
    this.site = site;
  }

  /** As after install.md: every agent runs, in mode recommend, with the settings' own defaults. */
  static async make(t: Teardown): Promise<DocumentedCluster> {
    const site = await TestSite.make(t, { vms: [4, 2, 2], talk: TALK, slots: [8, 8, 8], realSlots: [8, 8, 8] });
    const cluster = new DocumentedCluster(site);
    // Everything else is as in the documents; two of these windows make a measured VM.
    const changes = { mode: 'recommend', rules: {}, stability: {}, flows: { pollIntervalMs: 100, windowMs: 1000 } };
    cluster.#agents = await site.startAll(() => changes);
    return cluster;
  }

  /** Runs a documented command as on the first host. */
  async run(line: string): Promise<Ran> {
    const [name = '', ...words] = wordsOf(this.#toHere(line));
    if (line === 'systemctl reload score-agent') {
      await this.reload();
      return { exitCode: 0, lines: [] };
    }
    const socket = name === 'score-token' && words[0] !== 'keygen' ? ['--socket', this.site.controlSocket(0)] : [];
    const { exitCode, text } = await execute([compiled(PROGRAMS[name]!), ...words, ...socket]);
    const lines = this.#toDocument(text).split('\n');
    return { exitCode, lines: lines.at(-1) === '' ? lines.slice(0, -1) : lines };
  }

  /** Edits /etc/score/agent.yaml of every host. */
  edit(change: (settings: Record<string, unknown>) => void): void {
    for (const index of HOSTS.keys()) {
      const file = this.site.file(`h${index}/agent.yaml`);
      const settings = parse(readFileSync(file, 'utf8'));
      change(settings);
      writeFileSync(file, stringify(settings, { aliasDuplicateObjects: false }));
    }
  }

  /** ExecReload of the unit, on every host; resolves when each has read its files. */
  async reload(): Promise<void> {
    for (const agent of this.#agents) {
      const before = (await agent.status()).lastReload?.at;
      agent.child.kill('SIGHUP');
      await until('it has reloaded', async () => (await agent.status()).lastReload?.at !== before, 20_000);
    }
  }

  agent(index: number): AgentProcess {
    return this.#agents[index]!;
  }

  #names(): [documented: string, here: string][] {
    const hosts = HOSTS.map((host, index): [string, string] => [host, formatIpv4(this.site.host(index))]);
    const vms = VMS.flatMap(([vm, name], index): [string, string][] => [
      [vm, formatIpv4(this.site.vm(index))],
      [name, `vm-${index}`],
    ]);
    const files: [string, string][] = [
      ['/etc/score/agent.yaml', this.site.file('h0/agent.yaml')],
      ['/etc/score/', `${this.site.file('')}/`],
    ];
    return [...files, ...hosts, ...vms];
  }

  #toHere(text: string): string {
    return this.#names().reduce((result, [documented, here]) => replaced(result, documented, here), text);
  }

  #toDocument(text: string): string {
    return this.#names().reduce((result, [documented, here]) => replaced(result, here, documented), text);
  }
}

/** Whole words only: 10.1.0.5 is not in 10.1.0.55. */
function replaced(text: string, from: string, to: string): string {
  const escaped = from.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w.])${escaped}${/\w$/.test(from) ? '(?![\\w-]|\\.\\d)' : ''}`, 'g'), to);
}

/** Words as a shell splits them; of its signs the documents use double quotes only. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

function execute(argv: readonly string[]): Promise<{ exitCode: number; text: string }> {
  return new Promise((resolve, reject) => {
    // One pipe for both, as on a terminal.
    const child = spawn('sh', ['-c', 'exec "$0" "$@" 2>&1', process.execPath, ...argv], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? -1, text }));
  });
}
