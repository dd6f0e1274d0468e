// What an operator's week in the lab came to: one line for each check, and whether all of them hold. Pure.

/** One thing that had to be so. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  /** What was seen. */
  readonly seen: string;
}

export interface StepSummary {
  readonly name: string;
  readonly title: string;
  readonly ms: number;
  readonly checks: readonly Check[];
  /** Why the step was broken off, if it was. */
  readonly error?: string;
}

export interface OperatorsSummary {
  readonly ok: boolean;
  readonly startedAt: string;
  readonly steps: readonly StepSummary[];
  readonly leftBehind: readonly string[];
  readonly ms: { readonly up: number; readonly whole: number };
}

export function isOk({ checks, error }: Pick<StepSummary, 'checks' | 'error'>): boolean {
  return error === undefined && checks.length > 0 && checks.every((check) => check.ok);
}

export function operatorLines({ steps, leftBehind, ms }: OperatorsSummary): string[] {
  const lines = steps.flatMap((step) => [
    '',
    `${step.name}: ${step.title} (${(step.ms / 1000).toFixed(1)} s)`,
    ...step.checks.map(({ what, ok, seen }) => `  ${ok ? 'ok    ' : 'FAILED'} ${what}: ${seen}`),
    ...(step.error === undefined ? [] : [`  BROKEN OFF: ${step.error}`]),
  ]);
  const checks = steps.flatMap((step) => step.checks);
  const held = checks.filter((check) => check.ok).length;
  return [
    ...lines,
    '',
    `${held} of ${checks.length} checks hold; ${(ms.whole / 60_000).toFixed(1)} min, ${(ms.up / 1000).toFixed(1)} s of it to build the lab`,
    ...leftBehind.map((what) => `left behind: ${what}`),
  ];
}
