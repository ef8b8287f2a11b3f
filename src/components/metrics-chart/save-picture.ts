/** Offers a picture as a download. */
export function savePicture(picture: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(picture);
  link.download = name;
  link.click();
  // The download has begun once the present task is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
