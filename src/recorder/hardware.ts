import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { JsonObject } from '../trace/index.js';

/** The machine that this process runs on, in the names that files use. `memory_mb` is all of its memory, in 10⁶ bytes. */
export function describeHardware(): JsonObject {
  const processors = cpus();
  const model = processors[0]?.model.trim();
  return {
    platform: platform(),
    os_release: release(),
    arch: arch(),
    ...(model && { cpu: model }),
    ...(processors.length > 0 && { cores: processors.length }),
    memory_mb: Math.round(totalmem() / 1e6),
  };
}
