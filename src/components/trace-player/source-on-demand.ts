import type { Source } from '../../engine/source/source.js';

/** A source that few pages need. */
export function sourceOnDemand(load: () => Promise<Source>): Source {
  return async (sink, context) => {
    const source = await load();
    // What was let go of meanwhile must not begin any more.
    if (!context.signal.aborted) await source(sink, context);
  };
}
