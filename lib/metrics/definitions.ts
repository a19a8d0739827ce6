import type { BackplaneStats, BroadcasterStats, PresenceStats } from '../types/stats.js';

/** One metric: its name without the prefix, and its value for each value of `label`, if it has one. */
export interface Definition {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  label?: string;
  /** @returns undefined where the broadcaster has no such value */
  read(stats: BroadcasterStats): number | Record<string, number> | undefined;
}

const gauge = (name: string, help: string, read: Definition['read'], label?: string) =>
  ({ name, type: 'gauge', help, label, read }) satisfies Definition;

const counter = (name: string, help: string, read: Definition['read'], label?: string) =>
  ({ name: `${name}_total`, type: 'counter', help, label, read }) satisfies Definition;

/** The value of a backplane; none where there is no backplane. */
const of =
  (
    read: (backplane: BackplaneStats) => ReturnType<Definition['read']> | null,
  ): Definition['read'] =>
  ({ backplane }) =>
    (backplane && read(backplane)) ?? undefined;

/** The value of presence; none where no channel has members. */
const ofPresence =
  (read: (presence: PresenceStats) => number): Definition['read'] =>
  ({ presence }) =>
    presence && read(presence);

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
  gauge(
    'backplane_open',
    'Whether events travel between processes: 0 while the backplane fails.',
    of(({ state }) => (state === 'open' ? 1 : 0)),
  ),
  gauge(
    'backplane_lag_seconds',
    'Time of the last probe through the backplane and back.',
    of(({ lag }) => lag && lag / 1_000),
  ),
  gauge(
    'backplane_queued_events',
    'Events that the backplane has not confirmed.',
    of(({ queued }) => queued.events),
  ),
  gauge(
    'backplane_queued_bytes',
    'Their bytes.',
    of(({ queued }) => queued.bytes),
  ),
  counter(
    'backplane_published',
    'Events that the backplane has confirmed.',
    of(({ published }) => published),
  ),
  counter(
    'backplane_received',
    'Entries read from the backplane.',
    of(({ received }) => received),
  ),
  counter(
    'backplane_skipped',
    'Entries that are no event.',
    of(({ skipped }) => skipped),
  ),
  counter(
    'backplane_foreign',
    'Things in the log of the backplane that are no entry.',
    of(({ foreign }) => foreign),
  ),
  counter(
    'backplane_retries',
    'Batches that were sent again.',
    of(({ retries }) => retries),
  ),
  counter(
    'backplane_rejected',
    'Events that are not known to be in the backplane.',
    of(({ rejected }) => rejected),
    'reason',
  ),
  counter(
    'backplane_epochs',
    'New epochs of the log.',
    of(({ epochs }) => epochs),
  ),
  counter(
    'backplane_lost',
    'How often reading lost its place.',
    of(({ lost }) => lost),
  ),
  counter(
    'backplane_reads',
    'Pages of older entries read for clients that come back.',
    of(({ reads }) => reads),
  ),
  gauge(
    'presence_channels',
    'Channels with a member.',
    ofPresence(({ channels }) => channels),
  ),
  gauge(
    'presence_members',
    'Members of channels, held by this process.',
    ofPresence(({ members }) => members),
  ),
  gauge(
    'presence_pending',
    'Members that are still to be entered or removed.',
    ofPresence(({ pending }) => pending),
  ),
  counter(
    'presence_failures',
    'How often entering or removing a member failed.',
    ofPresence(({ failures }) => failures),
  ),
];
