import { css } from 'lit';

/**
 * What the elements look like, under names that a page may set. Light and dark follow `color-scheme`. Text colours keep
 * 4.5:1 to both grounds (a test computes it); every colour with a meaning has a second cue beside it.
 */
export const tokens = css`
  :host {
    --bg: var(--trace-background, light-dark(#ffffff, #101318));
    --sunk: var(--trace-background-sunk, light-dark(#f5f6f8, #0b0d11));
    --line: var(--trace-border, light-dark(#e3e6eb, #252a33));
    --ink: var(--trace-text, light-dark(#1b2027, #e7eaf0));
    --dim: var(--trace-text-dim, light-dark(#535d6a, #a2acbb));
    --faint: var(--trace-text-faint, light-dark(#646f7d, #8792a2));
    --accent: var(--trace-accent, light-dark(#1a63d6, #6ea8fe));
    --wait: var(--trace-waiting, light-dark(#8a94a3, #6b7585));
    --reason: var(--trace-reasoning, light-dark(#7a48d6, #b392f0));
    --resp: var(--trace-response, light-dark(#1a63d6, #58a6ff));
    --tool: var(--trace-tools, light-dark(#a04f00, #f0a04b));
    --err: var(--trace-error, light-dark(#c3212c, #ff7b72));
    --good: var(--trace-completed, light-dark(#1a7f37, #3fb950));
    --mono: var(
      --trace-font-mono,
      ui-monospace,
      'SF Mono',
      'JetBrains Mono',
      Menlo,
      Consolas,
      'DejaVu Sans Mono',
      monospace
    );
    --sans: var(--trace-font, ui-sans-serif, system-ui, 'Inter', 'Segoe UI', sans-serif);
    --size: var(--trace-font-size, 14px);
    --radius: var(--trace-radius, 10px);
  }
`;
