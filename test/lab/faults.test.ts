// The fault scenarios' own logic: what counts as failed, what traffic a round gets, the command line, and the program
// with which guests knock, on loopback. The scenarios themselves: faults.lab.test.ts.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import type { RoundReport } from '../../agent/report/status.js';
import { knockProblems } from '../../tools/lab/faults/knock.js';
import { knockInput, knockProgram } from '../../tools/lab/faults/knock-program.js';
import { FAULT_NAMES, KNOCK } from '../../tools/lab/faults/names.js';
import { faultLines, summarizeFault } from '../../tools/lab/faults/report.js';
import { SCENARIOS } from '../../tools/lab/faults/scenarios.js';
import { spreadingMoves } from '../../tools/lab/faults/spread.js';
import { pairUp } from '../../tools/lab/faults/traffic.js';
import { type FaultRecord, findFaultProblems } from '../../tools/lab/faults/verdict.js';
import { isBeyond } from '../../tools/lab/faults/watch.js';
import { parseCommand } from '../../tools/lab/options.js';
import { GUESTS } from '../../tools/lab/plan.js';
import { ipv4 } from '../../topology/ipv4.js';
import { readCostMap } from '../../topology/load.js';
import { inRepository } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';

function record(change: Partial<FaultRecord> = {}): FaultRecord {
  const guests = (counter: number) =>
    new Map(GUESTS.map(({ name }) => [name, { bootId: name, uptime: counter, counter, streams: {} }]));
  const placement = new Map(GUESTS.map(({ name, startsOn }) => [name, [startsOn]]));
  return {
    ...{ name: 'holder', title: 'a title', what: 'agent of hv2', goesOnMs: 12_000, goesOnWithinMs: 40_000 },
    ...{ endedMs: 20_000, report: { endReason: '1 rounds made', stays: {}, failures: [] } as unknown as RoundReport },
    ...{ lostGuests: [], stillHolding: [], fallen: [] },
    before: { guests: guests(10), placement },
    after: { guests: guests(50), placement },
    ...change,
  };
}

