/** Socket.IO with its adapter for Redis Streams, as the documentation of the adapter shows. */
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';

const { PORT, BENCH_REDIS } = process.env;
const server = createServer();
// Pings are the heartbeats of Socket.IO. All other peers have none either.
const io = new Server(server, {
  adapter: createAdapter(new Redis(BENCH_REDIS)),
  pingInterval: 3_600_000,
});
server.listen({ port: Number(PORT), host: '127.0.0.1', backlog: 4096 });

globalThis.benchPeer = {
  publish: (payload) => io.emit('bench', payload),
  backlog: () => 0,
  batch: 1,
};
