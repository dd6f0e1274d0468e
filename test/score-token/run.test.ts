// score-token as a process, against a real control socket: output, exit codes, and what it tells when it fails.
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { ControlClient } from '../../agent/control/client.js';
import { ControlError } from '../../agent/control/errors.js';
import { FlowDumps } from '../../agent/control/flow-dumps.js';
import type { ControlHandlers, InjectRequest } from '../../agent/control/protocol.js';
import { FlowTable } from '../../agent/core/flows/flow-table.js';
import type { RoundState } from '../../agent/report/status.js';
import { readKeyFile } from '../../agent/transport/key.js';
import { ipv4 } from '../../topology/ipv4.js';
import { dumpOpening, roundReport, statusReport } from '../control/reports.js';
import { compiled, fixture } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';
import { listening, scoreToken } from './program.js';

/** An agent whose round ends at the third time somebody waits for it. */
async function agent(t: Test, changed: Partial<ControlHandlers> = {}) {
  const injected: InjectRequest[] = [];
  let waits = 0;
  const round = (): RoundState => ({ ...statusReport.round!, visited: waits, sequence: waits });
  const socket = await listening(t, {
    inject: async (request) => {
      injected.push(request);
      return { tokenId: roundReport.tokenId, slots: 8, silentHosts: request.vms ? [] : ['10.0.9.9'] };
    },
    order: async ({ order }) => ({ order, hosts: 4, silent: 0, silentHosts: [] }),
    status: async () => ({ ...statusReport, round: round() }),
    wait: async ({ timeoutMs }) => {
      waits += 1;
      if (waits >= 3) return roundReport;
      throw new ControlError('timeout', `not ended within ${timeoutMs} ms`);
    },
    flows: async () => ({
      vms: [{ vm: '10.1.0.1', rxBytes: 1536, txBytes: 20 }],
      pairs: [{ a: '10.1.0.1', b: '10.1.0.9', bytesPerSecond: 2_097_152 }],
    }),
    dumpFlows: async () => ({ opening: dumpOpening, flows: [] }),
    ...changed,
  });
  return { socket, injected };
}

const inject = ['inject', '--policy', 'distributed', '--migration-cost', '1000'];

t.test('inject --wait shows progress and ends with the migrations and their reasons', async (t) => {
  const { socket, injected } = await agent(t);
  const ended = await scoreToken('--socket', socket, ...inject, '--vms', '10.1.0.1', '--wait');
  t.equal(ended.code, 0);
  t.match(injected, [{ policy: 'distributed', migrationCost: 1000, force: false }]);
  t.match(
    ended.err,
    /token 5f3a9c01 injected with 8 slots\nround 1: 1 of 8 VMs, migrations 1 \(1 under way\), generation 3, hop 1 .*\nround 1: 2 of 8/,
  );
  t.equal(ended.out, fixture('score-token', 'round.txt'));
});

t.test('with --json the last line of stdout is the report', async (t) => {
  const { socket } = await agent(t);
  const ended = await scoreToken(...inject, '--wait', '--json', '--socket', socket);
  t.equal(ended.code, 0);
  t.same(JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? ''), roundReport);
});

t.test('inject without --wait tells the token id', async (t) => {
  const { socket } = await agent(t);
  const plain = await scoreToken(...inject, '--socket', socket);
  t.match(plain, {
    code: 0,
    out: 'token 5f3a9c01 injected with 8 slots\n',
    err: 'discovering VMs ...\nno answer from 10.0.9.9: their VMs may be missing\n',
  });
  const json = await scoreToken(...inject, '--json', '--socket', socket);
  t.same(JSON.parse(json.out), { tokenId: '5f3a9c01', slots: 8, silentHosts: ['10.0.9.9'] });
});

