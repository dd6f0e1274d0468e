// Every mistake that a cost map file can hold: its line, its column, and the words the operator reads. Files
// that are bad as a whole are in load.test.ts.
import t from 'tap';
import { loadCostMap } from '../../topology/load.js';
import { refuses, withLine } from './mistakes.js';

t.test('the file that the cases start from is good', (t) => {
  t.doesNotThrow(() => loadCostMap(withLine(1, 'version: 1'), 'map.yaml'));
  t.end();
});

refuses('no YAML', 'syntax', [
  [
    'a list that is not closed',
    'version: [1\n',
    '2:1: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'a missing colon',
    'version 1\ntiers: []\n',
    '1:1: not YAML: Implicit keys need to be on a single line; is a colon missing, or a blank behind it?',
  ],
  ['a tab', 'version: 1\ntiers:\n\t- 1\n', '3:1: not YAML: Tabs are not allowed as indentation'],
  ['a tag of its own', withLine(1, 'version: !mine 1'), '1:10: not YAML: Unresolved tag: !mine'],
  [
    'two documents',
    withLine(7, '---\nversion: 1'),
    '7:1: a second YAML document starts here; keep one cost map in a file',
  ],
  [
    'nesting',
    withLine(1, `version: ${'['.repeat(20)}${']'.repeat(20)}`),
    '1:25: nested deeper than 16 levels, which no cost map is; flatten it',
  ],
]);

refuses('the top level', 'invalid', [
  ['an empty file', '', '1:1: the file is empty; a cost map has the keys version, tiers, hosts'],
  ['comments only', '# nothing\n\n', '1:1: the file is empty; a cost map has the keys version, tiers, hosts'],
  [
    'a list',
    '\n- 1\n',
    '2:1: the cost map is a list; it must be a mapping with the keys version, tiers, hosts, endpoints, vms',
  ],
  [
    'a word',
    'hello\n',
    '1:1: the cost map is the text "hello"; it must be a mapping with the keys version, tiers, hosts, endpoints, vms',
  ],
  [
    'nothing of what there must be',
    'endpoints: []\n',
    '1:1: the cost map lacks the key version; add it',
    '1:1: the cost map lacks the key tiers; add it',
    '1:1: the cost map lacks the key hosts; add it',
  ],
  ['an unknown key', withLine(7, 'endpoint: []'), '7:1: the cost map has no key "endpoint"; did you mean endpoints?'],
  [
    'a key like none',
    withLine(7, 'colours: []'),
    '7:1: the cost map has no key "colours"; the keys are version, tiers, hosts, endpoints, vms',
  ],
  [
    'a key that is no text',
    withLine(7, '7: []'),
    '7:1: a key of the cost map must be text; the keys are version, tiers, hosts, endpoints, vms',
  ],
  [
    'a merge key',
    withLine(7, '<<: { version: 1 }'),
    '7:1: the cost map has no key "<<"; the keys are version, tiers, hosts, endpoints, vms',
  ],
  [
    'a key twice',
    withLine(7, 'version: 1'),
    '7:1: the cost map has the key version already on line 1; keep one of them',
  ],
  ['version 2', withLine(1, 'version: 2'), '1:10: version 2 is not known; this program reads version: 1'],
  [
    'version in quotes',
    withLine(1, 'version: "1"'),
    '1:10: version is the text "1"; it must be a number, written without quotes or a unit',
  ],
  ['no version', withLine(1, 'version:'), '1:9: version is empty; it must be a number'],
]);

