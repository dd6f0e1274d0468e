// Lines of a history, which another host has told or a bad disk holds: an entry comes out, or nothing.
import { readEntry } from '../../../agent/history/entry.js';
import { showExplanation } from '../../../tools/score-token/show-explain.js';
import { showHistory } from '../../../tools/score-token/show-history.js';
import { explainReport, historyReport } from '../../control/history-reports.js';
import { holds, type Target } from '../engine/target.js';
import { variedJson } from './jsonrpc.js';

export const entry: Target = {
  name: 'agent-history',
  seeds: () => historyReport.entries.map((each) => Buffer.from(JSON.stringify(each))),
  vary: variedJson,
  run(input) {
    const read = readEntry(input.toString('utf8'));
    if (!read) return;
    const text = JSON.stringify(read);
    holds(JSON.stringify(readEntry(text)) === text, 'an entry that is written again is the same');
    const shown = [
      ...showHistory({ ...historyReport, entries: [read] }),
      ...showExplanation({ ...explainReport, told: [{ host: '10.0.1.1', entries: [read] }] }),
    ];
    holds(
      shown.every((line) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(line)),
      'nothing of it steers a terminal',
    );
  },
};
