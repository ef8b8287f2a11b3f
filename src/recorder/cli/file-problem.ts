/** What the file system's codes mean to people; of the others, its own words are told. */
const PROBLEMS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'it may not be read by this user',
  EPERM: 'it may not be read by this user',
  ENOSPC: 'no space is left on the disk',
};

/** What they mean where something is written. */
const WRITE_PROBLEMS: Record<string, string> = {
  ...PROBLEMS,
  EEXIST: PROBLEMS.ENOTDIR!,
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'nothing can be written to that disk',
};

/** Says why a file could not be read, or what was made of it not written. */
export function fileProblem(error: Error): string {
  return PROBLEMS[codeOf(error)] ?? error.message;
}

/** Says why a file, or the folder that it is to lie in, could not be made. */
export function writeProblem(error: Error): string {
  return WRITE_PROBLEMS[codeOf(error)] ?? error.message;
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
