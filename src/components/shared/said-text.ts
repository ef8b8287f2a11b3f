import type { ReactiveElement } from 'lit';

/**
 * What a page means by a property of text that it set: `undefined` and `null` say nothing, as frameworks set them while a value is
 * still to come. Then the text is '', or until the first update what the attribute says: scripts that write an element's property back
 * to itself before the element is defined leave `undefined` there.
 */
export function saidText(
  element: ReactiveElement,
  attribute: string,
  value: string | null | undefined,
): string {
  return value ?? (element.hasUpdated ? '' : (element.getAttribute(attribute) ?? ''));
}
