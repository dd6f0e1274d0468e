// Text of what is said of a VM.
import type { LabelReport, MarksReport } from '../../agent/report/history.js';
import { safe } from './table.js';

export function showLabel({ vm, name, host, metadata, inForce, warnings = [] }: LabelReport): string[] {
  const isSame = JSON.stringify(metadata) === JSON.stringify(inForce);
  return [
    `${vm} (${safe(name)}) on ${host}:`,
    ...marks(metadata),
    ...(isSame ? [] : ['in force, together with the cost map:', ...marks(inForce)]),
    ...warnings.map((warning) => `warning: ${safe(warning)}`),
  ];
}

function marks({ neverMove, label, affinity, antiAffinity, allowedHosts }: MarksReport): string[] {
  const lines = [
    ...(neverMove === undefined ? [] : [`  never moves    ${safe(neverMove)}`]),
    ...(label === undefined ? [] : [`  label          ${label}${label === 'red' ? ', so it never moves' : ''}`]),
    ...(affinity ? [`  affinity       ${affinity.map(safe).join(', ')}`] : []),
    ...(antiAffinity ? [`  anti-affinity  ${antiAffinity.map(safe).join(', ')}`] : []),
    ...(allowedHosts ? [`  allowed hosts  ${allowedHosts.map(safe).join(', ')}`] : []),
  ];
  return lines.length === 0 ? ['  nothing is said of it: it moves like any other'] : lines;
}