t.test('each way to fail has its sentence', async (t) => {
  const good = record();
  t.same(findFaultProblems(good), []);
  const guests = (change: object) =>
    record({
      after: {
        ...good.after,
        guests: new Map([...good.after.guests].map(([vm, is]) => [vm, vm === 'vm3' ? { ...is!, ...change } : is])),
      },
    });
  const placed = (hosts: string[]) =>
    record({ after: { ...good.after, placement: new Map([...good.after.placement, ['vm3', hosts]]) } });
  const silent = record({ after: { ...good.after, guests: new Map([...good.after.guests, ['vm3', undefined]]) } });
  const cases: [FaultRecord, RegExp][] = [
    [guests({ bootId: 'another' }), /vm3 has not kept its boot id/],
    [guests({ counter: 10 }), /vm3's counter has not gone on/],
    [silent, /vm3 does not answer/],
    [placed(['hv1', 'hv2']), /vm3 runs on 2 hosts \(hv1, hv2\)/],
    [placed([]), /vm3 runs on 0 hosts/],
    [record({ goesOnMs: undefined }), /has not gone on within 40 s/],
    [record({ endedMs: undefined, report: undefined }), /has not ended/],
    [record({ stillHolding: ['hv4'] }), /hv4 holds a token of a round that has ended/],
    [record({ fallen: ['hv1'] }), /agent of hv1 ended by itself/],
  ];
  for (const [bad, problem] of cases) t.match(findFaultProblems(bad), [problem], String(problem));
  const gone = { ...silent, lostGuests: ['vm3'] };
  t.same(findFaultProblems(gone), [], 'a guest that ended with its hypervisor is not missed');
});

t.test('the report', async (t) => {
  const placement = new Map([...record().after.placement, ['vm3', ['hv4']]]);
  const moved = record({ after: { ...record().after, placement } });
  const scenarios = [summarizeFault(moved, []), summarizeFault(record({ goesOnMs: undefined }), ['why'])];
  const ms = { up: 20_000, whole: 120_000 };
  const summary = { ok: false, problems: ['holder: why'], startedAt: '', ms, scenarios, knocks: null, leftBehind: [] };
  const lines = faultLines(summary).join('\n');
  t.match(
    lines,
    /holder {4}agent of hv2 +12\.0 s {2}20\.0 s +ok\n +holder {4}agent of hv2 +never {2}20\.0 s {2}FAILED/,
  );
  t.match(lines, /moved: vm3 hv2 -> hv4[\s\S]*Time in all: 2\.0 min[\s\S]*PROBLEM: holder: why/);
});

t.test('guests far apart begin to talk, and all guests are heard', async (t) => {
  const map = await readCostMap(inRepository('topology/examples/lab.yaml'));
  const start = new Map(GUESTS.map(({ name, startsOn }) => [name, startsOn]));
  const pairs = pairUp(start, 'hv1', map);
  t.same(
    pairs.flatMap(({ a, b }) => [a, b]).sort(),
    GUESTS.map(({ name }) => name),
  );
  t.match(pairs.slice(0, 2), [
    { a: 'vm3', b: 'vm7', kBps: 300 },
    { a: 'vm4', b: 'vm8', kBps: 250 },
  ]);
  t.equal(pairs.filter(({ kBps }) => kBps > 100).length, 3);
  const together = new Map(GUESTS.map(({ name }) => [name, 'hv2']));
  t.ok(
    pairUp(together, 'hv1', map).every(({ kBps }) => kBps < 100),
    'nothing is to be gained between neighbours',
  );
});

t.test('guests are spread out by few moves', async (t) => {
  const start = new Map(GUESTS.map(({ name, startsOn }) => [name, startsOn]));
  t.same(spreadingMoves(start), []);
  const gathered = new Map(GUESTS.map(({ name }, index) => [name, index < 4 ? 'hv1' : 'hv2']));
  const moves = spreadingMoves(gathered);
  t.equal(moves.length, 2);
  t.same(moves.map(({ from, to }) => `${from} ${to}`).sort(), ['hv1 hv4', 'hv2 hv3']);
});

t.test('a later generation is beyond any hop of an earlier one', async (t) => {
  t.ok(isBeyond({ generation: 2, sequence: 1 }, { generation: 1, sequence: 9 }));
  t.ok(isBeyond({ generation: 1, sequence: 3 }, { generation: 1, sequence: 2 }));
  t.notOk(isBeyond({ generation: 1, sequence: 2 }, { generation: 1, sequence: 2 }));
  t.notOk(isBeyond({ generation: 1, sequence: 9 }, { generation: 2, sequence: 1 }));
});

t.test('command line', async (t) => {
  t.same(parseCommand(['run', '--faults']), { name: 'faults', keep: false, scenarios: FAULT_NAMES });
  t.same(parseCommand(['run', '--faults', '--keep', '--only', 'stop,holder']), {
    ...{ name: 'faults', keep: true, scenarios: ['stop', 'holder'] },
  });
  t.same([KNOCK, ...SCENARIOS.map(({ name }) => name)], FAULT_NAMES, 'every scenario has its name, in its place');
  const wrong: [string[], RegExp][] = [
    [['run', '--only', 'stop'], /--only needs --faults/],
    [['run', '--faults', '--only', 'stop,earthquake'], /--only names earthquake; it must be some of guests, holder,/],
    [['run', '--faults', '--only', ''], /--only names nothing/],
    [['run', '--faults', '--rounds', '2'], /--faults does not take --rounds/],
    [['up', '--faults'], /up does not take --faults/],
  ];
  for (const [argv, message] of wrong) {
    t.throws(() => parseCommand(argv), { name: 'LabError', code: 'usage', message }, argv.join(' '));
  }
});

t.test('whether a guest reached an agent', async (t) => {
  const good = {
    ...{ fromGuests: 96, answersToGuests: 0, countedFromGuests: 0, ableGuests: 4, guests: 4 },
    ...{ fromHosts: 88, answersToHosts: 44, countedFromHosts: 44 },
  };
  t.same(knockProblems(good), []);
  t.match(knockProblems({ ...good, answersToGuests: 1 }), [/answered 1 datagrams of guests/]);
  t.match(knockProblems({ ...good, countedFromGuests: 2 }), [/counted 2 datagrams of guests/]);
  t.match(knockProblems({ ...good, ableGuests: 3 }), [/1 of 4 guests cannot send at all/]);
  t.same(knockProblems({ ...good, answersToHosts: 26, countedFromHosts: 62 }), []);
  t.match(knockProblems({ ...good, answersToHosts: 0, countedFromHosts: 88 }), [/no datagram of a host was answered/]);
  t.match(knockProblems({ ...good, countedFromHosts: 40 }), [/4 of 88 datagrams of hosts did not arrive/]);
});

t.test('the program with which guests send', { skip: process.arch !== 'x64' && 'it is for x86-64' }, async (t) => {
  const program = path.join(shortFolder(t), 'knock');
  writeFileSync(program, knockProgram(), { mode: 0o755 });
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  const heard: string[] = [];
  socket.on('message', (data, { port }) => {
    heard.push(data.toString());
    if (heard.length === 1) socket.send(`you said ${data}`, port, '127.0.0.1');
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const say = async (words: string) => {
    const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(knockInput(ipv4('127.0.0.1'), socket.address().port, Buffer.from(words)));
    const ended = once(child, 'exit');
    return { said: await text(child.stdout), ended: await ended };
  };
  t.same(await say('knock\0knock'), { said: 'you said knock\0knock', ended: [0, null] });
  t.same(await say('again'), { said: '', ended: [null, 'SIGALRM'] }, 'without an answer it gives up');
  t.same(heard, ['knock\0knock', 'again']);
});
