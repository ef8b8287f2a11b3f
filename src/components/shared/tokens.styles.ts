import { css } from 'lit';

/**
 * What the elements look like, under names that a page may set. Light and dark follow `color-scheme`. Text colours keep
 * 4.5:1 to both grounds (a test computes it); every colour with a meaning has a second cue beside it. `--run-1` to `--run-4` are
 * the runs that stand side by side, by their places: their second cue is a letter, and a dash where they are lines.
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
    --run-1: var(--trace-run-1, light-dark(#006d78, #3cc6d2));
    --run-2: var(--trace-run-2, light-dark(#b3216b, #ff85bb));
    --run-3: var(--trace-run-3, light-dark(#6b6300, #d4bf45));
    --run-4: var(--trace-run-4, light-dark(#26752b, #74c97a));
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
  @media (forced-colors: active) {
    :host {
      --run-1: CanvasText;
      --run-2: LinkText;
      --run-3: CanvasText;
      --run-4: LinkText;
    }
  }
`;
