/** Puts text on the clipboard, also on pages without the clipboard's own interface. Resolves to whether that was allowed. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

function copyByCommand(text: string): boolean {
  let isTaken = false;
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
    isTaken = true;
  };
  document.addEventListener('copy', put, { capture: true, once: true });
  const isAllowed = document.execCommand('copy');
  document.removeEventListener('copy', put, { capture: true });
  return isAllowed && isTaken;
}
