/** A viewer of a live stream in a process of its own: tells when it is connected, and how many frames it has got when asked. */
const [url = ''] = process.argv.slice(2);
const response = await fetch(url, { headers: { accept: 'text/event-stream' } });
const decoder = new TextDecoder();
let frames = 0;

process.on('message', () => process.send!(frames));
process.on('disconnect', () => process.exit());
process.send!('connected');
for await (const bytes of response.body!) {
  frames += decoder.decode(bytes, { stream: true }).split('\ndata:').length - 1;
}

export {};
