/** A viewer of a live stream in a process of its own: tells when it is connected, and how many frames it has got when asked. */
const [url = ''] = process.argv.slice(2);
const response = await fetch(url, { headers: { accept: 'text/event-stream' } });
const decoder = new TextDecoder();
let frames = 0;
let pending = '';

process.on('message', () => process.send!(frames));
process.on('disconnect', () => process.exit());
process.send!('connected');
for await (const bytes of response.body!) {
  const lines = (pending + decoder.decode(bytes, { stream: true })).split('\n');
  pending = lines.pop()!;
  frames += lines.filter((line) => line.startsWith('data:')).length;
}

export {};
