/** Viewers of a live stream in a process of their own, which only count bytes. Tells when all are connected, and when as many as were asked for have come. */
import { get } from 'node:http';

const [url = '', count = '0'] = process.argv.slice(2);
let bytes = 0;
let wanted = Infinity;
let connected = 0;

function add(length: number): void {
  bytes += length;
  if (bytes < wanted) return;
  wanted = Infinity;
  process.send!(bytes);
}

process.on('message', (total: number) => {
  wanted = total;
  add(0);
});
process.on('disconnect', () => process.exit());
for (let viewer = 0; viewer < Number(count); viewer++) {
  get(url, { agent: false }, (message) => {
    message.on('data', (piece: Buffer) => add(piece.length));
    if (++connected === Number(count)) process.send!('connected');
  });
}
