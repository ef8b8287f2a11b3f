import css from 'uplot/dist/uPlot.min.css?inline';

/** uPlot's own style sheet, to be adopted by a shadow root. */
export const uplotStyles = new CSSStyleSheet();
uplotStyles.replaceSync(css);
