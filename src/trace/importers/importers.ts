import { importAimock } from './aimock.js';
import { importHar } from './har.js';
import type { Importer } from './imported-run.js';
import { importModelLensReplay } from './model-lens-replay.js';
import { importModelLensTrace } from './model-lens-trace.js';
import { importOtlp } from './otlp.js';
import type { ImportName } from './recognise-import.js';
import { importVllmBench } from './vllm-bench.js';

/** What makes a run of each document. */
export const IMPORTERS: Record<ImportName, Importer> = {
  aimock: importAimock,
  har: importHar,
  'model-lens-replay': importModelLensReplay,
  'model-lens-trace': importModelLensTrace,
  'vllm-bench': importVllmBench,
  otlp: importOtlp,
};
