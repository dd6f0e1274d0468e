// A booted Debian system, with what an operator types there.
import path from 'node:path';
import type { Teardown } from '../support/temporary.js';
import { BootedSystem } from '../systemd/booted-system.js';

export const service = 'score-agent.service';

export class Host {
  readonly system: BootedSystem;
  readonly root: string;

  constructor(t: Teardown, root: string) {
    this.root = root;
    this.system = new BootedSystem(t, root);
  }

  /** A command line of words without blanks. */
  run(line: string): Promise<string> {
    return this.system.run('env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C.UTF-8', ...line.split(' '));
  }

  /** What it says when it fails. */
  async fails(line: string): Promise<string> {
    const text = await this.run(line).catch((error: Error) => error);
    if (typeof text === 'string') throw new Error(`${line} has not failed: ${text}`);
    return text.message;
  }

  /** Without the packages that are only recommended: they would come from the network. */
  apt(words: string): Promise<string> {
    return this.run(`apt-get --yes --no-install-recommends ${words}`);
  }

  file(name: string): string {
    return path.join(this.root, name);
  }

  /** Mode, owner and group of a path. */
  async owner(name: string): Promise<string> {
    return (await this.run(`stat -c %a:%U:%G /${name}`)).trim();
  }

  async state(): Promise<string> {
    const { ActiveState, SubState } = await this.system.show(service, 'ActiveState', 'SubState');
    return `${ActiveState} ${SubState}`;
  }

  async pid(): Promise<string> {
    return (await this.system.show(service, 'MainPID')).MainPID!;
  }

  async isEnabled(): Promise<string> {
    return (
      await this.run(`systemctl is-enabled ${service}`).catch((error: Error) => error.message.split(': ').at(-1)!)
    ).trim();
  }
}
