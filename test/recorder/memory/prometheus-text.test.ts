import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePrometheusText } from '../../../src/recorder/memory/prometheus-text.js';

describe("reading Prometheus' text format", () => {
  it('reads samples with and without labels, and leaves comments out', () => {
    const text = [
      '# HELP vllm:kv_cache_usage_perc KV-cache usage. 1 means 100 percent usage.',
      '# TYPE vllm:kv_cache_usage_perc gauge',
      'vllm:kv_cache_usage_perc{engine="0",model_name="a, {b}"} 0.25',
      '',
      'llamacpp:requests_processing 1\r',
      '  up{} 1e3 1712345678901',
    ].join('\n');
    assert.deepEqual(parsePrometheusText(text), [
      { name: 'vllm:kv_cache_usage_perc', labels: { engine: '0', model_name: 'a, {b}' }, value: 0.25 },
      { name: 'llamacpp:requests_processing', labels: {}, value: 1 },
      { name: 'up', labels: {}, value: 1000 },
    ]);
  });

  it('undoes escapes in labels', () => {
    const [sample] = parsePrometheusText(String.raw`a{b="C:\\x\n\"y\""} 1`);
    assert.equal(sample?.labels.b, 'C:\\x\n"y"');
  });

  it('takes what is not a finite number for no figure', () => {
    assert.deepEqual(parsePrometheusText('a NaN\na +Inf\na{le="+Inf"} -Inf\na\na b\n{} 1\n<html>'), []);
  });

  it('reads back whatever names, labels and values are written', () => {
    const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,12}$/);
    const label = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/).filter((key) => key !== '__proto__');
    const fields = {
      name,
      labels: fc.dictionary(
        label,
        fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\u2028\u2029]/.test(text)),
        {
          noNullPrototype: true,
        },
      ),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
    };
    const sample = fc.record(fields, { noNullPrototype: true });
    const escaped = (text: string) =>
      text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 5 }), (samples) => {
        const text = samples.map(({ name, labels, value }) => {
          const pairs = Object.entries(labels).map(([key, one]) => `${key}="${escaped(one)}"`);
          return `${name}{${pairs.join(',')}} ${value}\n`;
        });
        assert.deepEqual(parsePrometheusText(text.join('')), samples);
      }),
    );
  });
});
