// An agent's control handlers for tests of what carries requests or prints answers: each answers at once, and well.
import type { ControlHandlers } from '../../agent/control/protocol.js';
import { explainReport, historyReport, labelReport, topReport } from './history-reports.js';
import { roundReport, statusReport } from './reports.js';

export const handlers: ControlHandlers = {
  inject: async () => ({ tokenId: 't1', slots: 2, silentHosts: [] }),
  order: async ({ order }) => ({ order, hosts: 3, silent: 0, silentHosts: [] }),
  status: async () => statusReport,
  wait: async () => roundReport,
  flows: async () => ({ vms: [{ vm: '10.1.0.1', rxBytes: 1, txBytes: 2 }], pairs: [] }),
  dumpFlows: async () => ({ flows: [] }),
  explain: async () => explainReport,
  history: async () => historyReport,
  top: async () => topReport,
  hostOrder: async ({ order }) => ({
    ...statusReport.standing,
    maintenance: order === 'maintain' ? 'accepts-none' : order === 'drain' ? 'drains' : 'none',
  }),
  label: async () => labelReport,
};
