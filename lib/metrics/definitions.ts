import type { BroadcasterStats } from '../types/stats.js';

/** One metric: its name without the prefix, and its value for each value of `label`, if it has one. */
export interface Definition {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  label?: string;
  read(stats: BroadcasterStats): number | Record<string, number>;
}

const gauge = (name: string, help: string, read: Definition['read'], label?: string) =>
  ({ name, type: 'gauge', help, label, read }) satisfies Definition;

const counter = (name: string, help: string, read: Definition['read'], label?: string) =>
  ({ name: `${name}_total`, type: 'counter', help, label, read }) satisfies Definition;

/** All but the histogram. Units are in the names, as Prometheus wants it. */
export const definitions: readonly Definition[] = [
  gauge(
    'clients',
    'Open streams, by how they are written.',
    ({ clients: { direct, stream, pending } }) => ({ direct, stream, pending }),
    'path',
  ),
  gauge('users', 'Distinct users with an open stream.', (stats) => stats.users),
  gauge('sessions', 'Distinct sessions with an open stream.', (stats) => stats.sessions),
  gauge('channels', 'Distinct channels with an open stream.', (stats) => stats.channels),
  counter('connections', 'Connections accepted.', (stats) => stats.connections),
  counter('refused', 'Connections refused.', (stats) => stats.refusals, 'reason'),
  counter('published', 'Events published.', (stats) => stats.published),
  counter('rate_limited', 'Publishes refused by a rate limit.', (stats) => stats.rateLimited),
  counter(
    'rate_limit_overflows',
    "How often a channel's rate was forgotten.",
    (stats) => stats.rateLimitOverflows,
  ),
  counter(
    'revocation_overflows',
    'Admissions refused because more was revoked than is remembered.',
    (stats) => stats.revocationOverflows,
  ),
  counter('deliveries', 'Events handed to the network or a stream.', (stats) => stats.deliveries),
  counter('bytes', 'Bytes handed to the network or a stream.', (stats) => stats.bytes),
  counter('writes', 'System calls and chunks that carried them.', (stats) => stats.writes),
  counter('heartbeats', 'Heartbeats sent.', (stats) => stats.heartbeats),
  gauge(
    'queued_bytes',
    'Bytes waiting for clients, for each of them.',
    (stats) => stats.queuedBytes,
  ),
  gauge('held_bytes', 'Bytes of memory of events, each once.', (stats) => stats.heldBytes),
  gauge('parked', 'Clients that catch up from the history.', (stats) => stats.parked),
  counter('parkings', 'How often a client was parked.', (stats) => stats.parkings),
  counter('dropped', 'Events dropped for slow clients.', (stats) => stats.dropped),
  counter('replaced', 'Events replaced by newer ones.', (stats) => stats.replaced),
  counter('replayed', 'Events served from the history.', (stats) => stats.replayed),
  counter('gaps', 'Gaps announced to clients.', (stats) => stats.gaps),
  counter('inbox_overflows', 'How often an inbox was full.', (stats) => stats.inboxOverflows),
  counter('disconnects', 'Streams that ended.', (stats) => stats.disconnects, 'reason'),
  gauge('history_events', 'Events in the history.', (stats) => stats.history.events),
  gauge('history_bytes', 'Bytes of memory of the history.', (stats) => stats.history.bytes),
];
