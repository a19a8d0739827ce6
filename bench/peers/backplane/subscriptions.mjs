/** A Redis subscription for each client, as libraries for serverless functions do: SSE on `node:http`. */
import { createServer } from 'node:http';
import { Redis } from 'ioredis';

const { PORT, BENCH_REDIS } = process.env;
const channel = 'subscriptions';
const publisher = new Redis(BENCH_REDIS);
let id = 0;

createServer(async (_request, response) => {
  const subscriber = new Redis(BENCH_REDIS);
  subscriber.on('message', (_channel, text) => response.write(text));
  response.once('close', () => subscriber.disconnect());
  await subscriber.subscribe(channel);
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.flushHeaders();
}).listen({ port: Number(PORT), host: '127.0.0.1', backlog: 4096 });

globalThis.benchPeer = {
  publish(payload) {
    const data = JSON.stringify(payload);
    return publisher.publish(channel, `id: 1700000000000-${++id}\nevent: bench\ndata: ${data}\n\n`);
  },
  backlog: () => 0,
  batch: 1,
};
