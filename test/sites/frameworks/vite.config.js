import { svelte } from '@sveltejs/vite-plugin-svelte';
import react from '@vitejs/plugin-react';
import vue from '@vitejs/plugin-vue';

export default {
  plugins: [
    react(),
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('trace-') } } }),
    svelte(),
  ],
  build: { rolldownOptions: { input: ['react.html', 'vue.html', 'svelte.html'] } },
};
