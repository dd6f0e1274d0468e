// What the core says of migrations that have ended, beside their records: a VM that has gone without its history.
import t from 'tap';
import { ipv4 } from '../../topology/ipv4.js';
import { Lone, ofType } from './lone.js';

const vm = ipv4('10.1.0.1');

t.test('a VM that has moved without its history is told; one that stays is not: it is written again', async (t) => {
  const lone = new Lone();
  lone.host(vm);
  const historyError = 'libvirt: metadata is read-only';
  const done = { ok: true, bytes: 1, ms: 1, downtimeMs: 1 } as const;
  const alarms = (result: object) =>
    ofType(lone.step({ type: 'migration-ended', vm, result: { ...done, ...result } }), 'alarm');
  t.match(alarms({ historyError }), [
    { code: 'history-not-written', vm, text: /^10.1.0.1 has moved without its history.*metadata is read-only; where/ },
  ]);
  t.same(alarms({}), []);
  t.same(alarms({ ok: false, code: 'failed', text: 'no', historyError }), []);
});
