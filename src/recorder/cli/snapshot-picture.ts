import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type LeftOutPart, pictureSvg, type Trace } from '../../trace/index.js';
import { ensureFolder } from '../ensure-folder.js';
import { type CommandIo, type OptionValues, UsageError } from './command.js';
import { writeProblem } from './file-problem.js';
import { snapshotWords } from './snapshot-words.js';

const STANDARD_OUTPUT = '-';

/** What is asked of a link, and means nothing for a picture. */
const OF_LINKS = ['base', 'max-length', 'json'];

/** What writes a run's animated picture to a file, over what was there, or to standard output (`-`). Its folder is made where it is missing. */
export function pictureOutput(
  file: string,
  values: OptionValues,
  without: readonly LeftOutPart[],
): (trace: Trace, io: CommandIo) => Promise<void> {
  const surplus = OF_LINKS.find((name) => values[name] !== undefined);
  if (surplus) throw new UsageError(snapshotWords.noLinkOfPicture(surplus));
  if (file === '') throw new UsageError(snapshotWords.noPictureFile);
  return async (trace, { stdout, stderr }) => {
    const picture = pictureSvg(trace, { without });
    if (file === STANDARD_OUTPUT) {
      stdout.write(picture);
      return;
    }
    await write(file, picture);
    stderr.write(`${snapshotWords.pictureSize(Buffer.byteLength(picture))}\n`);
    stdout.write(`${file}\n`);
  };
}

async function write(file: string, picture: string): Promise<void> {
  try {
    ensureFolder(dirname(file));
    await writeFile(file, picture);
  } catch (error) {
    throw new Error(snapshotWords.pictureUnwritten(file, writeProblem(error as Error)), { cause: error });
  }
}
