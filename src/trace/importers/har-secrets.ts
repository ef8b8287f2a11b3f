import { asObject } from '../json-object.js';
import { asObjects, asString } from '../dialects/json-values.js';
import type { JsonObject } from '../events.js';

/** Headers, cookies apart, and query fields that hold keys. */
const KEY_HEADERS = /^(authorization|proxy-authorization|api-key|x-api-key|x-goog-api-key)$/i;
const KEY_FIELDS = /^(key|api[-_]?key|access[-_]?token|token|sig|signature|code)$/i;

/** Shorter ones are names of what is no secret, and would be cut from every text. */
const MIN_SECRET_LENGTH = 8;

const MAX_SECRETS = 100;

/** The keys that an entry's request was sent with, longest first: a server's refusal may repeat them. */
export function harSecrets(entry: JsonObject): string[] {
  const request = asObject(entry.request) ?? {};
  const headers = valuesOf(request.headers, KEY_HEADERS).flatMap((value) => value.split(/[\s;,=]+/));
  const cookies = valuesOf(request.cookies, /./);
  const fields = [
    ...valuesOf(request.queryString, KEY_FIELDS),
    ...addressFields(asString(request.url) ?? ''),
  ];
  return [...headers, ...cookies, ...fields]
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .slice(0, MAX_SECRETS)
    .sort((one, other) => other.length - one.length);
}

/** The text with a mark in the place of each secret, as a recording has it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text);
}

function valuesOf(list: unknown, names: RegExp): string[] {
  return asObjects(list).flatMap(({ name, value }) =>
    names.test(asString(name) ?? '') ? (asString(value) ?? []) : [],
  );
}

function addressFields(url: string): string[] {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  return query.split('&').flatMap((field) => {
    const [name = '', value = ''] = field.split('=', 2);
    return KEY_FIELDS.test(name) ? value : [];
  });
}
