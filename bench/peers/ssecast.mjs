/** ssecast on a plain Node server; with `BENCH_DIRECT_PATH=false` Node writes the streams. */
import { createServer } from 'node:http';
import { createBroadcaster } from '../../dist/esm/lib/index.js';
import { createSSEHandler } from '../../dist/esm/lib/node/index.js';

const live = createBroadcaster({
  name: 'bench',
  maxConnections: 20_000,
  heartbeatInterval: 0,
  directPath: process.env.BENCH_DIRECT_PATH !== 'false',
});

const events = createSSEHandler({
  broadcaster: live,
  authorize(request) {
    const query = new URL(request.url, 'http://localhost').searchParams;
    return { userId: query.get('userId'), sessionId: query.get('sessionId') };
  },
});
createServer(events).listen(Number(process.env.PORT), '127.0.0.1', 4096);

/** Deliveries that were asked for, to compare with those that `stats()` has seen leave. */
let addressed = 0;
let deliveredBefore;

function publish(target, payload) {
  deliveredBefore ??= live.stats().deliveries;
  addressed += live.publish(target, { event: 'bench', data: payload }).clients;
}

globalThis.benchPeer = {
  publish: (payload) => publish('all', payload),
  publishTo: (session, payload) => publish({ session }, payload),
  keep(payloads) {
    const { id } = live.publish('all', { event: 'before', data: 0 });
    for (const data of payloads) live.publish('all', { event: 'bench', data });
    return { query: `&lastEventId=${id}` };
  },
  backlog() {
    const { deliveries, clients } = live.stats();
    if (deliveredBefore === undefined || clients.total === 0) return 0;
    return Math.max(0, (addressed - (deliveries - deliveredBefore)) / clients.total);
  },
  batch: 32,
  stats: () => live.stats(),
};
