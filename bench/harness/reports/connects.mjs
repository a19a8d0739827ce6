import { figure } from '../figure.mjs';
import { median } from '../median.mjs';
import { titleOf } from '../peers.mjs';
import { table } from '../table.mjs';

/** What each server is compared with: the one that does least of its kind. */
const bareOf = (peer) =>
  ['res-write', 'better-sse', 'ssecast-node'].includes(peer) ? 'res-write' : 'bare-route';

const medianOf = (values, pick) => median(values.map((_value, rep) => pick(rep)));

/** Times the bare server, within each repetition. */
function plainRatio(connects, peer) {
  const bare = connects[bareOf(peer)];
  if (!bare) return undefined;
  const { plain } = connects[peer];
  return medianOf(plain, (rep) => plain[rep] / bare.plain[rep]);
}

/** The same with a cursor, less what the bare server uses for the bytes of the same events. */
function historyRatio(connects, peer) {
  const bare = connects[bareOf(peer)];
  const { history } = connects[peer];
  if (!bare || history.length === 0) return undefined;
  return medianOf(history, (rep) => {
    const forBytes = bare.history[rep] - bare.plain[rep];
    return (history[rep] - forBytes) / bare.plain[rep];
  });
}

export function connectsTargets(connects = {}) {
  if (!connects.ssecast) return [];
  return [
    {
      what: 'CPU per connect and disconnect in Next, against a bare route that holds one stream',
      atMost: 1.05,
      unit: '×',
      measured: plainRatio(connects, 'ssecast'),
    },
    {
      what: 'the same with a cursor and 1,000 events of history, besides what the bare route needs for their bytes',
      atMost: 1.5,
      unit: '×',
      measured: historyRatio(connects, 'ssecast'),
    },
  ];
}

export const connectsFaults = (connects = {}) =>
  Object.entries(connects)
    .filter(([peer]) => peer.startsWith('ssecast'))
    .map(([, { faults }]) => faults);

export function connectsSection(connects) {
  const rows = Object.entries(connects).map(([peer, { plain, history }]) => [
    titleOf(peer),
    figure(median(plain)),
    figure(plainRatio(connects, peer)),
    figure(median(history)),
    figure(historyRatio(connects, peer)),
  ]);
  return `CPU of the process for a client that comes and goes, without a cursor, and with one that is 1,000 events old. Routes of Next are compared
with a bare route that holds one stream, servers on node:http with \`res.write\`. For clients with a cursor these two write the bytes of
the same events at once, and what that costs them more than without is subtracted from both sides of the last column.

${table(
  [
    'server',
    'CPU µs per client',
    '× bare',
    'CPU µs with 1,000 events',
    '× bare, besides their bytes',
  ],
  rows,
)}`;
}
