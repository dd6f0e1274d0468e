// What another host tells of a VM, before it reaches an operator.
import t from 'tap';
import { readTold } from '../../agent/vm-questions.js';
import { ipv4 } from '../../topology/ipv4.js';
import { decision, historyReport } from '../control/history-reports.js';

const host = ipv4('10.0.1.1');
const vm = ipv4('10.1.0.1');

t.test("a host tells its own entries of the VM; others', and what is no entry, are left out", async (t) => {
  const standing = historyReport.entries.find(({ kind }) => kind === 'standing');
  const told = [
    ...[decision, { ...decision, host: '10.0.2.1' }, { ...decision, vm: '10.1.0.2' }, standing, {}, null],
    { ...decision, detail: '\u001b[2Jgone' },
  ];
  const records = [...told.map((each) => JSON.stringify(each)), 'no JSON', ''];
  t.same(readTold({ host, records }, vm), { host, entries: [decision, { ...decision, detail: '[2Jgone' }] });
});

t.test('what one host tells is bounded', async (t) => {
  const records = new Array(1000).fill(JSON.stringify(decision));
  t.equal(readTold({ host, records }, vm).entries.length, 100);
});
