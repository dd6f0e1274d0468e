// The options of `score-sim import`.
import { requiredText, splitArguments, UsageError } from '../usage.js';

export interface ImportOptions {
  /** Dumps of score-token dump-flows. */
  readonly files: readonly string[];
  /** The agents' cost map. */
  readonly topologyFile: string;
  /** Folder of the scenario. */
  readonly out: string;
}

export const importHelp = `score-sim import --topology FILE --out DIR DUMP...

  Makes a scenario of what agents have recorded, to try policies on real traffic. On each
  host: score-token dump-flows > HOST.jsonl; then collect the files here. A file may hold
  the dumps of several hosts, one after the other. Take them within one window of the
  agents' settings (flows.windowMs), so that they tell of the same time.

  --topology FILE   the agents' cost map; it must have every host that was dumped
  --out DIR         folder for topology.yaml, hosts.csv, vms.csv and traffic.csv;
                    made if need be, these files are replaced

  A pair that both of its hosts saw counts once, with the larger of the two rates. Peers
  that are neither a VM of the dumps nor an endpoint of the cost map are left out, and how
  much that is gets printed. A VM on two hosts counts where the later dump has it.
`;

/** Throws UsageError. */
export function parseImportOptions(argv: readonly string[]): ImportOptions {
  const { values, operands } = splitArguments(argv, { topology: { type: 'string' }, out: { type: 'string' } });
  const topologyFile = requiredText(values, 'topology', "the agents' cost map");
  const out = requiredText(values, 'out', 'a folder for the scenario');
  if (operands.length === 0) throw new UsageError('import takes DUMP... behind it: files of score-token dump-flows');
  return { files: operands, topologyFile, out };
}
