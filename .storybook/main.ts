import { join } from 'node:path';
import type { StorybookConfig } from '@storybook/web-components-vite';
import { importedPackages } from './imported-packages.js';

const folders = ['components', 'engine', 'trace'].map((room) => join(import.meta.dirname, '..', 'src', room));

const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: ['../stories/**/*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (vite) => ({
    ...vite,
    optimizeDeps: {
      ...vite.optimizeDeps,
      // Found only while a page runs, a package is bundled again and the page reloaded: then a story's test fails, and the
      // page holds two copies of Lit.
      include: [
        ...(vite.optimizeDeps?.include ?? []),
        ...['lit', 'lit/decorators.js', 'lit/directive-helpers.js', 'lit/static-html.js'],
        ...importedPackages(folders),
      ],
    },
  }),
};

export default config;
