import { URL, type UrlLike } from '../platform.js';

const LOCAL_NAMES = /^localhost$|\.localhost$|\.local$/;
const LOCAL_IPV4 = /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./;
const LOCAL_IPV6 = /^\[(::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/;

/**
 * Whether a page on the public web asks for an address of the viewer's own machine or network, which browsers block or ask
 * the viewer about. `url` may be relative to the page.
 */
export function isPublicPageReachingIn(url: string, pageUrl: string | undefined): boolean {
  const page = pageUrl === undefined ? undefined : parsed(pageUrl);
  const target = parsed(url, pageUrl);
  if (!page || !target || !/^https?:$/.test(page.protocol)) return false;
  return isLocalHost(target.hostname) && !isLocalHost(page.hostname);
}

/** Whether an address is one of the viewer's own machine or network: others cannot open it. */
export function isLocalAddress(url: string): boolean {
  const target = parsed(url);
  return !target || target.protocol === 'file:' || isLocalHost(target.hostname);
}

function isLocalHost(hostname: string): boolean {
  return LOCAL_NAMES.test(hostname) || LOCAL_IPV4.test(hostname) || LOCAL_IPV6.test(hostname);
}

function parsed(url: string, base?: string): UrlLike | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}
