#!/usr/bin/env node
// score-agent: arguments, exit codes, and signals. Everything else is daemon.ts's.
import { parseArgs } from 'node:util';
import { readConfig } from './config/load.js';
import { Daemon } from './daemon.js';
import { loadDrivers } from './drivers.js';
import { createLogger } from './log.js';
import { readSite } from './site.js';
import { version } from './version.js';

const USAGE = `usage: score-agent --config FILE [--check-config]
       score-agent --help | --version

Runs the S-CORE agent of this hypervisor in the foreground, until SIGTERM or SIGINT.

  --config FILE    settings, usually /etc/score/agent.yaml
  --check-config   check the settings, the cost map and the key, then exit

exit codes: 0 stopped or checked, 1 could not start or failed, 2 wrong arguments
`;

async function main(): Promise<number> {
  const options = readArguments();
  if (typeof options === 'number') return options;
  const config = readConfig(options.config);
  const site = await readSite(config);
  if (options.check) {
    process.stdout.write(`${options.config}: ok\n`);
    return 0;
  }
  const log = createLogger({ level: config.logLevel });
  const daemon = new Daemon(config, site, await loadDrivers(config), version(), log);
  const stopped = stopSignal();
  const started = daemon.start().then(() => log.info('ready', { version: version() }));
  // A signal counts also while the start still waits for something.
  await Promise.race([started, stopped]);
  const signal = await stopped;
  log.info('stopping', { signal });
  await daemon.stop();
  return 0;
}

function readArguments(): { config: string; check: boolean } | number {
  const options = {
    config: { type: 'string' },
    'check-config': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
  } as const;
  try {
    const { values } = parseArgs({ options });
    if (values.help) process.stdout.write(USAGE);
    else if (values.version) process.stdout.write(`${version()}\n`);
    else if (values.config === undefined) throw new Error('--config FILE is missing');
    else return { config: values.config, check: values['check-config'] };
    return 0;
  } catch (error) {
    process.stderr.write(`score-agent: ${(error as Error).message}\n${USAGE}`);
    return 2;
  }
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`score-agent: ${error.message}\n`);
    process.exit(1);
  },
);
