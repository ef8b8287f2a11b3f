import type { Source } from '../../engine/source/source.js';

/** A source that few pages need. */
export function sourceOnDemand(load: () => Promise<Source>): Source {
  return async (sink, context) => (await load())(sink, context);
}
