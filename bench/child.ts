import { measurements } from './measurements/registry.js';

const [name = '', replayPath = ''] = process.argv.slice(2);
const measure = await measurements[name]!.load();
process.send!(await measure(replayPath), () => process.disconnect());
