import { mount } from 'svelte';
import Run from './Run.svelte';

for (const src of ['/run.json', '/none.json'])
  mount(Run, { target: document.getElementById('app'), props: { src } });