t.test('status and flows for people and for programs', async (t) => {
  const { socket } = await agent(t);
  const status = await scoreToken('status', '--socket', socket);
  t.equal(status.code, 0);
  t.equal(status.out, fixture('score-token', 'status.txt'));
  t.match(JSON.parse((await scoreToken('status', '--json', '--socket', socket)).out), { host: '10.0.1.1' });
  const flows = await scoreToken('flows', '--socket', socket);
  t.equal(
    flows.out,
    'VM        RECEIVED  SENT\n10.1.0.1   1.5 KiB  20 B\n\nVM        PEER           RATE\n10.1.0.1  10.1.0.9  2.0 MiB/s\n',
  );
});

t.test('each way to fail has its exit code and says what to do', async (t) => {
  const refusing = await agent(t, {
    inject: async () => {
      throw new ControlError('round-running', 'token 7 is under way');
    },
  });
  const refused = await scoreToken(...inject, '--socket', refusing.socket);
  t.match(refused, { code: 1, out: '', err: /score-token: the agent refused: token 7 is under way \[round-running\]/ });
  t.match(await scoreToken('inject', '--policy', 'x'), { code: 2, err: /--policy must be one of .*--help/ });
  const missing = path.join(shortFolder(t), 'missing');
  t.match(await scoreToken('status', '--socket', missing), {
    code: 3,
    err: `score-token: cannot reach the agent at ${missing}: no such socket: is score-agent running (systemctl status score-agent), and is controlSocket the same path?\n`,
  });
  const endless = await agent(t, {
    wait: async () => {
      throw new ControlError('timeout', 'not ended');
    },
  });
  const late = await scoreToken('wait', '5f3a9c01', '--timeout', '0.1', '--socket', endless.socket);
  t.match(late, { code: 4, err: /has not ended within 0.1 s; it goes on; ask again with score-token wait 5f3a9c01/ });
  t.match(await scoreToken('--help'), { code: 0, out: /exit codes:\n {2}0 {2}done\n/ });
});

/** Flows of one pair, as many as asked for. */
function tableOf(flows: number): FlowTable {
  const table = new FlowTable({ windowMs: 1000, maxFlows: flows, nowMs: 0 });
  for (let flow = 0; flow < flows; flow++) {
    const ports = { srcPort: flow & 0xffff, dstPort: flow >>> 16 };
    table.add({ src: ipv4('10.1.0.1'), dst: ipv4('10.1.0.2'), protocol: 6, ...ports }, 500, 0);
  }
  table.advance(500);
  return table;
}

function dumping(table: FlowTable): Pick<ControlHandlers, 'dumpFlows'> {
  const dumps = new FlowDumps({ table, presentSinceMs: () => 0, minimumMs: 100 });
  return {
    dumpFlows: async ({ cursor, limit }) =>
      cursor === undefined ? dumps.begin(limit, dumpOpening) : dumps.proceed({ cursor, limit }),
  };
}

t.test('dump-flows prints the host, its VMs, every flow of every page, and an end', async (t) => {
  const { socket } = await agent(t, dumping(tableOf(12_001)));
  const { code, out, err } = await scoreToken('dump-flows', '--json', '--socket', socket);
  t.same([code, err], [0, '']);
  const [host, vm, ...rest] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.same(host, dumpOpening.host);
  t.same(vm, dumpOpening.vms[0]);
  t.same(rest.at(-1), { type: 'end', vms: 1, flows: 12_001 });
  t.same(rest[0], {
    ...{ type: 'flow', src: '10.1.0.1', dst: '10.1.0.2', protocol: 6, srcPort: 0, dstPort: 0 },
    ...{ bytes: 500, bytesPerSecond: 1000 },
  });
  const ports = rest.slice(0, -1).map(({ srcPort, dstPort }) => dstPort * 65_536 + srcPort);
  t.same([ports.length, new Set(ports).size], [12_001, 12_001]);
});

