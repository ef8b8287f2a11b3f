/** What an element is made with: its class, its attributes, and what is in it, which is text or other elements. */
export interface ElementParts {
  readonly className?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly (Node | string)[];
}

/** Makes an element. Text is only ever text. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { className, attributes = {}, children = [] }: ElementParts = {},
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A button that does something. */
export function button(label: string, onClick: () => void, parts: ElementParts = {}): HTMLButtonElement {
  const made = element('button', {
    children: [label],
    ...parts,
    attributes: { type: 'button', ...parts.attributes },
  });
  made.addEventListener('click', onClick);
  return made;
}

/** An element that the page's own HTML holds. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}`);
  return found;
}
