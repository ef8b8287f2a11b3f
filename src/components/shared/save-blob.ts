/** Offers a file as a download. */
export function saveBlob(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun once the present task is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
