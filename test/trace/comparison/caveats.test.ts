import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Caveat, compareProfiles } from '../../../src/trace/index.js';
import { type SmallRun, smallProfile } from './small-run.js';

const caveatsOf = (left: SmallRun | SmallRun[], right: SmallRun | SmallRun[]) =>
  compareProfiles([left].flat().map(smallProfile), [right].flat().map(smallProfile)).caveats;

const told = (kind: Caveat['kind'], left: string[], right: string[], name?: string): Caveat => ({
  kind,
  ...(name !== undefined && { name }),
  sides: ['left', 'right'],
  left,
  right,
});
const marked = (kind: Caveat['kind'], ...sides: Caveat['sides']): Caveat => ({
  kind,
  sides,
  left: [],
  right: [],
});

describe('fairness', () => {
  test('has nothing to say of two runs of the same, but for their figures and their models', () => {
    const hardware = { cpu: 'x', cores: 8, os_release: '1' };
    const same: SmallRun = {
      params: { temperature: 0 },
      hardware,
      system: 'Be brief.',
      timings: { load_duration: 20e6 },
    };
    const other: SmallRun = { ...same, model: 'n', gapMs: 50, hardware: { ...hardware, os_release: '2' } };
    assert.deepEqual(caveatsOf(same, other), []);
  });

  test('needs the same prompt, which is not told as it is long', () => {
    assert.deepEqual(caveatsOf({}, { prompt: 'Why not?' }), [told('prompt', [], [])]);
    assert.deepEqual(caveatsOf({ system: 'Be brief.' }, { system: 'Be long.' }), [
      told('system_prompt', [], []),
    ]);
    assert.deepEqual(caveatsOf({}, { system: 'Be long.' }), [told('system_prompt', [], [])]);
  });

  test('cannot be told where a prompt is not known, as in a run without text', () => {
    assert.deepEqual(caveatsOf({}, { text_recorded: false }), [
      marked('prompt_unknown', 'right'),
      marked('text_not_recorded', 'right'),
    ]);
  });

  test('needs the same parameters; those of repetition are none', () => {
    const left = { params: { temperature: 0, seed: 7, repeat_run: 1, repeat_of: 3 } };
    const right = { params: { temperature: 0.7, seed: 7, max_tokens: 50 } };
    assert.deepEqual(caveatsOf(left, right), [
      told('parameters', [], ['50'], 'max_tokens'),
      told('parameters', ['0'], ['0.7'], 'temperature'),
    ]);
  });

  test('needs the same quantisation, as names and parameters tell it', () => {
    const names: [string, string | undefined][] = [
      ['llama3.1:8b-instruct-q4_K_M', 'Q4_K_M'],
      ['Qwen2.5-7B-Instruct-IQ3_XXS.gguf', 'IQ3_XXS'],
      ['mistral:7b-q8_0', 'Q8_0'],
      ['gemma-2-9b-fp16', 'FP16'],
      ['Meta-Llama-3-8B-AWQ', 'AWQ'],
      ['phi-4-4bit', '4BIT'],
      ['llama-w4a16', 'W4A16'],
      ['gpt-oss-mxfp4', 'MXFP4'],
      ['qwen3:8b', undefined],
      ['o1-mini', undefined],
      ['claude-3.7', undefined],
    ];
    for (const [model, quantisation] of names) {
      const expected = quantisation === undefined ? [] : [told('quantisation', [quantisation], ['Q5_0'])];
      const found = caveatsOf({ model }, { model: 'x-q5_0' }).filter(({ left }) => left.length > 0);
      assert.deepEqual(found, expected, model);
    }
    assert.deepEqual(caveatsOf({ params: { quantization: 'q6_k' } }, { params: { quantization: 'Q4_0' } }), [
      told('quantisation', ['Q6_K'], ['Q4_0']),
    ]);
  });

  test('needs the same hardware, or says that one’s is not known', () => {
    const left = { hardware: { cpu: 'x', cores: 8 } };
    assert.deepEqual(caveatsOf(left, { hardware: { cpu: 'y', cores: 8 } }), [
      told('hardware', ['x'], ['y'], 'cpu'),
    ]);
    assert.deepEqual(caveatsOf(left, {}), [marked('hardware_unknown', 'right')]);
  });

  test('needs both models loaded before, or both not', () => {
    const cold = { timings: { load_duration: 2000e6 }, ttftMs: 2500 };
    const warm = { timings: { load_duration: 30e6 } };
    assert.deepEqual(caveatsOf(cold, warm), [{ ...told('cold_start', ['2000'], ['30']), sides: ['left'] }]);
    assert.deepEqual(caveatsOf(warm, {}), []);
    assert.deepEqual(caveatsOf({}, cold), [{ ...told('cold_start', [], ['2000']), sides: ['right'] }]);
    assert.deepEqual(caveatsOf(cold, cold), []);
  });

  test('needs the prompt read before by both servers, or by none', () => {
    assert.deepEqual(caveatsOf({ timings: { cache_n: 40 } }, { timings: { cache_n: 0 } }), [
      { ...told('cached_prompt', ['40'], ['0']), sides: ['left'] },
    ]);
    const ollama = { total_duration: 1, eval_count: 11 };
    assert.deepEqual(caveatsOf({ timings: ollama }, { timings: { ...ollama, prompt_eval_count: 5 } }), [
      { ...told('cached_prompt', [], ['0']), sides: ['left'] },
    ]);
  });

  test('needs one kind of clock, and one way to count tokens', () => {
    assert.deepEqual(caveatsOf({}, { timing: 'server' }), [told('clock', ['recorded'], ['server'])]);
    assert.deepEqual(caveatsOf({}, { usage: 11 }), [told('token_counts', ['chunks'], ['usage'])]);
  });

  test('is foremost a matter of whole, measured, real and unbuffered runs', () => {
    assert.deepEqual(caveatsOf({ end: 'failed' }, { end: 'running' }), [
      told('not_completed', ['failed'], ['running']),
    ]);
    assert.deepEqual(caveatsOf({ timing: 'estimated' }, { prompt: 'x' })[0], marked('estimated', 'left'));
    assert.deepEqual(caveatsOf({ simulated: true }, { simulated: true }), [
      marked('simulated', 'left', 'right'),
    ]);
    assert.deepEqual(caveatsOf({}, { chunks: 50, gapMs: 0.01 }), [marked('came_at_once', 'right')]);
  });

  test('holds for every run of a set', () => {
    const found = caveatsOf([{}, { end: 'cancelled' }, { model: 'n' }], [{}, { params: { seed: 1 } }]);
    assert.deepEqual(found, [
      { ...told('not_completed', ['cancelled'], []), sides: ['left'] },
      { ...told('mixed_models', ['m', 'n'], []), sides: ['left'] },
      told('parameters', [], ['1'], 'seed'),
    ]);
  });
});
