/** Hands a property that a page set before the element was defined to the accessor that it shadows. */
export function upgradeProperty(element: object, name: string): void {
  if (!Object.hasOwn(element, name)) return;
  const value: unknown = Reflect.get(element, name);
  Reflect.deleteProperty(element, name);
  Reflect.set(element, name, value);
}
