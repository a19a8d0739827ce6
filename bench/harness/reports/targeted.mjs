import { figure } from '../figure.mjs';
import { median } from '../median.mjs';
import { titleOf } from '../peers.mjs';
import { ratioOf, summarizeRuns } from '../runs.mjs';
import { table } from '../table.mjs';

const yardstick = 'res-write';
const what = {
  'targeted-burst': '100 a tick',
  'targeted-spread': '10 every 10 ms',
};
const atMost = {
  'targeted-burst': { 'ssecast-node': 0.55, ssecast: 0.55, 'ssecast-stream': 1.2 },
  'targeted-spread': { 'ssecast-node': 0.9, ssecast: 0.9 },
};
const mostInCallUs = 2.5;
const faultsOf = (runs) =>
  runs.reduce((n, r) => n + r.lost + r.duplicated + r.reordered + r.misdirected + r.gaps, 0);

const besides = (bursts) => median(bursts.map((burst) => burst.besidesUs));

/** The figures to reach, as `targets` of summary.mjs has them. */
export function targetedTargets({ cpu = {}, call = {} } = {}) {
  const ratios = Object.entries(cpu).flatMap(([name, byPeer]) =>
    Object.entries(atMost[name]).map(([peer, limit]) => ({
      what: `CPU per targeted event, ${what[name]}, ${titleOf(peer)}, against \`res.write\``,
      atMost: limit,
      unit: '×',
      measured: ratioOf(byPeer[peer], byPeer[yardstick]),
    })),
  );
  const calls = ['ssecast-node', 'ssecast']
    .filter((peer) => call[peer])
    .map((peer) => ({
      what: `JavaScript thread per targeted publish besides JSON.stringify, burst of 100, ${titleOf(peer)}`,
      atMost: mostInCallUs,
      unit: 'µs',
      measured: besides(call[peer]),
    }));
  return [...ratios, ...calls];
}

/** Faults of all servers of ssecast. */
export function targetedFaults({ cpu = {}, call = {} } = {}) {
  return [...Object.values(cpu), call]
    .flatMap((byPeer) => Object.entries(byPeer))
    .filter(([peer]) => peer.startsWith('ssecast'))
    .map(([, runs]) => faultsOf(runs));
}

function cpuTable(name, byPeer) {
  const rows = Object.entries(byPeer).map(([peer, runs]) => {
    const s = summarizeRuns(runs);
    return [
      titleOf(peer),
      figure(s.cpuPerEventUs),
      figure(ratioOf(runs, byPeer[yardstick])),
      figure(s.clockPerEventUs),
      figure(s.p50Us / 1000),
      figure(s.p99Us / 1000),
      figure(faultsOf(runs)),
    ];
  });
  const head = [
    'server',
    'CPU µs per event',
    '× `res.write`',
    'of it clock µs',
    'latency p50 ms',
    'p99 ms',
    'faults',
  ];
  return `### ${name}: ${what[name]}\n\n${table(head, rows)}`;
}

function callTable(call) {
  const rows = Object.entries(call).map(([peer, bursts]) => {
    const middle = (key) => figure(median(bursts.map((burst) => burst[key])));
    return [titleOf(peer), middle('publishUs'), middle('stringifyUs'), middle('besidesUs')];
  });
  return `### JavaScript thread per targeted publish, burst of 100

${table(['server', 'µs per publish', 'JSON.stringify µs', 'besides µs'], rows)}`;
}

/** The tables below the heading. */
export function targetedSection({ cpu = {}, call = {} }) {
  return [
    `One event to one of 2,000 sessions, another one each time. *Faults* are events that were lost, duplicated, reordered, or that another
client got.`,
    ...Object.entries(cpu).map(([name, byPeer]) => cpuTable(name, byPeer)),
    Object.keys(call).length > 0 && callTable(call),
  ]
    .filter(Boolean)
    .join('\n\n');
}