refuses('tiers', 'invalid', [
  ['no list', 'version: 1\ntiers: 2\nhosts: [{ host: 10.0.0.1 }]\n', '2:8: tiers is the number 2; it must be a list'],
  [
    'an empty list',
    'version: 1\ntiers: []\nhosts: [{ host: 10.0.0.1 }]\n',
    '2:8: tiers has 0 entries; write 1 to 255 of them',
  ],
  [
    '256 tiers',
    `version: 1\ntiers:\n${Array.from({ length: 256 }, (_, i) => `  - { name: t${i}, weight: 1 }\n`).join('')}hosts: [{ host: 10.0.0.1, at: a }]\n`,
    '3:3: tiers has 256 entries; write 1 to 255 of them',
  ],
  [
    'no mapping',
    withLine(3, '  - rack'),
    '3:5: a tier is the text "rack"; it must be a mapping with the keys name, weight',
  ],
  [
    'a mistyped key',
    withLine(3, '  - { name: rack, wieght: 1 }'),
    '3:5: a tier lacks the key weight; add it',
    '3:19: a tier has no key "wieght"; did you mean weight?',
  ],
  [
    'a name that is a number',
    withLine(3, '  - { name: 1, weight: 1 }'),
    `3:13: a tier's name is the number 1; it must be text (write it in quotes: "1")`,
  ],
  ['an empty name', withLine(3, '  - { name: "", weight: 1 }'), '3:13: the tier name "" is empty; give it a name'],
  [
    'a name with a slash',
    withLine(3, '  - { name: a/b, weight: 1 }'),
    '3:13: the tier name "a/b" contains a /, which separates names; take it out',
  ],
  [
    'a name with a line break',
    withLine(3, '  - { name: "a\\nb", weight: 1 }'),
    '3:13: the tier name "a\\nb" contains a control character; take it out',
  ],
  [
    'the same name twice',
    withLine(4, '  - { name: rack, weight: 2 }'),
    '4:13: the tier name "rack" is on line 3 already; rename one of them',
  ],
  [
    'a weight below 0',
    withLine(3, '  - { name: rack, weight: -1 }'),
    `3:27: a tier's weight is -1; write a finite number of 0 or more`,
  ],
  [
    'an infinite weight',
    withLine(4, '  - { name: core, weight: .inf }'),
    `4:27: a tier's weight is Infinity; write a finite number of 0 or more`,
  ],
  [
    'a weight that is no number',
    withLine(4, '  - { name: core, weight: .nan }'),
    `4:27: a tier's weight is NaN; write a finite number of 0 or more`,
  ],
  [
    'a weight with a unit',
    withLine(4, '  - { name: core, weight: 2x }'),
    `4:27: a tier's weight is the text "2x"; it must be a number, written without quotes or a unit`,
  ],
  [
    'falling weights',
    withLine(4, '  - { name: core, weight: 0.5 }'),
    '4:27: weight 0.5 is less than 1, that of the tier "rack" under it; list tiers bottom up, with weights that do not fall',
  ],
  [
    'weights whose sum overflows',
    'version: 1\ntiers: [{ name: a, weight: 1e308 }, { name: b, weight: 1e308 }]\nhosts: [{ host: 10.0.0.1, at: x }]\n',
    '2:56: the weights up to here add up to more than a number can hold; scale all of them down',
  ],
]);

refuses('entries', 'invalid', [
  ['hosts as a mapping', withLine(6, '  host: 10.0.1.1'), '6:3: hosts is a mapping; it must be a list'],
  ['no hosts', withLine(6, '  []'), '6:3: hosts is an empty list; name at least one hypervisor'],
  ['hosts with nothing below', withLine(6, ''), '5:7: hosts is empty; it must be a list'],
  [
    'an address instead of a mapping',
    withLine(6, '  - 10.0.1.1'),
    '6:5: an entry of hosts is the text "10.0.1.1"; it must be a mapping with the keys host, prefix, at',
  ],
  [
    'neither host nor prefix',
    withLine(6, '  - { at: rack-1 }'),
    '6:5: an entry of hosts has neither host nor prefix; add one of them',
  ],
  [
    'host and prefix',
    withLine(6, '  - { host: 10.0.1.1, prefix: 10.0.1.0/24, at: rack-1 }'),
    '6:5: an entry of hosts has both host and prefix; keep one of them',
  ],
  ['no at', withLine(6, '  - { host: 10.0.1.1 }'), '6:5: an entry of hosts lacks the key at; add it'],
  [
    'a mistyped key',
    withLine(6, '  - { hots: 10.0.1.1, at: rack-1 }'),
    '6:5: an entry of hosts has neither host nor prefix; add one of them',
    '6:7: an entry of hosts has no key "hots"; did you mean host?',
  ],
  [
    'no address',
    withLine(6, '  - { host: 10.0.1.300, at: rack-1 }'),
    '6:13: host "10.0.1.300" is not an IPv4 address; write four numbers of 0 to 255, such as 10.0.1.1',
  ],
  [
    'a prefix as a host',
    withLine(6, '  - { host: 10.0.1.0/24, at: rack-1 }'),
    '6:13: host "10.0.1.0/24" is not an IPv4 address; write prefix: 10.0.1.0/24',
  ],
  [
    'a number as a host',
    withLine(6, '  - { host: 10.1, at: rack-1 }'),
    '6:13: host is the number 10.1; it must be text (write it in quotes: "10.1")',
  ],
  [
    'a host as a prefix',
    withLine(6, '  - { prefix: 10.0.1.1, at: rack-1 }'),
    '6:15: prefix "10.0.1.1" is not an IPv4 prefix; write host: 10.0.1.1, or 10.0.1.1/32',
  ],
  [
    'host bits in a prefix',
    withLine(6, '  - { prefix: 10.0.1.77/26, at: rack-1 }'),
    '6:15: prefix "10.0.1.77/26" is not an IPv4 prefix; the bits after the first 26 must be 0, so write 10.0.1.64/26',
  ],
  [
    'a prefix length of 33',
    withLine(6, '  - { prefix: 10.0.1.0/33, at: rack-1 }'),
    '6:15: prefix "10.0.1.0/33" is not an IPv4 prefix; write an address, a slash and a length of 0 to 32, as in 10.0.2.0/24',
  ],
  [
    'an alias',
    withLine(6, '  - { host: &h 10.0.1.1, at: *h }'),
    '6:30: at is a YAML alias, which is not followed; write the value out: text',
  ],
  ['at with nothing after it', withLine(6, '  - host: 10.0.1.1\n    at:'), '7:8: at is empty; it must be text'],
]);

