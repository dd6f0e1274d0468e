// Where a VM has been: S-CORE's own element in the domain's metadata, <score:history xmlns:score="urn:score:history:1">. What
// cannot be read counts as no history, and says so: a VM must not be tied to its host by a broken note.

import { formatIpv4, parseIpv4 } from '../../topology/ipv4.js';
import { MAX_HISTORY, type PastMove, type VmHistory } from '../core/rules/marks.js';
import { localName, type MetadataElement, printable, xmlElement } from './metadata.js';
import type { Element } from './xml-tree.js';

/** Both elements use one prefix: each declares it itself. */
export const historyKey = 'score';
export const historyUri = 'urn:score:history:1';

export interface ReadHistory {
  /** Undefined when there is none, or none that can be read. */
  readonly history?: VmHistory;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** Never throws. Of more moves than are remembered the latest count. */
export function historyOf(metadata: readonly MetadataElement[]): ReadHistory {
  const elements = metadata.filter(({ uri }) => uri === historyUri);
  const [first] = elements;
  if (first === undefined) return {};
  if (elements.length > 1 || first.local !== 'history') return { problem: 'not one element <history>' };
  const history: PastMove[] = [];
  for (const element of first.element.children.slice(-MAX_HISTORY)) {
    const move = moveOf(element);
    if (move === undefined) return { problem: `a move that is none: ${shown(element)}` };
    history.push(move);
  }
  // Clocks that were set back leave entries out of order, which is no reason to forget them.
  history.sort((a, b) => a.atMs - b.atMs);
  return history.length === 0 ? {} : { history };
}

function shown({ name, attributes }: Element): string {
  const written = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return printable([name, ...written].join(' ').slice(0, 160));
}

function moveOf({ name, attributes }: Element): PastMove | undefined {
  const { at = '', from = '', to = '', gain = '', ok = '' } = attributes;
  const atMs = Date.parse(at);
  const [source, target] = [parseIpv4(from), parseIpv4(to)];
  if (localName(name) !== 'move' || source === undefined || target === undefined) return undefined;
  if (Number.isNaN(atMs) || atMs < 0 || new Date(atMs).toISOString() !== at) return undefined;
  if (!/^-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?$/.test(gain) || !Number.isFinite(Number(gain))) return undefined;
  if (ok !== 'yes' && ok !== 'no') return undefined;
  return { atMs, from: source, to: target, gain: Number(gain), ok: ok === 'yes' };
}

/** The element as libvirt wants to be given it, or undefined for a history without moves. */
export function historyXml(history: VmHistory): string | undefined {
  const moves = history.slice(-MAX_HISTORY).map(({ atMs, from, to, gain, ok }) =>
    xmlElement('move', {
      at: new Date(atMs).toISOString(),
      from: formatIpv4(from),
      to: formatIpv4(to),
      gain: String(gain),
      ok: ok ? 'yes' : 'no',
    }),
  );
  return moves.length === 0 ? undefined : xmlElement('history', {}, moves.join(''));
}
