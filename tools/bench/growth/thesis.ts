// The thesis's own measurements (chapter 5, Python, machines of 2013), to stand beside our curves.

export interface ThesisCurve {
  /** Of the curve beside which it stands. */
  readonly curve: string;
  readonly unit: string;
  readonly points: readonly { readonly size: number; readonly value: number }[];
}

/** Seconds for 100, 1k, 10k, 100k flows were 0, 0.001, 0.07, 0.94; the first has no place on a logarithmic axis. */
const addingMs = [
  { size: 1_000, value: 1 },
  { size: 10_000, value: 70 },
  { size: 100_000, value: 940 },
];

export const thesisCurves: readonly ThesisCurve[] = [
  { curve: 'flow table add, 1000 sources', unit: 'ms', points: addingMs },
  { curve: 'flow table add, all distinct', unit: 'ms', points: addingMs },
  {
    // 4 and 46 MB in all.
    curve: 'flow table memory, 1000 sources',
    unit: 'bytes/flow',
    points: [
      { size: 10_000, value: 400 },
      { size: 100_000, value: 460 },
    ],
  },
  {
    // 16 and 91 MB in all.
    curve: 'flow table memory, all distinct',
    unit: 'bytes/flow',
    points: [
      { size: 10_000, value: 1_600 },
      { size: 100_000, value: 910 },
    ],
  },
  {
    curve: 'decision, cold',
    unit: 'ms',
    points: [
      { size: 10, value: 320 },
      { size: 100, value: 2_970 },
      { size: 1_000, value: 30_540 },
    ],
  },
];

/** The thesis's curve for one of ours, when it has one in the same unit. */
export function thesisOf(curve: { readonly name: string; readonly unit: string }): ThesisCurve | undefined {
  return thesisCurves.find((each) => each.curve === curve.name && each.unit === curve.unit);
}
