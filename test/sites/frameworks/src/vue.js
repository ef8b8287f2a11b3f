import { createApp, h } from 'vue';
import Run from './Run.vue';

createApp({ render: () => [h(Run, { src: '/run.json' }), h(Run, { src: '/none.json' })] }).mount('#app');