const overlong = 'x'.repeat(100);

refuses('paths', 'invalid', [
  [
    'a name too many',
    withLine(6, '  - { host: 10.0.1.1, at: pod-1/rack-1 }'),
    '6:27: at "pod-1/rack-1" has 2 of the names it needs; with 2 tiers write 1 name, top down',
  ],
  [
    'an empty path',
    withLine(6, '  - { host: 10.0.1.1, at: "" }'),
    '6:27: at "" has 0 of the names it needs; with 2 tiers write 1 name, top down',
  ],
  [
    'a slash at the end',
    withLine(6, '  - { host: 10.0.1.1, at: rack-1/ }'),
    '6:27: at "rack-1/" has a group name "" that is empty; give it a name',
  ],
  [
    'a blank before a slash',
    withLine(6, '  - { host: 10.0.1.1, at: pod /rack-1 }'),
    '6:27: at "pod /rack-1" has a group name "pod " that begins or ends with a blank; take the blank out',
  ],
  [
    'a path with one tier',
    'version: 1\ntiers: [{ name: net, weight: 1 }]\nhosts: [{ host: 10.0.1.1, at: rack-1 }]\n',
    '3:31: at "rack-1" names a group, but with one tier there are none; leave at out',
  ],
  [
    'a long text is cut in the message',
    withLine(6, `  - { host: 10.0.1.1, at: a/${overlong} }`),
    `6:27: at "a/${'x'.repeat(55)}..." has 2 of the names it needs; with 2 tiers write 1 name, top down`,
  ],
]);

refuses('ranges claimed twice', 'invalid', [
  [
    'a host',
    withLine(7, '  - { host: 10.0.1.1, at: rack-2 }'),
    '7:13: 10.0.1.1 is in hosts already on line 6; keep one of them',
  ],
  [
    'a prefix',
    withLine(7, '  - { prefix: 10.0.2.0/24, at: rack-2 }\n  - { prefix: 10.0.2.0/24, at: rack-2 }'),
    '8:15: 10.0.2.0/24 is in hosts already on line 7; keep one of them',
  ],
  [
    'a host and its /32 prefix',
    withLine(7, '  - { prefix: 10.0.1.1/32, at: rack-1 }'),
    '7:15: 10.0.1.1/32 is in hosts already on line 6; keep one of them',
  ],
  [
    'a host that is an endpoint',
    withLine(7, 'endpoints:\n  - { host: 10.0.1.1, at: rack-1 }'),
    '8:13: 10.0.1.1 is in endpoints and, on line 6, in hosts; a server is either a hypervisor or never moves, so keep one',
  ],
  [
    'an endpoint prefix that is a host prefix, endpoints written first',
    'version: 1\ntiers: [{ name: net, weight: 1 }]\nendpoints: [{ prefix: 10.0.0.0/8 }]\nhosts: [{ prefix: 10.0.0.0/8 }]\n',
    '3:23: 10.0.0.0/8 is in endpoints and, on line 4, in hosts; a server is either a hypervisor or never moves, so keep one',
  ],
]);

refuses('all mistakes are shown at once, in the order of the file', 'invalid', [
  [
    'five mistakes',
    [
      'hosts:',
      '  - { host: 10.0.1.1, at: rack-1, note: x }',
      '  - { host: 10.0.1, at: rack-1 }',
      'verzion: 1',
      'tiers:',
      '  - { name: rack, weight: 3 }',
      '  - { name: core, weight: 2 }',
    ].join('\r\n'),
    '1:1: the cost map lacks the key version; add it',
    '2:35: an entry of hosts has no key "note"; the keys are host, prefix, at',
    '3:13: host "10.0.1" is not an IPv4 address; write four numbers of 0 to 255, such as 10.0.1.1',
    '4:1: the cost map has no key "verzion"; did you mean version?',
    '7:27: weight 2 is less than 3, that of the tier "rack" under it; list tiers bottom up, with weights that do not fall',
  ],
]);
