import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from './scripts/chromium.mjs';
import { oxc } from './vite.config.js';

/** Runs every story, with its play function and its accessibility check, as a test in Chromium. */
export default defineConfig(async () => ({
  oxc,
  plugins: [storybookTest({ configDir: '.storybook' })],
  test: {
    name: 'stories',
    onConsoleLog: (log: string) => !log.startsWith('Lit is in dev mode'),
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: await findChromium() } }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
}));
