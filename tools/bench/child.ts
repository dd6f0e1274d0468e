// The process that one benchmark runs in: `child.js NAME quick|full|growth`. Sends the figures to the parent (run.ts).
import { entriesOf } from './registry.js';
import type { Report } from './run.js';

// A parent that has gone leaves nobody to measure for.
process.once('disconnect', () => process.exit(1));
// Handlers that a benchmark adds may clean up more; without any the default would skip `exit` handlers.
process.once('SIGTERM', () => process.exit(1));

async function measure(name: string, mode: string): Promise<Report> {
  try {
    const benchmark = await entriesOf([name])[0]!.load();
    const measurements = await benchmark.run({ quick: mode === 'quick', growth: mode === 'growth' });
    return { measurements };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const [name = '', mode = 'full'] = process.argv.slice(2);
const report = await measure(name, mode);
process.send!(report, () => process.exit(0));
