import { ReplayLineReader } from './replay-file/line-reader.js';
import type { TraceFormat, TraceReader } from './trace-reader.js';

/** A reader for the format. All but the line form of a replay file, which nearly every page needs, load on demand. */
export async function createTraceReader(format: TraceFormat): Promise<TraceReader> {
  switch (format) {
    case 'replay-lines':
      return new ReplayLineReader();
    case 'replay-document': {
      const { ReplayDocumentReader } = await import('./replay-file/document-reader.js');
      return new ReplayDocumentReader();
    }
    case 'event-lines': {
      const { EventLinesReader } = await import('./event-lines-reader.js');
      return new EventLinesReader();
    }
    case 'live-frames': {
      const { LiveFramesReader } = await import('./live-frames-reader.js');
      return new LiveFramesReader();
    }
    case 'model-lens-link': {
      const { SnapshotLinkReader } = await import('./importers/snapshot-link.js');
      return new SnapshotLinkReader();
    }
    case 'har':
    case 'langsmith':
    case 'model-lens-replay':
    case 'model-lens-trace':
    case 'vllm-bench':
    case 'otlp':
    case 'aimock': {
      const [{ ImportReader }, { IMPORTERS }] = await Promise.all([
        import('./importers/import-reader.js'),
        import('./importers/importers.js'),
      ]);
      return new ImportReader(IMPORTERS[format]);
    }
    default: {
      const { StreamBodyReader } = await import('./stream-body/body-reader.js');
      return new StreamBodyReader(format);
    }
  }
}
