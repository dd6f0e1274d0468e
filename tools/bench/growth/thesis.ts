// The thesis's own measurements (chapter 5, Python, machines of 2013), to stand beside our curves.

export interface ThesisCurve {
  /** Of the curve beside which it stands. */
  readonly curve: string;
  readonly unit: string;
  readonly points: readonly { readonly size: number; readonly value: number }[];
}

export const thesisCurves: readonly ThesisCurve[] = [
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
