// Fuzzes what reads the machine's own daemons, and the files and command lines of operators.
import t from 'tap';
import { fuzzInCi } from './in-ci.js';
import { targets } from './targets/index.js';

const areas = ['agent', 'libvirt', 'ovs', 'host', 'config', 'topology', 'sim', 'score'];

t.test('every target is fuzzed in CI, here or in network.test.ts', async (t) => {
  const all = [...areas, 'transport', 'proto', 'jsonrpc', 'control'];
  t.same(
    Object.keys(targets).filter((name) => !all.some((area) => name.startsWith(area))),
    [],
  );
  for (const [name, { load }] of Object.entries(targets)) t.equal((await load()).name, name);
});

fuzzInCi(areas);
