/** One measured figure, beside its aim where it has one. */
export interface Figure {
  /** What was measured, for people: `reading ÷ JSON.parse`. */
  readonly what: string;
  readonly value: number;
  /** `×` for a ratio. */
  readonly unit: string;
  /** The value it should not exceed; absent: told for information. */
  readonly aim?: number;
}

/** Whether the figure is what was aimed at; undefined where nothing was. */
export function isMet({ value, aim }: Figure): boolean | undefined {
  return aim === undefined ? undefined : value <= aim;
}
