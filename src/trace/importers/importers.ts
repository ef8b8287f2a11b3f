import type { JsonValue } from '../events.js';
import { makeSound } from '../nesting.js';
import { TraceFormatError } from '../trace-reader.js';
import { importAimock } from './aimock.js';
import { importHar } from './har.js';
import type { Importer } from './imported-run.js';
import { importLangSmith } from './langsmith.js';
import { importModelLensReplay } from './model-lens-replay.js';
import { importModelLensTrace } from './model-lens-trace.js';
import { importOtlp } from './otlp.js';
import type { ImportName } from './recognise-import.js';
import { importVllmBench } from './vllm-bench.js';

/** What makes a run of each document. One that is nested beyond any bound is refused; numbers that are none are left out. */
export const IMPORTERS: Record<Exclude<ImportName, 'model-lens-link'>, Importer> = {
  aimock: bounded(importAimock),
  har: bounded(importHar),
  langsmith: bounded(importLangSmith),
  'model-lens-replay': bounded(importModelLensReplay),
  'model-lens-trace': bounded(importModelLensTrace),
  'vllm-bench': bounded(importVllmBench),
  otlp: bounded(importOtlp),
};

function bounded(importer: Importer): Importer {
  return (document: JsonValue) => {
    if (!makeSound(document)) throw new TraceFormatError('wrong_shape', 'nested too deeply');
    return importer(document);
  };
}
