// The command line of score-token: what it accepts, and that each refusal names the option.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { helpOf } from '../../agent/cli/help.js';
import { optionsOf } from '../../agent/cli/program.js';
import { parseCommand } from '../../tools/score-token/arguments.js';
import { program } from '../../tools/score-token/options.js';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder } from '../support/temporary.js';

const now = Date.parse('2026-05-17T08:00:00Z');
const parse = (line: string) => parseCommand(line.split(' ').filter(Boolean), now);

t.test('inject with its defaults and with everything', async (t) => {
  const least = {
    ...{ name: 'inject', socket: '/run/score/score-agent.sock', policy: 'distributed', migrationCost: 0 },
    ...{ force: false, wait: false, json: false },
  };
  t.same(parse('inject --policy distributed --migration-cost 0'), least);
  t.same(parse('inject --policy distributed --migration-cost 0 --until-stable'), least);
  t.same(parse('inject'), { ...least, migrationCost: 'auto' }, 'what a copy costs is the default');
  t.match(parse('inject --policy distributed --dry-run'), { dryRun: true });
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
  t.match(parse('inject -h'), { name: 'help', of: { name: 'inject' } }, 'help wins over what is missing');
  t.match(parse('help wait'), { name: 'help', of: { name: 'wait' } });
  t.same(parse('--version'), { name: 'version' });
});

t.test('single VMs, the history, and this host', async (t) => {
  const socket = '/run/score/score-agent.sock';
  t.same(parse('explain web-1 --limit 5'), { name: 'explain', socket, json: false, vm: 'web-1', limit: 5 });
  t.same(parse('history'), { name: 'history', socket, json: false, limit: 50 });
  t.same(parse('history --vm 10.0.0.1 --kind decision --since 90m --limit 7 --json'), {
    ...{ name: 'history', socket, json: true, vm: '10.0.0.1', kind: 'decision', sinceMs: now - 5_400_000, limit: 7 },
  });
  const sinces = ['2026-05-17', '2026-05-17T08:00', '2026-05-17T10:00+02:00', '2026-05-17T07:59:59.500Z', '2w'];
  const instants = [now - 8 * 3_600_000, now, now, now - 500, now - 14 * 86_400_000];
  t.same(
    sinces.map((since) => (parse(`history --since ${since}`) as { sinceMs?: number }).sinceMs),
    instants,
  );
  t.same(parse('top --once --interval 1.5'), { name: 'top', socket, json: false, once: true, intervalMs: 1500 });
  t.match(parse('label web-1 --label red --affinity a,b --anti-affinity none --allowed-hosts 10.0.0.0/8'), {
    ...{ name: 'label', vm: 'web-1' },
    changes: { label: 'red', affinity: ['a', 'b'], antiAffinity: null, allowedHosts: ['10.0.0.0/8'] },
  });
  t.match(parse('label web-1 --label none --may-move'), { changes: { label: null, neverMove: null } });
  t.match(parseCommand(['label', 'web-1', '--never-move', 'a licence']), { changes: { neverMove: 'a licence' } });
  t.same(parse('maintenance on --drain --wait --timeout 5'), {
    ...{ name: 'maintenance', socket, json: false, isOn: true, drain: true, wait: true, timeoutMs: 5000 },
  });
  t.match(parse('maintenance off'), { isOn: false, drain: false });
  t.same(parse('rearm --json'), { name: 'rearm', socket, json: true });
});

