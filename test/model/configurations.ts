// The configurations of the model that are verified, and the breaks that have to be found. The flags are explained at
// the head of handover.pml.
import type { Flags } from './spin.js';

export interface Configuration {
  readonly name: string;
  readonly flags: Flags;
  /** The claim is checked too: no run goes on for ever without an end of the round. Twice the time. */
  readonly claim: boolean;
}

export interface Break extends Configuration {
  /** What pan has to say. */
  readonly error: RegExp;
}

function faults(losses: number, doubles: number, crashes: number, mistakes: number, more: Flags = {}): Flags {
  return { LOSSES: losses, DOUBLES: doubles, CRASHES: crashes, MISTAKES: mistakes, ...more };
}

const forGood = { AFTER_CRASH: 'GONE' };

/** Each has to be free of errors, with every reachable state visited. */
export const configurations: readonly Configuration[] = [
  { name: 'two messages lost, two doubled', flags: faults(2, 2, 0, 0), claim: true },
  { name: 'a crash and a restart, a message lost', flags: faults(1, 0, 1, 0), claim: true },
  { name: 'a crash and a restart, a message lost, one doubled', flags: faults(1, 1, 1, 0), claim: false },
  {
    name: 'a crash and a restart with the generations on disk',
    flags: faults(0, 1, 1, 0, { KEEP: true }),
    claim: true,
  },
  { name: 'a crash for good, a message lost, one doubled', flags: faults(1, 1, 1, 0, forGood), claim: true },
  { name: 'one crash never needs the inquiry', flags: faults(1, 0, 1, 0, { ...forGood, INQUIRY: 0 }), claim: true },
  { name: 'one crash and restart never needs it', flags: faults(0, 0, 1, 0, { INQUIRY: 0 }), claim: true },
  {
    name: 'a crash for good and a living host taken for dead; one generation remains',
    flags: faults(0, 0, 1, 1, { ...forGood, ONE_REMAINS: true }),
    claim: true,
  },
  {
    name: 'a living host taken for dead in a longer round; one generation remains',
    flags: faults(0, 0, 0, 1, { HOPS: 4, ONE_REMAINS: true }),
    claim: true,
  },
  { name: 'a crash and a restart, a living host taken for dead', flags: faults(0, 0, 1, 1), claim: false },
  { name: 'every fault once, in a round of one hop', flags: faults(1, 1, 1, 1, { HOPS: 2 }), claim: false },
  { name: '4 hosts, a message lost, one doubled', flags: faults(1, 1, 0, 0, { HOSTS: 4 }), claim: true },
  { name: '4 hosts, one taken for dead', flags: faults(0, 0, 0, 1, { HOSTS: 4 }), claim: true },
  { name: '4 hosts, a crash for good', flags: faults(0, 0, 1, 0, { HOSTS: 4, ...forGood }), claim: true },
];

const twoHolders = /assertion violated .*host\[j\]\.top!=host\[/;
const actedTwice = /assertion violated .*copyN>last/;
const twoGenerations = /assertion violated .*host\[j\]\.top==host\[/;
/** Found by the claim, or by `watch`, whichever pan comes to first. */
const neverEnds = /acceptance cycle|assertion violated .*over/;

/** Each takes one thing out of the protocol, and has to fail for the reason that this thing is there. */
export const breaks: readonly Break[] = [
  {
    name: 'the receiver acts on the offer, without a grant',
    flags: faults(1, 0, 0, 1, { BREAK_GRANT: true }),
    claim: true,
    error: twoHolders,
  },
  {
    name: 'the holder hands a granted hop to another host after silence',
    flags: faults(0, 0, 0, 1, { BREAK_TWICE: true }),
    claim: true,
    error: twoHolders,
  },
  {
    name: 'a restarted host acts on a grant to its former incarnation',
    flags: faults(0, 1, 1, 0, { BREAK_INCARNATION: true }),
    claim: true,
    error: actedTwice,
  },
  {
    name: 'no custody',
    flags: faults(0, 0, 1, 0, { BREAK_CUSTODY: true, INQUIRY: 0 }),
    claim: true,
    error: neverEnds,
  },
  {
    name: 'a lower generation is accepted',
    flags: faults(0, 0, 0, 1, { BREAK_LOWER: true, HOPS: 4, ONE_REMAINS: true }),
    claim: true,
    error: twoGenerations,
  },
  {
    name: 'generations without random bits',
    flags: faults(0, 0, 1, 1, { BREAK_NUMBER: true }),
    claim: true,
    error: twoHolders,
  },
  {
    name: 'the copy is dropped when a higher generation is heard of',
    flags: faults(0, 0, 1, 1, { ...forGood, BREAK_COPY: true }),
    claim: true,
    error: neverEnds,
  },
];
