import { nothing } from 'lit';
import { Signal } from 'signal-polyfill';

/** Draws what a module on demand is for: nothing until it is there, and a plain text where it cannot be loaded. */
export type DrawOnDemand<Module> = (draw: (module: Module) => unknown, plainText?: string) => unknown;

/**
 * A module that few pages need, asked for when something of it is first to be drawn. Drawn within an element's update, that
 * update happens again once the module is there.
 */
export function onDemand<Module>(load: () => Promise<Module>): DrawOnDemand<Module> {
  const loaded = new Signal.State<Module | null | undefined>(undefined);
  let asked: Promise<void> | undefined;
  return (draw, plainText = '') => {
    asked ??= load().then(
      (module) => loaded.set(module),
      () => loaded.set(null),
    );
    const module = loaded.get();
    if (module === undefined) return nothing;
    return module ? draw(module) : plainText;
  };
}
