#!/usr/bin/env node
// score-agent: arguments, exit codes, and signals. Everything else is daemon.ts's.
import { parseArgs } from 'node:util';
import { readConfig } from './config/load.js';
import { Daemon } from './daemon.js';
import { loadDrivers } from './drivers.js';
import { createLogger } from './log.js';
import { Refresher } from './refresher.js';
import { readSite } from './site.js';
import { version } from './version.js';

const USAGE = `usage: score-agent --config FILE [--check-config]
       score-agent --help | --version

Runs the S-CORE agent of this hypervisor in the foreground, until SIGTERM or SIGINT. Then it hands the token on and
waits for the migrations that it has ordered, up to 2 minutes; a second signal ends the waiting. SIGHUP reads the
settings, the cost map and the keys again.

  --config FILE    settings, usually /etc/score/agent.yaml
  --check-config   check the settings, the cost map and the keys, then exit

exit codes: 0 stopped or checked, 1 could not start or failed, 2 wrong arguments
`;

async function main(): Promise<number> {
  const options = readArguments();
  if (typeof options === 'number') return options;
  const reloads = options.check ? undefined : new Reloads();
  const config = readConfig(options.config);
  const site = await readSite(config);
  if (options.check) {
    process.stdout.write(`${options.config}: ok\n`);
    return 0;
  }
  const log = createLogger({ level: config.logLevel });
  const signals = stopSignals();
  const daemon = new Daemon(config, site, await loadDrivers(config), version(), log);
  reloads?.serve(() => daemon.reload(options.config));
  const started = daemon.start().then(() => log.info('ready', { version: version() }));
  // A signal counts also while the start still waits for something.
  await Promise.race([started, signals.first]);
  const signal = await signals.first;
  log.info('stopping', { signal });
  await daemon.stop(signals.second);
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

/** The first signal asks the agent to stop, a second one, of either kind, to wait for nothing. */
function stopSignals(): { first: Promise<string>; second: AbortSignal } {
  const second = new AbortController();
  const first = new Promise<string>((resolve) => {
    let isFirst = true;
    const take = (signal: string): void => {
      if (!isFirst) second.abort();
      isFirst = false;
      resolve(signal);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, take);
  });
  return { first, second: second.signal };
}

/** SIGHUP: one reload after the other. Signals count from the very start, for an unhandled one would end the process. */
class Reloads {
  readonly #refresher = new Refresher(async () => this.#reload?.());
  #reload: (() => Promise<void>) | undefined;
  #isWanted = false;

  constructor() {
    process.on('SIGHUP', () => {
      this.#isWanted = true;
      if (this.#reload) void this.#refresher.request();
    });
  }

  /** From now on signals have an effect, and so has one that came before. */
  serve(reload: () => Promise<void>): void {
    this.#reload = reload;
    if (this.#isWanted) void this.#refresher.request();
  }
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`score-agent: ${error.message}\n`);
    process.exit(1);
  },
);
