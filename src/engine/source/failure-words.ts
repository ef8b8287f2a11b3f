import { TraceFormatError, describeFormatFault, describeSnapshotFault } from '../../trace/index.js';
import { SnapshotError } from '../../trace/snapshot/snapshot-error.js';
import { PlayerError } from '../player-error.js';
import { MAX_BYTES } from './decoded-texts.js';
import { isPublicPageReachingIn } from './local-address.js';
import { shownAddress } from './shown-address.js';

/** Where a source's input was looked for. */
export interface FailurePlace {
  readonly url?: string;
  /** The address of the page that asked, where there is one. */
  readonly pageUrl?: string;
}

/** What a source failed with, in English, for people, and told as what it is for the page that asked. */
export function failureInWords(failure: unknown, { url, pageUrl }: FailurePlace): PlayerError {
  if (failure instanceof TraceFormatError)
    return new PlayerError(failure.fault, describeFormatFault(failure.fault), { url, cause: failure });
  if (failure instanceof SnapshotError) return snapshotFailure(failure, url);
  if (!(failure instanceof PlayerError)) {
    const message = failure instanceof Error ? failure.message : String(failure);
    return new PlayerError('internal', message, { url, cause: failure });
  }
  const { status, cause } = failure;
  const isBlocked =
    failure.kind === 'network' && failure.url !== undefined && isPublicPageReachingIn(failure.url, pageUrl);
  const kind = isBlocked ? 'blocked_local' : failure.kind;
  return new PlayerError(kind, message(kind, failure, url), { status, url: url ?? failure.url, cause });
}

function snapshotFailure(cause: SnapshotError, url: string | undefined): PlayerError {
  const { fault } = cause;
  const kind = fault === 'empty' || fault === 'too_large' ? fault : 'bad_link';
  return new PlayerError(kind, describeSnapshotFault(fault), { url, cause });
}

function message(kind: PlayerError['kind'], failure: PlayerError, wholeUrl = ''): string {
  const url = shownAddress(wholeUrl);
  switch (kind) {
    case 'bad_url':
      return `“${shownAddress(failure.url ?? '')}” is not an address.`;
    case 'http':
      return `HTTP ${failure.status}: ${failure.status === 404 ? 'there is nothing at this address' : 'the server answered with an error'} (${url}).`;
    case 'blocked_local':
      return `${url} is on your own machine or network, and this page is not: the browser may refuse to connect them, or nothing answers there. Open the page from the same machine, or allow it to reach local addresses.`;
    case 'network':
      return failure.url === undefined
        ? 'The connection broke before all of it had come.'
        : `No answer from ${url}: the server is down or unreachable, or does not allow this page to read from it (CORS).`;
    case 'too_large':
      return `More than ${MAX_BYTES / 1024 ** 2} MiB are not read.`;
    case 'unknown_format':
      return describeFormatFault(kind);
    case 'empty':
      return `There is no run at ${url}.`;
    case 'aborted':
      return 'Loading was stopped.';
    default:
      return failure.message;
  }
}
