import type { RunInfo } from '../run-info.js';

/** `Q4_K_M`, `iq3_xs`, `q8_0`, `fp16`, `bf16`, `int4`, `4bit`, `w4a16`, `awq`, `gptq`, `mxfp4`, `nvfp4`, as a part of a name. */
const IN_NAME =
  /(?<![a-z0-9])(i?q[1-8](?:_(?:[0-9]|k|xxs|xs|s|m|l|xl|nl)){1,2}|i?q[1-8]|fp?(?:16|32|8)|bf16|int[48]|[2-8]-?bit|w[48]a(?:16|8|4)|awq|gptq|mxfp4|nvfp4)(?![a-z0-9])/i;

/** Parameters that tell it. */
export const QUANTISATION_PARAMS: readonly string[] = [
  'quantization',
  'quantisation',
  'quant',
  'quantization_level',
];

/** How a run's model was quantised, in capitals: as its parameters say, else as its name does; undefined where neither tells. */
export function quantisationOf({ model, params }: RunInfo): string | undefined {
  for (const name of QUANTISATION_PARAMS) {
    const told = params?.[name];
    if (typeof told === 'string' && told !== '') return told.toUpperCase();
  }
  return IN_NAME.exec(model)?.[1]?.toUpperCase();
}
