import { css } from 'lit';

/** What the figures say. */
export const findingsStyles = css`
  .findings {
    border-top: 1px solid var(--line);
  }
`;
