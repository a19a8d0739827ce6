import { createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';

export const dynamic = 'force-dynamic';

// No heartbeats, as in the other peers: the CPU of idle clients is subtracted in all of them.
const live = createBroadcaster({
  name: 'bench',
  maxConnections: 20_000,
  heartbeatInterval: 0,
  directPath: process.env.BENCH_DIRECT_PATH !== 'false',
});

export const { GET } = createSSERoute({
  broadcaster: live,
  authorize(request) {
    const query = new URL(request.url).searchParams;
    return { userId: query.get('userId'), sessionId: query.get('sessionId') };
  },
});

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
