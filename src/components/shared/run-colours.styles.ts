import { css } from 'lit';

/** The colour of what belongs to a run, by the place that the run has. */
export const runColours = css`
  .run-1 {
    --run: var(--run-1);
  }
  .run-2 {
    --run: var(--run-2);
  }
  .run-3 {
    --run: var(--run-3);
  }
  .run-4 {
    --run: var(--run-4);
  }
`;
