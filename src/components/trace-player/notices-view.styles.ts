import { css } from 'lit';

/** The notices under the header. */
export const noticesStyles = css`
  .notices {
    margin: 0;
    padding: 0;
    list-style: none;
    max-height: 96px;
    overflow: auto;
    border-bottom: 1px solid var(--line);
    background: color-mix(in srgb, var(--tool) 8%, var(--bg));
    font-size: 0.9em;
  }
  .notices li {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 5px 14px;
  }
  .notices .icon {
    flex: none;
    color: var(--tool);
  }
  .notices .retry {
    flex: none;
    margin: 0 0 0 auto;
    padding: 0 10px;
    border: 1px solid var(--line);
    color: var(--ink);
  }
  .notices span {
    overflow-wrap: anywhere;
  }
`;
