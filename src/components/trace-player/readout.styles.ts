import { css } from 'lit';

/** The figures at the playhead. */
export const readoutStyles = css`
  .figures {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 1px;
    margin: 0;
    border-bottom: 1px solid var(--line);
    background: var(--line);
  }
  .figure {
    min-width: 0;
    padding: 9px 6px 9px 12px;
    background: var(--bg);
  }
  dt {
    overflow: hidden;
    font-size: 0.79em;
    white-space: nowrap;
    text-overflow: ellipsis;
    color: var(--dim);
  }
  dd {
    margin: 1px 0 0;
    font: 600 1.15em / 1.3 var(--mono);
    letter-spacing: -0.03em;
    white-space: nowrap;
  }
  dd small {
    margin-inline-start: 4px;
    font: 400 0.66em var(--sans);
    letter-spacing: 0;
    color: var(--faint);
  }
  .short {
    display: none;
  }
  dd.none {
    font-weight: 400;
    color: var(--faint);
  }
  @container player (max-width: 860px) {
    .figure {
      padding-inline: 8px 4px;
    }
    dd {
      font-size: 1em;
    }
    dd small {
      margin-inline-start: 2px;
    }
  }
  @container player (max-width: 640px) {
    .figures {
      grid-template-columns: repeat(6, minmax(0, 1fr));
      border-bottom: 0;
    }
    .figure {
      padding-block: 6px;
    }
    dd small {
      font-size: 0.76em;
    }
    dt {
      font-size: 0.72em;
    }
    dd {
      font-size: 0.93em;
    }
    .long {
      display: none;
    }
    .short {
      display: inline;
    }
    .side.open .figures {
      border-bottom: 1px solid var(--line);
    }
  }
  @container player (max-width: 500px) {
    .figures {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
    .figure {
      padding-block: 3px;
    }
  }
`;
