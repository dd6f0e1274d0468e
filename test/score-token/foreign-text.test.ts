// Names of VMs and texts of errors come from guests, files and libvirt: whatever score-token prints of them, as a table, as
// JSON or as an error, steers no terminal; and JSON stays the same value.
import t from 'tap';
import { ControlError } from '../../agent/control/errors.js';
import { historyReport, topReport } from '../control/history-reports.js';
import { statusReport } from '../control/reports.js';
import { listening, scoreToken } from './program.js';

t.setTimeout(60_000);

const NAME = 'a\u009b31m\u202eb\u2028c\u200fd\u{e0041}\u007f\u001b';
const HIDDEN = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;

t.test('names', async (t) => {
  const vms = topReport.vms.map((vm) => ({ ...vm, name: NAME }));
  const socket = await listening(t, {
    status: async () => ({ ...statusReport, vms: statusReport.vms.map((vm) => ({ ...vm, name: NAME })) }),
    top: async () => ({ ...topReport, vms }),
    history: async () => ({ ...historyReport, unread: NAME }) as never,
  });
  for (const command of ['status', 'top', 'history']) {
    for (const form of [[], ['--json']]) {
      const { code, out, err } = await scoreToken(command, ...form, '--socket', socket);
      t.equal(code, 0, err);
      t.notMatch(out, HIDDEN, `${command} ${form}`);
    }
  }
  const { out } = await scoreToken('top', '--json', '--socket', socket);
  t.same(JSON.parse(out).vms, vms);
});

t.test('errors', async (t) => {
  const socket = await listening(t, {
    explain: async () => {
      throw new ControlError('not-found' as never, `no VM ${NAME}\nand a second line`);
    },
  });
  const told = await scoreToken('explain', NAME, '--socket', socket);
  t.equal(told.code, 1);
  t.match(told.err, /\\u009b31m\\u202eb\\u2028c.*\nand a second line/);
  t.notMatch(told.err, HIDDEN);
  const refused = await scoreToken('label', '10.1.0.1', '--affinity', NAME, '--socket', socket);
  t.not(refused.code, 0);
  t.notMatch(refused.err + refused.out, HIDDEN);
});
