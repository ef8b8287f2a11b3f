import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Runs',
  head: [['link', { rel: 'icon', href: '/favicon.svg' }]],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('trace-') } } },
});
