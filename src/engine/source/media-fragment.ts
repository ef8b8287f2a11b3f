/** The time that a URL's fragment names, in milliseconds: `#t=12`, `#t=1:30`, `#t=npt:12.5,20` (its start). */
export function fragmentStartMs(url: string): number | undefined {
  const hash = url.indexOf('#');
  if (hash < 0) return undefined;
  const time = url
    .slice(hash + 1)
    .split('&')
    .findLast((part) => part.startsWith('t='));
  const start = time && /^t=(?:npt:)?((?:\d+:){0,2}\d+(?:\.\d*)?)(?:s?(?:,.*)?)$/.exec(time)?.[1];
  if (!start) return undefined;
  return start.split(':').reduce((total, part) => total * 60 + Number(part), 0) * 1000;
}
