// Every mistake in the `vms` of a cost map: its line, its column, and the words the operator reads.
import { refuses, withLine } from './mistakes.js';

const vms = (...lines: string[]) => withLine(7, ['vms:', ...lines.map((line) => `  - ${line}`)].join('\n'));
const groups = (letter: string) => Array.from({ length: 9 }, (_, index) => `${letter}${index}`).join(', ');

refuses('what is said of VMs', 'invalid', [
  ['no list', withLine(7, 'vms: { vm: 10.1.0.5 }'), '7:6: vms is a mapping; it must be a list'],
  [
    'neither vm nor prefix',
    vms('{ host: 10.1.0.5, label: red }'),
    '8:5: an entry of vms has neither vm nor prefix; add one of them',
    '8:7: an entry of vms has no key "host"; the keys are vm, prefix, neverMove, label, affinity, antiAffinity, allowedHosts',
  ],
  [
    'vm and prefix',
    vms('{ vm: 10.1.0.5, prefix: 10.1.0.0/24, label: red }'),
    '8:5: an entry of vms has both vm and prefix; keep one of them',
  ],
  [
    'nothing said',
    vms('{ vm: 10.1.0.5 }'),
    '8:5: an entry of vms says nothing of its VMs; add one of neverMove, label, affinity, antiAffinity, allowedHosts, or take it out',
  ],
  [
    'a mistyped mark',
    vms('{ vm: 10.1.0.5, label: red, nevermove: x }'),
    '8:33: an entry of vms has no key "nevermove"; did you mean neverMove?',
  ],
  [
    'no address',
    vms('{ vm: web-1, label: red }'),
    '8:11: vm "web-1" is not an IPv4 address; write four numbers of 0 to 255, such as 10.0.1.1',
  ],
  [
    'a VM as a prefix',
    vms('{ prefix: 10.1.0.5, label: red }'),
    '8:15: prefix "10.1.0.5" is not an IPv4 prefix; write vm: 10.1.0.5, or 10.1.0.5/32',
  ],
  [
    'no reason',
    vms('{ vm: 10.1.0.5, neverMove: true }'),
    "8:32: neverMove must be text: say why, such as neverMove: its licence is this host's",
  ],
  [
    'an empty reason',
    vms('{ vm: 10.1.0.5, neverMove: "" }'),
    '8:32: neverMove is ""; say why, such as neverMove: its licence is this host\'s',
  ],
  [
    'a reason of two lines',
    vms('{ vm: 10.1.0.5, neverMove: "a\\nb" }'),
    '8:32: neverMove is "a\\nb"; take the control characters, such as line breaks, out',
  ],
  ['a label', vms('{ vm: 10.1.0.5, label: rad }'), '8:28: label is "rad"; did you mean red?'],
  ['a label like none', vms('{ vm: 10.1.0.5, label: blue }'), '8:28: label is "blue"; write one of green, yellow, red'],
  [
    'a group that is no list',
    vms('{ vm: 10.1.0.5, affinity: web }'),
    '8:31: affinity is the text "web"; it must be a list',
  ],
  [
    'a group name',
    vms('{ vm: 10.1.0.5, antiAffinity: [web, "web tier"] }'),
    '8:41: antiAffinity[1] is "web tier"; a group name has 1 to 64 letters, digits, dots, dashes and underscores',
  ],
  ['no groups', vms('{ vm: 10.1.0.5, affinity: [] }'), '8:31: affinity has 0 entries; write 1 to 16'],
  [
    'an allowed host with host bits',
    vms('{ vm: 10.1.0.5, allowedHosts: [10.0.1.1, 10.0.1.7/24] }'),
    '8:46: allowedHosts[1] is "10.0.1.7/24"; the bits after the first 24 must be 0, so write 10.0.1.0/24',
  ],
  [
    'an allowed host that is no address',
    vms('{ vm: 10.1.0.5, allowedHosts: [hv1] }'),
    '8:36: allowedHosts[0] is "hv1"; write an address, a slash and a length of 0 to 32, as in 10.0.2.0/24',
  ],
  [
    'the same range twice',
    vms('{ vm: 10.1.0.5, label: red }', '{ prefix: 10.1.0.5/32, affinity: [web] }'),
    '9:15: 10.1.0.5/32 is in vms already on line 8; write all of it there',
  ],
  [
    'too many groups from two entries',
    vms(`{ prefix: 10.1.0.0/24, affinity: [${groups('a')}] }`, `{ vm: 10.1.0.5, affinity: [${groups('b')}] }`),
    '9:5: 10.1.0.5 has 18 groups of affinity with those of the wider entries that cover it; 16 is the most',
  ],
]);