t.test('dump-flows into a reader that goes ends quietly', async (t) => {
  const { socket } = await agent(t, dumping(tableOf(50_000)));
  const program = `'${process.execPath}' '${compiled('tools/score-token/main.js')}' dump-flows --socket '${socket}'`;
  const child = spawn('bash', ['-c', `${program} | head -n 2; echo "\${PIPESTATUS[0]}"`]);
  const heard = Promise.all([text(child.stdout), text(child.stderr)]);
  const [out, err] = await heard;
  t.equal(err, '');
  const lines = out.trimEnd().split('\n');
  t.equal(lines.length, 3);
  t.match(JSON.parse(lines[0] ?? ''), { type: 'host' });
  t.equal(lines[2], '0', 'its exit code');
});

t.test('a dump that the agent refuses or gives up is a failure that says so', async (t) => {
  const refusing = await agent(t, {
    dumpFlows: async ({ cursor }) => {
      if (cursor === undefined) return { opening: dumpOpening, flows: [], cursor: '1-1' };
      throw new ControlError('unknown-dump', 'no dump goes on at 1-1; dump anew');
    },
  });
  const ended = await scoreToken('dump-flows', '--socket', refusing.socket);
  t.match(ended, { code: 1, err: /the agent refused: no dump goes on at 1-1; dump anew \[unknown-dump\]/ });
  t.notMatch(ended.out, /"type":"end"/, 'what was printed does not pass for a whole dump');
});

const notRoot = process.getuid?.() === 0 ? false : 'needs root, to become another user';

