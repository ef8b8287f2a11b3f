/** What was aimed at: a value not to exceed, one to reach, or one to be near (within a quarter of it). */
export type Aim = { readonly atMost: number } | { readonly atLeast: number } | { readonly about: number };

/** One measured figure, beside its aim where it has one. */
export interface Figure {
  /** What was measured, for people: `reading ÷ JSON.parse`. */
  readonly what: string;
  readonly value: number;
  /** `×` for a ratio. */
  readonly unit: string;
  /** Absent: told for information. */
  readonly aim?: Aim;
}

const NEAR_SHARE = 0.25;

/** Whether the figure is what was aimed at; undefined where nothing was. */
export function isMet({ value, aim }: Figure): boolean | undefined {
  if (aim === undefined) return undefined;
  if ('atLeast' in aim) return value >= aim.atLeast;
  return 'atMost' in aim ? value <= aim.atMost : Math.abs(value - aim.about) <= NEAR_SHARE * aim.about;
}
