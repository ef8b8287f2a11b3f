/** What the file system's codes mean to people; of the others, its own words are told. */
const PROBLEMS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'it may not be read by this user',
  EPERM: 'it may not be read by this user',
  ENOSPC: 'no space is left on the disk',
};

/** Says why a file could not be read, or what was made of it not written. */
export function fileProblem(error: Error): string {
  return PROBLEMS[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message;
}
