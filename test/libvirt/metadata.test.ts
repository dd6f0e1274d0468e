// What is understood of the metadata that a VM's owner writes, and what is made of the rest. Anybody who may edit a domain
// may write anything there.
import t from 'tap';
import { MAX_HISTORY, type VmHistory } from '../../agent/core/rules/marks.js';
import { describeDomain } from '../../agent/libvirt/domain-xml.js';
import { historyXml } from '../../agent/libvirt/history-xml.js';
import { marksXml } from '../../agent/libvirt/marks-xml.js';
import { escaped, printable } from '../../agent/libvirt/metadata.js';
import { ipv4 } from '../../topology/ipv4.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import { inNamespace } from './fake-domain.js';
import { plainXml } from './xml-samples.js';

const sample = { uuid: '11111111-2222-4333-8444-000000000001', name: 'web', mac: '52:54:00:00:00:01' };
const described = (inside: string) => describeDomain(plainXml(sample, '', `<metadata>${inside}</metadata>`));
const marks = (inside: string) => described(`<s:vm xmlns:s="urn:score:vm:1">${inside}</s:vm>`).marks;
const misread = (what: RegExp) => ({
  neverMove: new RegExp(`cannot be understood, so it stays: .*${what.source}`, 's'),
});

t.test('marks as an owner writes them', async (t) => {
  t.equal(describeDomain(plainXml(sample)).marks, undefined);
  t.equal(described('<x xmlns="urn:somebody"/>').marks, undefined);
  t.strictSame(marks(''), {}, 'an empty element says nothing');
  t.strictSame(marks('<s:never-move> licence bound to the host </s:never-move>'), {
    neverMove: 'licence bound to the host',
  });
  t.strictSame(marks('<s:never-move/>'), { neverMove: 'its metadata says so' });
  t.strictSame(
    marks(`<s:label>red</s:label><s:affinity>a</s:affinity><s:affinity>b</s:affinity>
      <!-- a comment --><s:anti-affinity>c</s:anti-affinity><s:allowed-hosts>10.0.1.7</s:allowed-hosts>
      <s:allowed-hosts>10.2.0.0/16</s:allowed-hosts>`),
    {
      label: 'red',
      affinity: ['a', 'b'],
      antiAffinity: ['c'],
      allowedHosts: [
        { base: ipv4('10.0.1.7'), length: 32 },
        { base: ipv4('10.2.0.0'), length: 16 },
      ],
    },
  );
});

t.test('whatever the prefix, and wherever it is declared', async (t) => {
  const red = { label: 'red' };
  t.strictSame(described('<vm xmlns="urn:score:vm:1"><label>red</label></vm>').marks, red);
  const metadata = '<metadata xmlns:q="urn:score:vm:1"><q:vm><q:label>red</q:label></q:vm></metadata>';
  t.strictSame(describeDomain(plainXml(sample, '', metadata)).marks, red);
  t.equal(described('<score:vm><score:label>red</score:label></score:vm>').marks, undefined, 'bound to nothing');
  t.equal(described('<score:vm xmlns:score="urn:other"/>').marks, undefined, 'bound to something else');
  const inner = '<x xmlns="urn:other"><vm xmlns="urn:score:vm:1"><label>red</label></vm></x>';
  t.equal(described(inner).marks, undefined, "inside of somebody else's element it is that one's");
});

