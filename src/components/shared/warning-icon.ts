/** A drawing for `icon` that marks what went wrong. */
export const WARNING_ICON = 'M8 2.3 14.2 13H1.8zM8 6.5v3M8 11.2v.01';