t.test('what is wrong is named', async (t) => {
  const inject = 'inject --policy distributed --migration-cost 1';
  const cases: [line: string, message: RegExp][] = [
    ['', /no command; it is one of inject, wait/],
    ['injct', /no command injct; did you mean inject\?/],
    ['constructor', /no command constructor/],
    [
      'inject --policy global --migration-cost 1',
      /--policy must be one of round-robin, distributed, load-aware, not global/,
    ],
    ['inject --policy distributed --migration-cost -1', /--migration-cost/],
    ['inject --policy distributed --migration-cost cheap', /must be a number of 0 or more or auto, not cheap/],
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
    [`${inject} --wiat`, /'--wiat'; did you mean --wait\?/],
    ['status --onec', /did you mean --once\?/],
    ['status --once', /status has no option --once/],
    [`${inject} more`, /inject takes nothing behind it, not more/],
    ['wait', /wait takes TOKEN-ID behind it, not nothing/],
    ['status --force', /status has no option --force/],
    ['explain', /explain takes VM behind it, not nothing/],
    ['explain a b', /explain takes VM behind it, not a b/],
    ['history --kind decisions', /--kind must be one of decision, migration-start/],
    ['history --since yesterday', /--since must be how long ago, .* not yesterday/],
    ['history --since 2026-13-45', /--since must be/],
    ['history --limit 0', /--limit must be a whole number from 1 to 5000, not 0/],
    ['top --interval 0', /--interval must be a number from 1 to 3600, not 0/],
    ['label v --label blue', /--label must be one of red, yellow, green, none, not blue/],
    ['label v --never-move=x --may-move', /exclude each other/],
    ['label v --never-move=', /--never-move needs a reason/],
    ['label v --never-move', /^--never-move needs REASON behind it/],
    [
      'label v --never-move --label red',
      /^--never-move needs REASON behind it \(one that begins with a dash: --never-move=-\.\.\.\)$/,
    ],
    ['maintenance maybe', /maintenance: on\|off must be one of on, off, not maybe/],
    ['maintenance off --drain', /off takes no --drain/],
    ['maintenance on --wait', /--wait needs --drain/],
    ['keygen', /keygen takes FILE/],
    ['keygen k --socket s', /keygen has no option --socket/],
    ['keygen k --add --prune', /--add and --prune exclude each other/],
    ['keygen k --promote --force', /--promote takes no --force/],
    ['status --socket', /--socket/],
  ];
  for (const [line, message] of cases) {
    t.throws(() => parse(line), { name: 'UsageError', message }, line);
  }
});

t.test('help of the program names every command, that of a command every option and exit code', async (t) => {
  const all = helpOf(program);
  for (const { name, summary } of program.commands)
    t.match(all, new RegExp(`^  ${name}\\b.*${summary.split(' ')[0]}`, 'm'));
  for (const command of program.commands) {
    const help = helpOf(program, command);
    for (const { name } of optionsOf(program, command)) t.match(help, `--${name}`, `${command.name} --${name}`);
    for (const line of help.split('\n')) t.ok(line.length <= 100 || /^(usage| {6})/.test(line), line);
  }
  const inject = helpOf(program, program.commands[0]);
  for (const text of [
    '0  done',
    '3  agent not reachable',
    '4  the round had not ended',
    '6  the round has ended, and no VM',
  ]) {
    t.match(inject, text);
  }
  t.match(inject, /--migration-cost N\|auto\s+c_m of Eq. 3.2.*\(default auto\)/s);
});

t.test('the table is sound', async (t) => {
  const takes = new Map<string, boolean>();
  for (const command of program.commands) {
    const options = optionsOf(program, command);
    const names = options.map(({ name }) => name);
    t.equal(new Set(names).size, names.length, `${command.name} has no option twice`);
    for (const { name, argument, needs, excludes = [], doc, summary } of options.map((each) => ({
      summary: '',
      ...each,
    }))) {
      t.equal(
        takes.get(name) ?? argument !== undefined,
        argument !== undefined,
        `--${name} takes an argument everywhere`,
      );
      takes.set(name, argument !== undefined);
      for (const other of [...excludes, ...(needs ? [needs] : [])]) t.ok(names.includes(other), `${name}: ${other}`);
      t.notMatch(`${doc}${summary}`, /\.$/, `--${name}: a phrase has no full stop`);
    }
  }
});