t.test('marks that are not understood keep the VM where it is, and say why', async (t) => {
  const cases: [string, RegExp][] = [
    ['<s:label>purple</s:label>', /label 'purple'/],
    ['<s:label/>', /label ''/],
    ['<s:label>red</s:label><s:label>green</s:label>', /label 'green'/],
    ['<s:nevermove/>', /nevermove ''/],
    ['<s:affinity>a b</s:affinity>', /affinity 'a b'/],
    ['<s:affinity/>', /affinity ''/],
    [`<s:affinity>${'x'.repeat(65)}</s:affinity>`, /affinity 'x{64}'/],
    ['<s:allowed-hosts>rack-1</s:allowed-hosts>', /allowed-hosts 'rack-1'/],
    ['<s:allowed-hosts>10.0.1.7/8</s:allowed-hosts>', /10.0.1.7/],
    ['<s:allowed-hosts>::1</s:allowed-hosts>', /::1/],
    ['red', /text beside the elements/],
    ['<s:label><s:red/></s:label>', /elements inside of label/],
    ['<s:affinity>a</s:affinity>'.repeat(17), /17 times affinity, of 16 at most/],
    ['<s:affinity>a</s:affinity>'.repeat(5000), /5000 elements, of 48 at most/],
  ];
  for (const [inside, what] of cases) t.match(marks(inside), misread(what), inside.slice(0, 60));
  t.match(described('<vm xmlns="urn:score:vm:2"/>').marks, misread(/urn:score:vm:2' is not urn:score:vm:1/));
  t.match(described('<x xmlns="urn:score:vm:1"/>').marks, misread(/element 'x' is not 'vm'/));
  t.match(described('<vm xmlns="urn:score:vm:1"/><vm xmlns="urn:score:vm:1"/>').marks, misread(/2 elements/));
});

t.test('beside what is not understood the rest still counts', async (t) => {
  const read = marks('<s:anti-affinity>db</s:anti-affinity><s:colour>blue</s:colour>');
  t.match(read, { ...misread(/colour 'blue'/), antiAffinity: ['db'] });
});

t.test('texts are cut and made harmless for a terminal', async (t) => {
  const long = marks(`<s:never-move>${'why '.repeat(10_000)}</s:never-move>`)!.neverMove!;
  t.equal(long.length, 200);
  t.strictSame(marks('<s:never-move>a&#x9b;31m&#x9;b&#x202e;c\nd</s:never-move>'), { neverMove: 'a 31m b c d' });
  t.ok(marks(`<s:label>${'&#x9b;'.repeat(1000)}</s:label>`)!.neverMove!.length < 200);
  t.equal(printable('Zürich 東京 😀'), 'Zürich 東京 😀', 'what is no control character stays');
  t.equal(escaped('<a href="x">&\u0000\ud800'), '&lt;a href=&quot;x&quot;&gt;&amp;  ');
});

t.test('metadata that our parser does not take, or of a size to keep it busy, does not hide the domain', async (t) => {
  const deep = `<x xmlns="urn:x">${'<y>'.repeat(300)}${'</y>'.repeat(300)}</x>`;
  const long = `<x xmlns="urn:x">${'y'.repeat(300_000)}</x>`;
  for (const [inside, what] of [
    [deep, /nested more than 250 deep/],
    [long, /300\d\d\d characters, of 262144 at most/],
    ['<x xmlns="urn:x">&unknown;</x>', /Invalid character entity/],
    ['<vm xmlns="urn:score:vm:1"><label>green</label></vm><x xmlns="urn:x" a=1/>', /Unquoted attribute value/],
  ] as const) {
    const description = described(inside);
    t.match(description, { uuid: sample.uuid, macs: [sample.mac], memoryMiB: 64, obstacles: [] });
    t.match(description.marks, misread(what));
    t.match(description.history, { problem: what });
  }
  t.throws(() => describeDomain('<domain><metadata></metadata>'), { name: 'XmlError' }, 'what is no domain is none');
});

const move = (index: number) => ({
  atMs: 1_790_000_000_000 + index * 1000,
  from: ipv4('10.0.0.1'),
  to: ipv4(`10.0.0.${2 + index}`),
  gain: index * 1e6 + 0.25,
  ok: index % 2 === 0,
});
const historyOf = (inside: string) =>
  described(`<h:history xmlns:h="urn:score:history:1">${inside}</h:history>`).history;
const at = '2026-09-21T14:13:20.000Z';
const written = (change: Record<string, string> = {}): string => {
  const attributes = { at, from: '10.0.0.1', to: '10.0.0.2', gain: '12.5', ok: 'yes', ...change };
  return `<h:move ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')}/>`;
};

t.test('history', async (t) => {
  const first = { atMs: Date.parse(at), from: ipv4('10.0.0.1'), to: ipv4('10.0.0.2'), gain: 12.5, ok: true };
  t.strictSame(historyOf(written()), { history: [first] });
  t.strictSame(historyOf(written({ gain: '-1e+21', ok: 'no' })), { history: [{ ...first, gain: -1e21, ok: false }] });
  const later = written({ at: '2026-09-22T00:00:00.000Z' });
  t.strictSame(historyOf(later + written()), historyOf(written() + later), 'in the order of time');
  t.strictSame(historyOf(''), {}, 'no moves are no history');
  const many = Array.from({ length: MAX_HISTORY + 5 }, (_, index) => move(index));
  const xml = inNamespace(historyXml(many)!, 'h', 'urn:score:history:1');
  t.strictSame(described(xml).history, { history: many.slice(5) }, 'the latest are written');
  t.strictSame(historyOf(written().repeat(20)).history?.length, MAX_HISTORY, 'and the latest are read');
});

t.test('a history that cannot be read is none, and says so', async (t) => {
  const cases: [string, RegExp][] = [
    [written({ at: 'yesterday' }), /at=yesterday/],
    [written({ at: '2026-09-21' }), /at=2026-09-21/],
    [written({ at: '-000001-01-01T00:00:00.000Z' }), /at=-000001/],
    [written({ from: '10.0.0.256' }), /from=10.0.0.256/],
    [written({ to: '' }), /to=/],
    [written({ gain: 'Infinity' }), /gain=Infinity/],
    [written({ gain: '1e999' }), /gain=1e999/],
    [written({ gain: '' }), /gain=/],
    [written({ ok: 'true' }), /ok=true/],
    ['<h:jump/>', /a move that is none: h:jump/],
  ];
  for (const [inside, problem] of cases) {
    t.match(historyOf(inside), { problem }, inside);
    t.equal(historyOf(inside).history, undefined);
  }
  t.match(described('<x xmlns="urn:score:history:1"/>').history, { problem: /not one element/ });
  t.ok(historyOf(written({ at: 'x'.repeat(10_000) })).problem!.length < 200);
});

t.test('what is written is understood again', async (t) => {
  const all: VmMarks[] = [
    { neverMove: 'x' },
    { neverMove: '<&>"\'', label: 'green', affinity: ['a'], antiAffinity: ['b', 'c'] },
    { allowedHosts: [{ base: ipv4('0.0.0.0'), length: 0 }] },
  ];
  for (const one of all) t.strictSame(described(inNamespace(marksXml(one)!, 's', 'urn:score:vm:1')).marks, one);
  t.equal(marksXml({}), undefined);
  t.equal(marksXml({ affinity: [], antiAffinity: [], allowedHosts: [] }), undefined);
  t.equal(historyXml([]), undefined);
  const history: VmHistory = [move(0), move(1), { ...move(2), gain: 1.5e-7 }];
  t.strictSame(described(inNamespace(historyXml(history)!, 'x', 'urn:score:history:1')).history, { history });
});
