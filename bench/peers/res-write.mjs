/** A Map of responses on a plain Node server: what is written without any library. */
import { createServer } from 'node:http';

const FRAME_BYTES = 200;
const connected = 'id: 0\nevent: connected\ndata: "hello"\n\n';
/** @type {Map<string, import('node:http').ServerResponse>} */
const responses = new Map();
let kept = '';
let id = 0;

createServer((request, response) => {
  const query = new URL(request.url, 'http://localhost').searchParams;
  const session = query.get('sessionId');
  responses.set(session, response);
  response.on('close', () => responses.delete(session));
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache, no-transform',
  });
  response.write(query.has('missed') ? connected + kept : connected);
}).listen(Number(process.env.PORT), '127.0.0.1', 4096);

const block = (payload) =>
  `id: 1700000000000-${++id}\nevent: bench\ndata: ${JSON.stringify(payload)}\n\n`;

globalThis.benchPeer = {
  publish(payload) {
    const text = block(payload);
    for (const response of responses.values()) response.write(text);
  },
  publishTo(session, payload) {
    responses.get(session).write(block(payload));
  },
  keep(payloads) {
    kept = payloads.map(block).join('');
    return { query: '&missed=all' };
  },
  backlog() {
    let most = 0;
    for (const response of responses.values()) most = Math.max(most, response.writableLength);
    return most / FRAME_BYTES;
  },
  batch: 1,
};
