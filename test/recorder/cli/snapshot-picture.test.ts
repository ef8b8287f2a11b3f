import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { smallRun } from '../../helpers/trace-builder.js';
import { runCommand } from '../command-line.js';
import { temporaryFolder } from '../temporary-folder.js';
import { runInProcess } from './in-process.js';

const folder = temporaryFolder();
const file = join(folder, 'run.json');
writeFileSync(file, smallRun({ simulated: true }).replayText());

describe('snapshot --svg', () => {
  it('writes a picture of the run, and names it', async () => {
    const picture = join(folder, 'run.svg');
    const { code, stdout, stderr } = await runCommand(['snapshot', file, '--svg', picture]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${picture}\n`);
    assert.match(stderr, /^a picture of \d\.\d kB$/m);
    const svg = readFileSync(picture, 'utf8');
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>\n$/s);
    assert.match(svg, />A cat is a graceful small animal\.</);
    assert.match(svg, />Simulated</);
    assert.match(svg, /@keyframes/);
  });

  it('prints the picture where it is asked to, and reads standard input', async () => {
    const input = readFileSync(file, 'utf8');
    const { stdout } = await runCommand(['snapshot', '-', '--svg', '-'], { input });
    assert.match(stdout, /^<svg .*>Describe a cat\.<.*<\/svg>\n$/s);
  });

  it('leaves out what it is told to, says so in the picture, and keeps the figures', async () => {
    const whole = await runInProcess(['snapshot', file, '--svg', '-']);
    const { stdout } = await runInProcess(['snapshot', file, '--svg', '-', '--without', 'prompt,reasoning']);
    assert.doesNotMatch(stdout, /Describe|an animal\.</);
    assert.match(stdout, />░░░░░</);
    assert.match(
      stdout,
      />Left out of this picture: prompt, reasoning\. Each ░ stands for a chunk of text\.</,
    );
    assert.match(stdout, /graceful/);
    const figures = (svg: string) => [...svg.matchAll(/<text y="\d+">([^<]*)</g)].map(([, text]) => text);
    assert.ok(figures(stdout).length > 20);
    assert.deepEqual(figures(stdout), figures(whole.stdout));
  });

  it('makes the folder that it is to lie in, as every other output does', async () => {
    const picture = join(folder, 'new', 'folder', 'run.svg');
    const { code, stdout, stderr } = await runInProcess(['snapshot', file, '--svg', picture]);
    assert.deepEqual([code, stdout], [0, `${picture}\n`], stderr);
    assert.match(readFileSync(picture, 'utf8'), /^<svg /);
  });

  it('says what could not be written or read', async () => {
    for (const [picture, message] of [
      [
        join(file, 'in', 'run.svg'),
        /run\.json.in.run\.svg cannot be written: a part of the path is no folder\n$/,
      ],
      [folder, /cannot be written: it is a folder, not a file\n$/],
    ] as const) {
      const unwritten = await runInProcess(['snapshot', file, '--svg', picture]);
      assert.deepEqual([unwritten.code, unwritten.stdout], [1, '']);
      assert.match(unwritten.stderr, message);
    }
    const unread = await runInProcess(['snapshot', join(folder, 'nowhere.json'), '--svg', '-']);
    assert.deepEqual([unread.code, unread.stdout], [1, '']);
  });

  it('says what is wrongly asked, with exit 2', async () => {
    for (const [args, message] of [
      [
        [file, '--svg', 'x.svg', '--base', 'https://a.example/'],
        /--svg makes a picture, not a link: leave out --base/,
      ],
      [[file, '--svg', 'x.svg', '--json'], /leave out --json/],
      [[file, '--svg', ''], /--svg needs the name of the file/],
      [[file, '--svg', '-', '--without', 'answer'], /--without answer is not known/],
      [['--decode', '#trace=d', '--svg', '-'], /--decode takes a link and nothing else/],
    ] as [string[], RegExp][]) {
      const { code, stderr } = await runInProcess(['snapshot', ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  });
});
