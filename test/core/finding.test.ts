// What the answers to an inquiry add up to: a table of who says what, and what follows.
import t from 'tap';
import { numberOf } from '../../agent/core/generation.js';
import type { TokenSighting } from '../../agent/core/messages.js';
import { type Finding, findingOf, type Mine } from '../../agent/core/search/finding.js';
import { ipv4 } from '../../topology/ipv4.js';

const [a, b, c] = ['10.0.1.1', '10.0.1.2', '10.0.2.1'].map((text) => ipv4(text));
const [g1, g2, g3] = [numberOf(1, 5), numberOf(2, 1), numberOf(2, 9)];
const RECENT_MS = 30_000;

const mine: Mine = { host: b!, generation: g1, copyGeneration: g1, sequence: 20 };

function says(changes: Partial<TokenSighting>): TokenSighting {
  const hop = { generation: g1, copyGeneration: g1, sequence: 10, ageMs: 90_000, inquiring: false };
  return { type: 'token-sighting', request: 1, host: c!, sight: 'seen', ...hop, ...changes };
}
const stranger = says({ sight: 'unknown', generation: 0, copyGeneration: 0, sequence: 0, ageMs: 0 });
const mineIsNewest: Finding = { type: 'newest', host: b!, generation: g1, sequence: 20 };

const table: readonly (readonly [what: string, answers: readonly TokenSighting[], finding: Finding, asker?: Mine])[] = [
  ['nobody answers', [], mineIsNewest],
  ['nobody else has seen it', [stranger], mineIsNewest],
  ['all others have older copies', [says({}), says({ host: a!, sequence: 19 })], mineIsNewest],
  ['somebody holds it', [says({ sight: 'here' })], { type: 'alive', agoMs: 0 }],
  ['somebody watches over it', [says({ sight: 'custody' })], { type: 'alive', agoMs: 0 }],
  ['it has ended', [says({ sight: 'ended' }), says({ sight: 'here' })], { type: 'ended', generation: g1 }],
  ['somebody saw it lately', [says({ ageMs: 29_999 })], { type: 'alive', agoMs: 29_999 }],
  ['the latest of several counts', [says({ ageMs: 9 }), says({ ageMs: 5 })], { type: 'alive', agoMs: 5 }],
  ['nobody saw it lately', [says({ ageMs: 30_000 })], mineIsNewest],
  ['another has a later hop', [says({ sequence: 21 })], { type: 'newest', host: c!, generation: g1, sequence: 21 }],
  [
    'another has a higher generation, at an earlier hop',
    [says({ generation: g2, copyGeneration: g2, sequence: 3 })],
    { type: 'newest', host: c!, generation: g2, sequence: 3 },
  ],
  [
    'the same counter: the tag decides',
    [says({ generation: g2, copyGeneration: g2 }), says({ host: a!, generation: g3, copyGeneration: g3 })],
    { type: 'newest', host: a!, generation: g3, sequence: 10 },
  ],
  [
    'the same copy twice: the lower address',
    [says({ host: a!, sequence: 20 })],
    { type: 'newest', host: a!, generation: g1, sequence: 20 },
  ],
  ['the same copy on a higher address', [says({ host: c!, sequence: 20 })], mineIsNewest],
  ['who has the newest copy looks for it too', [says({ sequence: 21, inquiring: true })], { type: 'yield' }],
  ['who looks for it has an older copy', [says({ sequence: 19, inquiring: true })], mineIsNewest],
  [
    'who holds a lower generation holds nothing',
    [says({ sight: 'here' }), says({ host: a!, generation: g2, copyGeneration: g2, ageMs: 99_000, sequence: 1 })],
    { type: 'newest', host: a!, generation: g2, sequence: 1 },
  ],
  [
    'a lower generation has ended, and the token lives on in a higher one',
    [says({ sight: 'ended' }), says({ host: a!, sight: 'here', generation: g2 })],
    { type: 'alive', agoMs: 0 },
  ],
  [
    'a higher generation is known of, and nobody has a copy of it',
    [says({ sight: 'unknown', generation: g2, copyGeneration: 0 })],
    mineIsNewest,
  ],
  [
    'the asker itself knows a higher generation than anybody who holds it',
    [says({ sight: 'here' })],
    mineIsNewest,
    { ...mine, generation: g2 },
  ],
];

for (const [what, answers, finding, asker = mine] of table) {
  t.test(what, async (t) => t.same(findingOf(asker, answers, RECENT_MS), finding));
}
