import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Run } from './Run.jsx';

createRoot(document.getElementById('app')).render([
  createElement(Run, { key: 'run', src: '/run.json' }),
  createElement(Run, { key: 'none', src: '/none.json' }),
]);
