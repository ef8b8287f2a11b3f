/** The longest name in bytes, without `.json`. */
const MAX_NAME_BYTES = 100;

/** Names that Windows gives to devices, with or without an ending. */
const DEVICE_NAME = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * The file name (without `.json`) for a run: its id made safe for every file system. Letters and digits of any script, `-`, `_`
 * and inner dots stay; all else becomes `_`. At most 100 bytes of UTF-8, never a device name, never `index`, never empty.
 */
export function safeReplayName(runId: string): string {
  const plain = runId
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]/gu, '_')
    // Leading dots hide a file, trailing ones are dropped by Windows.
    .replace(/^\.+/, '_')
    .replace(/\.+$/, '_');
  const name = clippedToBytes(plain, MAX_NAME_BYTES).replace(/\.+$/, '_');
  if (name === '') return 'run';
  return DEVICE_NAME.test(name) || name.toLowerCase() === 'index'
    ? clippedToBytes(`run-${name}`, MAX_NAME_BYTES)
    : name;
}

/** The `attempt`th name to try: the name itself, then `-2`, `-3`, …, still within the bytes. */
export function replayNameVariant(name: string, attempt: number): string {
  if (attempt <= 1) return name;
  const suffix = `-${attempt}`;
  return clippedToBytes(name, MAX_NAME_BYTES - suffix.length) + suffix;
}

/** What two names must not share: file systems differ in whether case, and the form of accents, counts. */
export function foldedName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

function clippedToBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let clipped = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    clipped += character;
  }
  return clipped;
}
