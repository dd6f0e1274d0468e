// The command line of score-token: what it accepts, and that each refusal names the option.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { parseCommand } from '../../tools/score-token/arguments.js';
import { help } from '../../tools/score-token/help.js';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder } from '../support/temporary.js';

const parse = (line: string) => parseCommand(line.split(' ').filter(Boolean));

t.test('inject with its defaults and with everything', async (t) => {
  const least = {
    ...{ name: 'inject', socket: '/run/score/score-agent.sock', policy: 'distributed', migrationCost: 0 },
    ...{ force: false, wait: false, json: false },
  };
  t.same(parse('inject --policy distributed --migration-cost 0'), least);
  t.same(parse('inject --policy distributed --migration-cost 0 --until-stable'), least);
  const all = '--socket /x inject --policy=round-robin --migration-cost 2.5e6 --rounds 3 --vms 10.0.0.1,10.0.0.2';
  t.same(parse(`${all} --force --wait --timeout 1.5 --json`), {
    ...{ name: 'inject', socket: '/x', policy: 'round-robin', migrationCost: 2_500_000, rounds: 3, timeoutMs: 1500 },
    ...{ vms: [ipv4('10.0.0.1'), ipv4('10.0.0.2')], force: true, wait: true, json: true },
  });
});

t.test('VMs from a file, with comments, each once', async (t) => {
  const file = path.join(shortFolder(t), 'vms');
  const inject = `inject --policy distributed --migration-cost 1 --vms-file ${file}`;
  writeFileSync(file, '# web\n10.0.0.1, 10.0.0.2\n\n10.0.0.2 # again\n10.0.0.3');
  t.match(parse(inject), { vms: [ipv4('10.0.0.1'), ipv4('10.0.0.2'), ipv4('10.0.0.3')] });
  writeFileSync(file, '10.0.0.1\n10.0.0\n');
  t.throws(() => parse(inject), { name: 'UsageError', message: `${file}:2: 10.0.0 is no IPv4 address` });
  writeFileSync(file, '# nothing\n');
  t.throws(() => parse(inject), { message: `${file} names no VM; leave it out for discovery` });
  t.throws(() => parse(`${inject}.none`), { message: /cannot read --vms-file .*ENOENT/ });
});

t.test('the other commands', async (t) => {
  t.match(parse('wait abc --timeout 5 --json'), { name: 'wait', tokenId: 'abc', timeoutMs: 5000, json: true });
  t.match(parse('status'), { name: 'status', json: false });
  t.match(parse('flows --json --socket s'), { name: 'flows', json: true, socket: 's' });
  t.same(parse('dump-flows --json --socket s'), { name: 'dump-flows', socket: 's' });
  t.same(parse('dump-flows'), { name: 'dump-flows', socket: '/run/score/score-agent.sock' });
  t.same(parse('keygen k --force'), { name: 'keygen', file: 'k', step: 'make', force: true });
  t.same(parse('keygen --add k'), { name: 'keygen', file: 'k', step: 'add', force: false });
  t.same(parse('keygen --prune --force k'), { name: 'keygen', file: 'k', step: 'prune', force: true });
  t.same(parse('--help'), { name: 'help' });
  t.same(parse('inject -h'), { name: 'help' }, 'help wins over what is missing');
});

t.test('what is wrong is named', async (t) => {
  const inject = 'inject --policy distributed --migration-cost 1';
  const cases: [line: string, message: RegExp][] = [
    ['', /no command; it is one of inject, wait/],
    ['injct', /no command injct; did you mean inject\?/],
    ['constructor', /no command constructor/],
    ['inject --migration-cost 1', /--policy must be one of round-robin, distributed, load-aware/],
    ['inject --policy global --migration-cost 1', /--policy must be one of/],
    ['inject --policy distributed', /--migration-cost must be a number of 0 or more; it is missing/],
    ['inject --policy distributed --migration-cost -1', /--migration-cost/],
    ['inject --policy distributed --migration-cost 0x10', /--migration-cost .* not 0x10/],
    ['inject --policy distributed --migration-cost 1e999', /--migration-cost .* not 1e999/],
    [`${inject} --rounds 0`, /--rounds must be a whole number from 1 to 1000, not 0/],
    [`${inject} --rounds 1.5`, /--rounds/],
    [`${inject} --rounds 1 --until-stable`, /exclude each other/],
    [`${inject} --vms 10.0.0.1 --vms-file f`, /exclude each other/],
    [`${inject} --vms ,`, /--vms names no VM/],
    [`${inject} --vms a`, /a is no IPv4 address/],
    [`${inject} --timeout 5`, /--timeout needs --wait/],
    [`${inject} --wait --timeout soon`, /--timeout must be a number/],
    [`${inject} --wiat`, /'--wiat'/],
    [`${inject} more`, /inject takes nothing behind it, not more/],
    ['wait', /wait takes TOKEN-ID behind it, not nothing/],
    ['status --force', /status has no option --force/],
    ['keygen', /keygen takes FILE/],
    ['keygen k --add --prune', /--add and --prune exclude each other/],
    ['keygen k --promote --force', /--promote takes no --force/],
    ['status --socket', /--socket/],
  ];
  for (const [line, message] of cases) {
    t.throws(() => parse(line), { name: 'UsageError', message }, line);
  }
});

t.test('help names every option that is accepted', async (t) => {
  for (const option of ['policy', 'migration-cost', 'rounds', 'until-stable', 'vms', 'vms-file', 'force', 'wait']) {
    t.match(help, `--${option}`);
  }
  for (const code of ['0 done', '1 failed', '2 wrong', '3 agent', '4 not ended']) t.match(help, code);
});
