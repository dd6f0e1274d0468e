// Cost maps for tests of the core.
import type { CostMap } from '../../topology/cost-map.js';
import { loadCostMap } from '../../topology/load.js';

/** Two pods of two racks: hosts 10.0.<rack>.<n>, racks 1 and 2 in pod a, 3 and 4 in pod b; weights 1, 3, 10. */
export const treeMap: CostMap = loadCostMap(
  `version: 1
tiers:
  - { name: rack, weight: 1 }
  - { name: pod, weight: 3 }
  - { name: core, weight: 10 }
hosts:
  - { host: 10.0.1.1, at: pod-a/rack-1 }
  - { host: 10.0.1.2, at: pod-a/rack-1 }
  - { host: 10.0.2.1, at: pod-a/rack-2 }
  - { host: 10.0.3.1, at: pod-b/rack-3 }
  - { host: 10.0.4.1, at: pod-b/rack-4 }
endpoints:
  - { host: 192.0.2.1, at: pod-b/rack-4 }
`,
  'tree.yaml',
);
