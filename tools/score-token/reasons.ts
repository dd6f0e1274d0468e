// Reason codes of decisions in words: which rule it was, and what would have to be another way. The codes and their
// precedence are those of agent/core/rules/README.md, and docs/troubleshoot.md has more on each.
import type { DecisionRecord } from '../../agent/core/steps.js';

interface Words {
  /** What it means. */
  readonly rule: string;
  /** What would have to change for the VM to move; empty: nothing, or nobody can say. */
  readonly change: string;
}

const WORDS: Readonly<Record<DecisionRecord['reason'], Words>> = {
  'eq-3.2': { rule: 'the move saves more than it costs (Eq. 3.2), and the target has room', change: '' },
  drain: {
    rule: 'its host drains, and this is the best host that has room, at whatever it costs',
    change: '',
  },
  'vm-gone': { rule: 'the VM had gone from the host when its turn came', change: '' },
  'not-movable': {
    rule: 'the VM itself cannot be live-migrated now',
    change: 'remove the obstacle named above',
  },
  'no-flows': { rule: 'no traffic of the VM was seen in the window', change: 'it decides when it talks' },
  'not-measured': {
    rule: 'its traffic has not been measured for long enough',
    change: 'wait: it decides once it was seen for flows.windowMs',
  },
  'locations-unknown': {
    rule: 'nobody says where some of its neighbours are, so what a move saves is not known',
    change: 'the hosts of its neighbours must answer: look at their agents and their redirect',
  },
  'already-local': { rule: 'its neighbours run on the same host: there is nothing to save', change: '' },
  'gain-too-small': {
    rule: 'no host saves more than the migration costs and the least gain (Eq. 3.2)',
    // What it is depends on the figures, which show-explain.ts has.
    change: '',
  },
  'no-room': {
    rule: 'each better host lacks slots, memory or CPUs, or has as many VMs coming as may be',
    change: 'room on one of the hosts above: capacity, rules.headroomPercent, rules.vcpusPerCpu, migrations.intoHost',
  },
  'reservation-refused': {
    rule: 'a host had room when it was asked, and none any more when it had to promise it',
    change: 'the next round tries again',
  },
  'migration-failed': {
    rule: 'its migration has failed not long ago',
    change: 'mend what the text above says; it tries again after stability.failureCooldownMs',
  },
  'in-flight': { rule: 'it is on its way already, or as many migrations as may be are under way', change: 'wait' },
  'host-leaving': { rule: 'the agent of its host is stopping', change: 'start the agent again' },
  paused: { rule: 'rounds are paused in the whole cluster', change: 'score-token resume' },
  'mode-off': { rule: "its host's mode is off", change: 'set mode to auto on the host, and reload its agent' },
  'target-refuses': {
    rule: 'the best host takes no VM in now: by its mode, a blackout window, or because its data cannot be believed',
    change: 'see on that host what score-token status says; VMs move only between hosts that are both in auto',
  },
  'never-move': {
    rule: 'its metadata, its label, the cost map or the settings say that it never moves',
    change: 'take that back where it was said: score-token label, vms in the cost map, rules.neverMove in the settings',
  },
  blackout: { rule: 'its host is in a blackout window', change: 'wait for its end, or change rules.blackout' },
  affinity: {
    rule: 'another VM of one of its affinity groups runs on the same host',
    change: 'take it out of the group: score-token label --affinity',
  },
  'anti-affinity': {
    rule: 'on each better host a VM runs that it must not share a host with',
    change: 'take it out of the group: score-token label --anti-affinity',
  },
  'allowed-hosts': {
    rule: 'no better host is among those that it may run on',
    change: 'allow one of the hosts above: score-token label --allowed-hosts, or vms in the cost map',
  },
  maintenance: { rule: 'each better host is under maintenance', change: 'score-token maintenance off, on that host' },
  'hold-time': { rule: 'it has moved not long ago', change: 'wait: it stays for stability.holdMs after a move' },
  'moves-per-day': {
    rule: 'it has moved, or tried to, as often as it may in 24 hours',
    change: 'wait, or raise stability.movesPerDay',
  },
  'return-too-soon': {
    rule: 'it has left the better host in the last 24 hours, and going back saves too little more than leaving did',
    change: 'wait for a day, or lower stability.returnFactor',
  },
  'implausible-data': {
    rule: 'what its host says of itself cannot be true, so nothing is decided on it',
    change: 'mend what the text above says; decisions go on by themselves',
  },
  'hypervisor-away': { rule: 'the hypervisor of its host does not answer', change: 'look at libvirtd on that host' },
  'datapath-away': { rule: 'the datapath of its host cannot be read', change: 'look at Open vSwitch on that host' },
  'memory-away': {
    rule: 'the agent of its host cannot write its memory, so it promises and moves nothing',
    change: 'make room on the disk of stateDir, or mend it',
  },
};

/** What can be said better when the host is known that has said no: `HOST`. */
const OF_TARGETS: Readonly<Partial<Record<DecisionRecord['reason'], Words>>> = {
  'target-refuses': {
    rule: 'the best host that was asked, HOST, takes no VM in now: by its mode, a blackout window, or because its data cannot be believed',
    change:
      'what score-token status says on HOST; where its mode is recommend or off, set mode to auto there and reload its agent (with an open breaker, score-token rearm)',
  },
  maintenance: {
    rule: 'the best host that was asked, HOST, is under maintenance',
    change: 'score-token maintenance off, on HOST',
  },
};

/**
 * `refusing`: the other host whose refusal has decided. Of another version of the agent there may be codes that are not
 * known here.
 */
export function wordsOf(reason: string, refusing?: string): Words {
  if (refusing !== undefined && Object.hasOwn(OF_TARGETS, reason)) {
    const { rule, change } = OF_TARGETS[reason as DecisionRecord['reason']]!;
    return { rule: rule.replaceAll('HOST', refusing), change: change.replaceAll('HOST', refusing) };
  }
  return Object.hasOwn(WORDS, reason) ? WORDS[reason as DecisionRecord['reason']] : { rule: reason, change: '' };
}
