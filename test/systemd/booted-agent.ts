// The agent as a service of a booted system, for lab tests: its packaged files in their places, and what systemd and the
// journal say of it.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LogEvent } from '../../agent/log.js';
import { emptyMemory, MEMORY_FILE } from '../../agent/memory-format.js';
import { messageIds } from '../../agent/systemd/events.js';
import type { TestSite } from '../daemon/agents.js';
import { inRepository } from '../support/paths.js';
import { until } from '../support/temporary.js';
import type { BootedSystem } from './booted-system.js';

export const service = 'score-agent.service';
/** Short enough for a test; the unit's own time is in unit.test.ts. */
export const watchdogSec = 3;

/** The service and its entries in the journal. */
export class BootedAgent {
  readonly system: BootedSystem;

  constructor(system: BootedSystem) {
    this.system = system;
  }

  facts(...names: string[]): Promise<Record<string, string>> {
    return this.system.show(service, ...names);
  }

  entries(event: LogEvent): Promise<Record<string, string>[]> {
    return this.system.journal(`MESSAGE_ID=${messageIds[event]}`, `_SYSTEMD_UNIT=${service}`);
  }

  async pid(): Promise<string> {
    return (await this.facts('MainPID')).MainPID!;
  }

  async isActive(): Promise<boolean> {
    return (await this.facts('ActiveState')).ActiveState === 'active';
  }

  /** Until an entry of the event is there; they come a moment after the fact. */
  async entry(event: LogEvent, count = 1): Promise<Record<string, string>> {
    let found: Record<string, string>[] = [];
    await until(`the journal has ${count} entries of ${event}`, async () => {
      found = await this.entries(event);
      return found.length >= count;
    });
    return found[count - 1]!;
  }
}

/** The packaged files where a package has them, and the settings of an operator. */
export function install(system: BootedSystem, site: TestSite): void {
  const place = (name: string, there: string): void => {
    mkdirSync(system.file(path.dirname(there)), { recursive: true });
    copyFileSync(inRepository('systemd', name), system.file(there));
  };
  for (const name of [service, 'score-ovs-access.path', 'score-ovs-access.service']) {
    place(name, `etc/systemd/system/${name}`);
  }
  mkdirSync(system.file(`etc/systemd/system/${service}.d`));
  const dropIn = `[Service]\nWatchdogSec=${watchdogSec}\nTimeoutAbortSec=2\n`;
  writeFileSync(system.file(`etc/systemd/system/${service}.d/test.conf`), dropIn);
  const program = '#!/bin/sh\nexec /opt/node /opt/score/agent/main.js "$@"\n';
  writeFileSync(system.file('bin.local/score-agent'), program, { mode: 0o755 });
  mkdirSync(system.file('etc/score'));
  const socket = { driver: 'embedded', socket: '/srv/world/w1.sock' };
  const settings = site.writeSettings(0, {
    ...{ mode: 'recommend', topology: undefined, keyFile: undefined, controlSocket: undefined, stateDir: undefined },
    ...{ hypervisor: socket, datapath: socket },
  });
  copyFileSync(settings, system.file('etc/score/agent.yaml'));
  for (const name of ['topology.yaml', 'cluster.key']) copyFileSync(site.file(name), system.file('etc/score', name));
  // The agent's user comes to them over these.
  chmodSync(site.folder, 0o755);
  chmodSync(site.file('w1.sock'), 0o666);
  const run = (command: string, ...argv: string[]) =>
    execFileSync(command, [`--root=${system.root}`, ...argv], { stdio: 'pipe' });
  run('systemd-sysusers', inRepository('systemd/score.sysusers'));
  run('systemd-tmpfiles', '--create', inRepository('systemd/score.tmpfiles'));
  writeFileSync(system.file('var/lib/score', MEMORY_FILE), emptyMemory(site.host(0)));
  // The machine's own /usr will lie over it.
  place('score.catalog', 'usr/lib/systemd/catalog/score.catalog');
  mkdirSync(system.file('var/lib/systemd/catalog'), { recursive: true });
  run('journalctl', '--update-catalog');
}
