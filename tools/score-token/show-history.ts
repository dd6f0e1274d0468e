// Text of a host's history: a line for each entry, the latest last.
import type { HistoryEntry, HistoryReport } from '../../agent/report/history.js';
import { saves } from './show-explain.js';
import { formatBytes, formatDuration, safe, table } from './table.js';

export function showHistory({ host, entries, truncated }: HistoryReport): string[] {
  if (entries.length === 0) return [`${host} has nothing of that in its history.`];
  const rows = entries.map((entry) => [entry.at, entry.kind, 'vm' in entry ? (entry.vm ?? '') : '', what(entry)]);
  const more = truncated ? ['There may be older ones: --limit N shows more, as far as they are kept.'] : [];
  return [...table([['AT', 'KIND', 'VM', ''], ...rows]), ...more];
}

function what(entry: HistoryEntry): string {
  switch (entry.kind) {
    case 'decision': {
      const to = entry.target ? ` to ${entry.target.host}, ${saves(entry.target.gain)}` : '';
      return joined(`${entry.verdict}${to} [${safe(entry.reason)}]`, entry.detail);
    }
    case 'migration-start':
      return `to ${entry.to}`;
    case 'migration-end': {
      const { from, to, ok, reason, bytes, ms, downtimeMs, verified } = entry;
      if (!ok) return `FAILED ${from} -> ${to}: ${safe(reason)}`;
      const figures = `${formatBytes(bytes)} in ${formatDuration(ms)}, down ${downtimeMs}ms`;
      return `moved ${from} -> ${to}: ${figures}${verified ? '' : ', NOT VERIFIED'}`;
    }
    case 'standing': {
      const { mode, effectiveMode, maintenance, blackout, implausible } = entry.standing;
      const effective = mode === effectiveMode ? mode : `${effectiveMode} instead of ${mode}`;
      const others = [blackout && `blackout ${blackout}`, implausible && `implausible: ${implausible}`].filter(Boolean);
      return safe([`mode ${effective}, maintenance ${maintenance}`, ...others].join(', '));
    }
    case 'order': {
      const { order, paused, epoch, from } = entry;
      const state = paused ? 'rounds are paused' : 'rounds may run';
      return `${order}, ${from === undefined ? 'given on this host' : `told by ${from}`}: ${state}, epoch ${epoch}`;
    }
    case 'alarm':
      return joined(`[${safe(entry.code)}]`, entry.text);
    case 'round': {
      const { tokenId, rounds, hops, migrations, failures, endReason } = entry;
      const done = `rounds ${rounds}, hops ${hops}, migrations ${migrations}, failed ${failures}`;
      return `token ${safe(tokenId)} ended: ${safe(endReason)}; ${done}`;
    }
  }
}

function joined(head: string, text: string): string {
  return text === '' ? head : `${head} ${safe(text)}`;
}
