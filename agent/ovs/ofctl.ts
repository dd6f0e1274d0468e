// Runs ovs-ofctl(8) on one bridge's management socket, and reads and writes its text form of flows. Which flows there
// should be is steering.ts's business.
import { type ExecFileException, execFile } from 'node:child_process';

/** Marks every flow that the agent installs: the letters SCORE in ASCII. Documented for operators; never change it. */
export const scoreCookie = '0x53434f5245';

/** One flow as we compare it. `match` and `actions` are in the form that `dump-flows --no-names --no-stats` prints. */
export interface OpenFlowRule {
  /** Such as `priority=200,udp,nw_dst=10.0.0.1,tp_dst=7470`; `table=N,` comes first unless it is table 0. */
  readonly match: string;
  readonly actions: string;
}

export class OpenFlowError extends Error {
  override readonly name = 'OpenFlowError';
  readonly code: 'no-program' | 'timeout' | 'failed';

  constructor(code: 'no-program' | 'timeout' | 'failed', message: string) {
    super(message);
    this.code = code;
  }
}

/** A dump larger than this is that of a controller's bridge, on which the agent should not look at every flow. */
const maxOutputBytes = 32 * 1024 * 1024;
const timeoutMs = 10_000;

export class Ofctl {
  readonly #target: string;
  readonly #program: string;

  /** `socket`: the bridge's management socket, `<runDir>/<bridge>.mgmt`. */
  constructor(socket: string, program = 'ovs-ofctl') {
    this.#target = `unix:${socket}`;
    this.#program = program;
  }

  /** Rules of table 0 (all), or with the agent's cookie (own) in any table. */
  async rules(which: 'own' | 'table-0'): Promise<OpenFlowRule[]> {
    const match = which === 'own' ? `cookie=${scoreCookie}/-1` : 'table=0';
    const text = await this.#run(['--no-names', '--no-stats', 'dump-flows', this.#target, match]);
    return text.split('\n').flatMap((line) => parseRule(line) ?? []);
  }

  /** MAC of the bridge's LOCAL port, and whether that port is down on the host. */
  async local(): Promise<{ mac: string; down: boolean }> {
    const text = await this.#run(['--no-names', 'show', this.#target]);
    const local = parseLocalPort(text);
    if (!local) throw new OpenFlowError('failed', `${this.#target} shows no LOCAL port`);
    return local;
  }

  /** Adds (or, for a match that is there already, replaces in place) and then deletes. Only own rules are deleted. */
  async change(add: readonly OpenFlowRule[], remove: readonly OpenFlowRule[]): Promise<void> {
    const lines = [
      ...add.map((rule) => `add cookie=${scoreCookie},${rule.match},actions=${rule.actions}`),
      ...remove.map((rule) => `delete_strict cookie=${scoreCookie}/-1,${rule.match}`),
    ];
    if (lines.length > 0) await this.#run(['add-flows', this.#target, '-'], `${lines.join('\n')}\n`);
  }

  async removeAll(): Promise<void> {
    await this.#run(['del-flows', this.#target, `cookie=${scoreCookie}/-1`]);
  }

  #run(parameters: readonly string[], input = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        this.#program,
        parameters,
        { timeout: timeoutMs, maxBuffer: maxOutputBytes, encoding: 'utf8' },
        (error, stdout, stderr) => (error ? reject(this.#failure(error, stderr)) : resolve(stdout)),
      );
      // A program that cannot start or ends early closes its input; the callback above reports why.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  }

  #failure(error: ExecFileException, stderr: string): OpenFlowError {
    if ((error.code as unknown) === 'ENOENT') {
      return new OpenFlowError('no-program', `${this.#program} is not installed (package openvswitch-switch)`);
    }
    if (error.killed) {
      return new OpenFlowError('timeout', `${this.#program} ${this.#target}: no answer within ${timeoutMs} ms`);
    }
    return new OpenFlowError('failed', `${this.#program} ${this.#target}: ${messageOf(stderr) || error.message}`);
  }
}

/** What ovs-ofctl says on failure, without the log lines of its libraries. */
function messageOf(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line !== '' && !/^\d{4}-\d\d-\d\dT[^|]*\|\d+\|/.test(line));
  return lines.join('; ').slice(0, 500);
}

/** The LOCAL port in the text of `show`: its MAC, and whether it is down on the host. */
export function parseLocalPort(text: string): { mac: string; down: boolean } | undefined {
  const local = /^ LOCAL(?:\([^)]*\))?: addr:([0-9a-f:]{17})\n\s+config:\s+(.*)\n\s+state:\s+(.*)$/m.exec(text);
  return local ? { mac: local[1]!, down: /PORT_DOWN/.test(local[2]!) || /LINK_DOWN/.test(local[3]!) } : undefined;
}

/** A line of `dump-flows --no-stats`: ` cookie=0x1, table=3, priority=5,udp actions=drop`; undefined for other lines. */
export function parseRule(line: string): OpenFlowRule | undefined {
  const at = line.indexOf(' actions=');
  if (at < 0 || !line.startsWith(' ')) return undefined;
  const match = line
    .slice(1, at)
    .split(/,\s*/)
    .filter((part) => part !== '' && !part.startsWith('cookie='))
    .join(',');
  return { match, actions: line.slice(at + ' actions='.length).trim() };
}
