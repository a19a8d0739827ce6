import type { BackplaneStats, BroadcasterStats } from '../../../lib/types/stats.js';

/** Statistics in which every number is another, so that no metric can show the value of its neighbour. */
export function statsOf(name: string, first = 1): BroadcasterStats {
  let next = first;
  const number = () => next++;
  return {
    name,
    workers: number(),
    createdAt: number(),
    clients: { total: number(), direct: number(), stream: number(), pending: number() },
    users: number(),
    sessions: number(),
    channels: number(),
    connections: number(),
    refused: number(),
    refusals: {
      capacity: number(),
      user: number(),
      expired: number(),
      draining: number(),
      revoked: number(),
      queued: number(),
      system: number(),
    },
    published: number(),
    deliveries: number(),
    bytes: number(),
    writes: number(),
    heartbeats: number(),
    queuedBytes: number(),
    heldBytes: number(),
    parked: number(),
    parkings: number(),
    dropped: number(),
    replaced: number(),
    replayed: number(),
    gaps: number(),
    inboxOverflows: number(),
    disconnects: {
      client: number(),
      server: number(),
      timeout: number(),
      expired: number(),
      age: number(),
      slow: number(),
      abandoned: number(),
      error: number(),
      shutdown: number(),
    },
    latency: {
      buckets: [
        { le: 0.000064, count: number() },
        { le: 1.048576, count: number() },
      ],
      count: number(),
      sum: 0.5 + number(),
    },
    history: { events: number(), bytes: number(), oldestId: null, newestId: '5-1' },
    rateLimited: number(),
    rateLimitOverflows: number(),
    revocationOverflows: number(),
  };
}

/** The same with a backplane. */
export function withBackplane(stats: BroadcasterStats): BroadcasterStats {
  let next = 5_000;
  const number = () => next++;
  const backplane: BackplaneStats = {
    kind: 'redis',
    state: 'open',
    lag: number(),
    queued: { events: number(), bytes: number() },
    published: number(),
    received: number(),
    skipped: number(),
    foreign: number(),
    retries: number(),
    rejected: {
      full: number(),
      unavailable: number(),
      uncertain: number(),
      refused: number(),
    },
    epochs: number(),
    lost: number(),
    reads: number(),
    lastError: null,
    lastErrorAt: null,
  };
  return { ...stats, backplane };
}

/** The lines of the text format: `name{label="value"}` and the number. */
export function parse(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, key, value] = /^(\S+) (\S+)$/.exec(line) ?? [];
    if (key === undefined || values.has(key)) throw new Error(`twice, or no line: ${line}`);
    values.set(key, Number(value));
  }
  return values;
}

/** What the metrics of these statistics have to be. */
export function expected(stats: BroadcasterStats): Map<string, number> {
  const { clients, refusals, disconnects, latency, history, name, backplane } = stats;
  const ofBackplane = backplane && {
    backplane_open: backplane.state === 'open' ? 1 : 0,
    ...(backplane.lag === null ? undefined : { backplane_lag_seconds: backplane.lag / 1_000 }),
    backplane_queued_events: backplane.queued.events,
    backplane_queued_bytes: backplane.queued.bytes,
    backplane_published_total: backplane.published,
    backplane_received_total: backplane.received,
    backplane_skipped_total: backplane.skipped,
    backplane_foreign_total: backplane.foreign,
    backplane_retries_total: backplane.retries,
    backplane_epochs_total: backplane.epochs,
    backplane_lost_total: backplane.lost,
    backplane_reads_total: backplane.reads,
  };
  const plain = {
    ...ofBackplane,
    users: stats.users,
    sessions: stats.sessions,
    channels: stats.channels,
    connections_total: stats.connections,
    published_total: stats.published,
    rate_limited_total: stats.rateLimited,
    rate_limit_overflows_total: stats.rateLimitOverflows,
    revocation_overflows_total: stats.revocationOverflows,
    deliveries_total: stats.deliveries,
    bytes_total: stats.bytes,
    writes_total: stats.writes,
    heartbeats_total: stats.heartbeats,
    queued_bytes: stats.queuedBytes,
    held_bytes: stats.heldBytes,
    parked: stats.parked,
    parkings_total: stats.parkings,
    dropped_total: stats.dropped,
    replaced_total: stats.replaced,
    replayed_total: stats.replayed,
    gaps_total: stats.gaps,
    inbox_overflows_total: stats.inboxOverflows,
    history_events: history.events,
    history_bytes: history.bytes,
    publish_to_write_seconds_sum: latency.sum,
    publish_to_write_seconds_count: latency.count,
  };
  const { total: _, ...byPath } = clients;
  const labelled: [string, string, Record<string, number>][] = [
    ['clients', 'path', byPath],
    ['refused_total', 'reason', refusals],
    ['disconnects_total', 'reason', disconnects],
    ['backplane_rejected_total', 'reason', backplane?.rejected ?? {}],
  ];
  const own = `broadcaster="${name}"`;
  return new Map([
    ...Object.entries(plain).map(([key, value]) => [`ssecast_${key}{${own}}`, value] as const),
    ...labelled.flatMap(([metric, label, values]) =>
      Object.entries(values).map(
        ([key, value]) => [`ssecast_${metric}{${own},${label}="${key}"}`, value] as const,
      ),
    ),
    ...[...latency.buckets, { le: '+Inf', count: latency.count }].map(
      ({ le, count }) =>
        [`ssecast_publish_to_write_seconds_bucket{${own},le="${le}"}`, count] as const,
    ),
  ]);
}
