#!/usr/bin/env node
// score-agent: arguments, exit codes, and signals. Everything else is daemon.ts's.
import { UsageError } from './cli/errors.js';
import { helpOf } from './cli/help.js';
import { parseArguments } from './cli/parse.js';
import { synopsisOf } from './cli/program.js';
import { readConfig } from './config/load.js';
import { Daemon } from './daemon.js';
import { loadDrivers } from './drivers.js';
import { program } from './options.js';
import { Refresher } from './refresher.js';
import { openLog, Service } from './service.js';
import { readSite, siteProblems } from './site.js';
import { version } from './version.js';

async function main(): Promise<number> {
  const options = readArguments();
  if (typeof options === 'number') return options;
  const reloads = options.check ? undefined : new Reloads();
  const config = readConfig(options.config);
  if (options.check) {
    const problems = await siteProblems(config);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    process.stdout.write(`${options.config}: ok\n`);
    return 0;
  }
  const site = await readSite(config);
  const { log, close } = openLog(config.logLevel);
  const signals = stopSignals();
  const daemon = new Daemon(config, site, await loadDrivers(config), version(), log);
  const service = new Service(daemon, log);
  reloads?.serve(() => service.reload(() => daemon.reload(options.config)));
  const started = daemon.start(service.addressPatienceMs).then(() => {
    log.info('ready', { version: version() }, 'ready');
    return service.ready();
  });
  // A signal counts also while the start still waits for something.
  await Promise.race([started, signals.first]);
  const signal = await signals.first;
  log.info('stopping', { signal }, 'stopping');
  await Promise.all([service.stopping(), daemon.stop(signals.second)]);
  await close();
  return 0;
}

function readArguments(): { config: string; check: boolean } | number {
  try {
    const parsed = parseArguments(program, process.argv.slice(2));
    if (parsed.type === 'command') {
      return { config: String(parsed.values.config), check: parsed.values['check-config'] === true };
    }
    process.stdout.write(`${parsed.type === 'version' ? version() : helpOf(program)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const usage = synopsisOf(program, program.commands[0]!);
    process.stderr.write(`score-agent: ${error.message}\nusage: ${usage} (score-agent --help tells more)\n`);
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
