const NAMED_CONTROLS: Record<string, string> = { '\x7f': '\u2421' };
const CONTROL_PICTURES = 0x2400;

/**
 * Text that came from elsewhere, as a terminal may show it: control characters become visible signs (ESC: ␛), so that nothing in it
 * moves the cursor, recolours, or asks the terminal for anything, nor turns around what stands beside it. Line breaks and tabs
 * stay.
 */
export function terminalText(text: string): string {
  return text
    .replaceAll(/\r\n/g, '\n')
    .replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, visibleControl);
}

/** The same on one line. */
export function terminalLine(text: string): string {
  return terminalText(text.replaceAll(/\s+/g, ' ')).trim();
}

function visibleControl(control: string): string {
  const code = control.charCodeAt(0);
  return NAMED_CONTROLS[control] ?? (code < 0x20 ? String.fromCharCode(CONTROL_PICTURES + code) : '\ufffd');
}
