/** Colours in light and dark: those of the player. */
const LIGHT =
  '--bg:#fff;--line:#e3e6eb;--ink:#1b2027;--dim:#535d6a;--prompt:#535d6a;--reason:#7a48d6;--resp:#1a63d6;--tool:#a04f00;--err:#c3212c';
const DARK =
  '--bg:#101318;--line:#252a33;--ink:#e7eaf0;--dim:#a2acbb;--prompt:#a2acbb;--reason:#b392f0;--resp:#58a6ff;--tool:#f0a04b;--err:#ff7b72';

const MONO =
  "ui-monospace,'SF Mono','JetBrains Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

const LOOKS = [
  `text{font:14px ${MONO};fill:var(--ink);white-space:pre;unicode-bidi:isolate}`,
  // Such characters are as wide as they are high: with this, as two cells.
  '.wide{letter-spacing:2.8px}',
  '.bg{fill:var(--bg);stroke:var(--line)}',
  '.line{stroke:var(--line)}',
  '.model text{font-weight:600}',
  '.dim text,.note text,.label,.small{fill:var(--dim)}',
  '.label,.small,.badge text{font-size:11px}',
  '.value text{font-size:16px}',
  '.badge rect{fill:none;stroke:var(--tool)}',
  '.badge text{fill:var(--tool)}',
  '.prompt text,.tool_result text{fill:var(--dim)}',
  '.reasoning text{fill:var(--dim);font-style:italic}',
  '.error text,.small.failed{fill:var(--err)}',
  '.note text{font-style:italic}',
  '.head text{font-style:normal;font-weight:600}',
  '.prompt.head text{fill:var(--prompt)}',
  '.reasoning.head text{fill:var(--reason)}',
  '.response.head text{fill:var(--resp)}',
  '.tool_call.head text,.tool_result.head text{fill:var(--tool)}',
  '.bar{fill:var(--resp)}',
  // What lies over a row is, at rest, beyond the picture's edge: without animation all is shown.
  '.c{fill:var(--bg);transform:translate(999em);font-size:8.4px}',
];

/** What a picture looks like, but for what moves in it. */
export const PICTURE_STYLE = `svg{${LIGHT}}@media(prefers-color-scheme:dark){svg{${DARK}}}${LOOKS.join('')}`;