t.test('a socket that may not be opened is told with the way out', { skip: notRoot }, async (t) => {
  const { socket } = await agent(t);
  chmodSync(path.dirname(socket), 0o755);
  chmodSync(socket, 0o600);
  // Only the effective user changes, so that it can be changed back.
  process.seteuid?.(65_534);
  try {
    await t.rejects(ControlClient.connect(socket), { message: /permission denied: .* group score \(usermod/ });
  } finally {
    process.seteuid?.(0);
  }
});

t.test('keygen makes a key that only its owner reads, and does not overwrite one', async (t) => {
  const file = path.join(shortFolder(t), 'cluster.key');
  const made = await scoreToken('keygen', file);
  t.match(made, { code: 0, out: /^wrote key [0-9a-f]{8} to / });
  t.equal(statSync(file).mode & 0o777, 0o600);
  const [first] = readKeyFile(file);
  t.match(await scoreToken('keygen', file), { code: 1, err: /exists already/ });
  t.equal(readKeyFile(file)[0].id, first.id);
  t.match(await scoreToken('keygen', file, '--force'), { code: 0 });
  t.not(readKeyFile(file)[0].id, first.id);
  chmodSync(file, 0o400);
  if (process.getuid?.() === 0) chownSync(file, 65_534, 65_533);
  const { uid, gid } = statSync(file);
  t.match(await scoreToken('keygen', file, '--force'), { code: 0 });
  const kept = statSync(file);
  t.same([kept.uid, kept.gid, kept.mode & 0o777], [uid, gid, 0o400], 'owner and mode stay');
  if (process.getuid?.() === 0) chownSync(file, 0, 0);
  const nowhere = path.join(path.dirname(file), 'none', 'cluster.key');
  t.match(await scoreToken('keygen', nowhere), { code: 1, err: /the folder .*none is not there; make it first/ });
  t.notMatch(made.out + made.err, readFileSync(file, 'utf8').split('\n')[1] ?? '', 'the secret is not shown');
  t.match(await scoreToken('keygen', `${file}/x`), { code: 1, err: /ENOTDIR/ });
  t.same(readdirSync(path.dirname(file)), ['cluster.key'], 'nothing is left beside it');
});

t.test('keygen changes a key in three steps, and refuses those that make no sense', async (t) => {
  const file = path.join(shortFolder(t), 'cluster.key');
  t.match(await scoreToken('keygen', '--add', file), { code: 1, err: /no such key file.*score-token keygen/ });
  await scoreToken('keygen', file);
  const [old] = readKeyFile(file);
  t.match(await scoreToken('keygen', '--promote', file), { code: 1, err: /holds only the key .* --add first/ });
  t.match(await scoreToken('keygen', '--add', file), { code: 0, out: /added key [0-9a-f]{8}, which is accepted/ });
  const [sending, added, ...others] = readKeyFile(file);
  t.equal(sending.id, old.id, 'the old one still sends');
  t.match(added, { isNew: true });
  t.equal(others.length, 0);
  t.match(await scoreToken('keygen', '--add', file), { code: 1, err: /holds 2 keys already; finish that rotation/ });
  t.match(await scoreToken('keygen', '--prune', file), { code: 1, err: /is not the sending one; run --promote first/ });
  const secrets = readFileSync(file, 'utf8').match(/score-key-2:\S+/g) ?? [];
  for (let run = 1; run <= 2; run++) {
    const promoted = await scoreToken('keygen', '--promote', file);
    t.match(promoted, { code: 0, err: /reload every agent/ });
    t.match(promoted.out, run === 1 ? /accepted too: [0-9a-f]{8}/ : /is the key to send with already/);
    t.same(
      readKeyFile(file).map(({ id, isNew }) => [id, isNew]),
      [
        [added!.id, undefined],
        [old.id, undefined],
      ],
      'run twice, it does not go back',
    );
    for (const secret of secrets) t.notOk(`${promoted.out}${promoted.err}`.includes(secret), 'no secret is shown');
  }
  t.match(await scoreToken('keygen', '--prune', file), {
    code: 0,
    out: /removed [0-9a-f]{8}; [0-9a-f]{8} is the only/,
  });
  t.same(
    readKeyFile(file).map(({ id }) => id),
    [added!.id],
  );
  const idle = await scoreToken('keygen', '--prune', file);
  t.match(idle, { code: 0, out: /nothing to remove/, err: /^$/ }, 'nothing follows for other hosts');
  await scoreToken('keygen', '--add', file);
  t.match(await scoreToken('keygen', '--prune', '--force', file), { code: 0 });
  t.equal(readKeyFile(file)[0].id, added!.id, 'the rotation was given up');
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.same(readdirSync(path.dirname(file)), ['cluster.key'], 'nothing is left beside it');
});

t.test('orders: who has them, for people and for scripts', async (t) => {
  const { socket } = await agent(t);
  const texts = { pause: 'rounds are paused', resume: 'rounds go on', retire: 'every round under way is being ended' };
  for (const [order, text] of Object.entries(texts)) {
    t.same(await scoreToken(order, '--socket', socket), { code: 0, out: `${text}: 4 hosts have it\n`, err: '' });
  }
  const { code, out } = await scoreToken('pause', '--json', '--socket', socket);
  t.same([code, JSON.parse(out)], [0, { order: 'pause', hosts: 4, silent: 0, silentHosts: [] }]);
});

t.test('an order that some hosts have not heard: exit code 5, and which', async (t) => {
  const silentHosts = ['10.0.2.1', '10.0.2.2'];
  const { socket } = await agent(t, { order: async ({ order }) => ({ order, hosts: 1, silent: 150, silentHosts }) });
  const { code, out, err } = await scoreToken('retire', '--socket', socket);
  t.same([code, out], [5, 'every round under way is being ended: 1 host has it\n']);
  t.match(err, /^score-token: no answer from 10\.0\.2\.1, 10\.0\.2\.2 and 148 more: each learns of it /);
  const json = await scoreToken('retire', '--json', '--socket', socket);
  t.same([json.code, JSON.parse(json.out).silent], [5, 150]);
});

t.test('an injection while rounds are paused', async (t) => {
  const { socket } = await agent(t, {
    inject: async () => {
      throw new ControlError('paused', 'rounds are paused; resume them first');
    },
  });
  const { code, err } = await scoreToken(...inject, '--socket', socket);
  t.equal(code, 1);
  t.match(err, /the agent refused: rounds are paused; resume them first \[paused\]/);
});
