import { setCustomElementsManifest, type Preview } from '@storybook/web-components-vite';
import manifest from '../custom-elements.json';

interface Member {
  privacy?: string;
}

/** The docs tables are for people who use the elements: what is private to a class does not belong there. */
function withoutPrivateMembers(elements: typeof manifest): typeof manifest {
  for (const module of elements.modules) {
    for (const declaration of module.declarations as { members?: Member[] }[]) {
      declaration.members = declaration.members?.filter(
        ({ privacy }) => privacy !== 'private' && privacy !== 'protected',
      );
    }
  }
  return elements;
}

setCustomElementsManifest(withoutPrivateMembers(manifest));

const preview: Preview = {
  tags: ['autodocs'],
  parameters: { a11y: { test: 'error' } },
};

export default preview;
