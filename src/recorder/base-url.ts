/** A model server's address as it was given, taken apart. */
export interface BaseUrl {
  /** Without credentials, query and trailing slash: safe to show and to keep. */
  readonly href: string;
  readonly hostname: string;
  readonly port: number;
  /** Whether it is this machine. */
  readonly isLoopback: boolean;
  /** What `user:password@` asks to send; never shown or kept. */
  readonly authorization?: string;
  /** Both parts of `user:password@`, to be cut from texts that might repeat them. */
  readonly secrets: readonly string[];
}

/** The base URL is not one. */
export class BaseUrlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BaseUrlError';
  }
}

/** Reads a base URL; `localhost:8080` is taken as http. Throws `BaseUrlError`, without repeating what might be a secret. */
export function parseBaseUrl(text: string): BaseUrl {
  const url = toUrl(text.trim());
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new BaseUrlError(`the base URL must begin with http:// or https://, not ${url.protocol}`);
  }
  const user = decoded(url.username);
  const password = decoded(url.password);
  const hasCredentials = user !== '' || password !== '';
  const token = Buffer.from(`${user}:${password}`).toString('base64');
  return {
    href: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    hostname: url.hostname,
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    isLoopback: isLoopbackHost(url.hostname),
    authorization: hasCredentials ? `Basic ${token}` : undefined,
    secrets: hasCredentials ? [password, token].filter((secret) => secret !== '') : [],
  };
}

/** Whether a URL's host name is this machine: `localhost`, a name below it, 127.0.0.0/8 or [::1]. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name) ||
    name === '[::1]' ||
    name === '::1'
  );
}

function toUrl(text: string): URL {
  try {
    return new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    throw new BaseUrlError('the base URL is not a URL: give one such as http://127.0.0.1:11434');
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
