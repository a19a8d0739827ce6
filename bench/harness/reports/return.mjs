import { figure } from '../figure.mjs';
import { median } from '../median.mjs';
import { titleOf } from '../peers.mjs';
import { table } from '../table.mjs';

const bare = 'bare-route';

export function returnTargets(runs = {}) {
  if (!runs.ssecast || !runs[bare]) return [];
  return [
    {
      what: 'event-loop delay p99 while 10,000 clients come back at once, against the bare route',
      atMost: 1,
      unit: '×',
      measured: median(runs.ssecast.map((run, rep) => run.p99Ms / runs[bare][rep].p99Ms)),
    },
  ];
}

export const returnFaults = (runs = {}) =>
  Object.entries(runs)
    .filter(([peer]) => peer.startsWith('ssecast'))
    .flatMap(([, all]) => all.map(({ faults }) => faults));

export function returnSection(runs) {
  const rows = Object.entries(runs).map(([peer, all]) => {
    const middle = (key) => median(all.map((run) => run[key]));
    return [
      titleOf(peer),
      figure(middle('p50Ms')),
      figure(middle('p99Ms')),
      figure(middle('maxMs')),
      figure(middle('arrivedMs') / 1000),
    ];
  });
  return `At most 500 at a time are without an answer, as many as Next's listen queue takes. Clients of ssecast come with a cursor and have missed 10
events; the bare route and \`res.write\` write these at once; the others have nothing to send.

${table(['server', 'delay p50 ms', 'p99 ms', 'max ms', 'all are back after s'], rows)}`;
}
