/**
 * An instance of an app with ssecast, alone or with Redis as its backplane. It publishes, or has clients,
 * or both. A client names its channel in the query.
 */
import { createServer } from 'node:http';
import { createBroadcaster } from '../../../dist/esm/lib/index.js';
import { createSSEHandler } from '../../../dist/esm/lib/node/index.js';
import { redisBackplane } from '../../../dist/esm/lib/redis/index.js';

const { PORT, BENCH_REDIS, BENCH_LOG, BENCH_READ_INTERVAL } = process.env;
const readInterval = BENCH_READ_INTERVAL === undefined ? undefined : Number(BENCH_READ_INTERVAL);
const options = { name: 'bench', maxConnections: 20_000, heartbeatInterval: 0 };
const live = createBroadcaster(
  BENCH_REDIS
    ? { ...options, backplane: redisBackplane({ url: BENCH_REDIS, name: BENCH_LOG, readInterval }) }
    : options,
);

const events = createSSEHandler({
  broadcaster: live,
  authorize(request) {
    const query = new URL(request.url, 'http://localhost').searchParams;
    const number = query.get('i');
    const channel = query.get('channel') ?? `of-${number % Number(query.get('channels'))}`;
    return { userId: `user-${number}`, sessionId: `session-${number}`, channels: [channel] };
  },
});
createServer(events).listen({ port: Number(PORT), host: '127.0.0.1', backlog: 4096 });

let target = 'all';

globalThis.benchPeer = {
  publish: (payload) => live.publish(target, { event: 'bench', data: payload }),
  backlog: () => 0,
  batch: 32,
  stats: () => live.stats(),
  commands: {
    /** `target all`, or `target <channel>`: where events go from now on. */
    target(name) {
      target = name === 'all' ? 'all' : { channel: name };
      return {};
    },
    /** An event to each of so many channels in turn. @returns the id of the event before the first */
    async fill(channels, count) {
      const { id: cursor } = await live.publish('all', { event: 'before', data: 0 });
      for (let n = 1; n <= count / channels; n++) {
        const of = Array.from({ length: channels }, (_, i) => ({ channel: `of-${i}` }));
        const data = { n, t: 0, pad: '' };
        await Promise.all(of.map((to) => live.publish(to, { event: 'bench', data })));
      }
      return { cursor };
    },
  },
};
