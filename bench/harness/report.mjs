import { figure } from './figure.mjs';
import { median } from './median.mjs';
import { peers } from './peers.mjs';
import { connectsSection } from './reports/connects.mjs';
import { returnSection } from './reports/return.mjs';
import { sizesSection } from './reports/sizes.mjs';
import { targetedSection } from './reports/targeted.mjs';
import { ratioOf, summarizeRuns } from './runs.mjs';
import { targets } from './summary.mjs';
import { table } from './table.mjs';

const titles = Object.fromEntries(peers.map((peer) => [peer.name, peer.title]));

function targetTable(results) {
  const rows = targets(results).map(({ what, atMost, unit, measured, holds }) => [
    what,
    `${atMost} ${unit}`.trim(),
    `${figure(measured)} ${unit}`.trim(),
    holds ? 'yes' : '**no**',
  ]);
  return rows.length > 0 ? table(['figure', 'at most', 'measured', 'holds'], rows) : undefined;
}

function cpuTable(name, byPeer) {
  const rows = Object.entries(byPeer).map(([peer, runs]) => {
    const s = summarizeRuns(runs);
    return [
      titles[peer],
      figure(s.cpuPerEventUs),
      figure(ratioOf(runs, byPeer['send-loop'])),
      figure(s.clockPerEventUs),
      figure(s.eventsPerSecond),
      figure(s.p50Us / 1000),
      figure(s.p99Us / 1000),
      `${s.lost} / ${s.duplicated} / ${s.reordered}`,
    ];
  });
  const head = [
    'server',
    'CPU µs per event',
    '× loop',
    'of it clock µs',
    'events/s delivered',
    'latency p50 ms',
    'p99 ms',
    'lost / duplicated / reordered',
  ];
  return `### ${name}\n\n${table(head, rows)}`;
}

function delayTable(delay) {
  const rows = Object.entries(delay).map(([peer, runs]) => {
    const middle = (pick) => figure(median(runs.map(pick)));
    return [
      titles[peer],
      middle((run) => run.idle.p99Ms),
      middle((run) => run.busy.p99Ms),
      middle((run) => run.overIdleMs),
      middle((run) => run.busy.maxMs),
    ];
  });
  return table(['server', 'p99 at rest ms', 'p99 ms', 'p99 over rest ms', 'max ms'], rows);
}

function memoryTable(memory) {
  const rows = Object.entries(memory).map(([peer, runs]) => [
    titles[peer],
    figure(median(runs.map((run) => run.heapKb ?? Number.NaN))),
    figure(median(runs.map((run) => run.rssKb))),
  ]);
  return table(['server', 'V8 heap KB per client', 'RSS KB per client'], rows);
}

function publishTable(publish) {
  const rows = Object.entries(publish).flatMap(([peer, byClients]) =>
    Object.entries(byClients).map(([clients, burst]) => [
      titles[peer],
      figure(Number(clients)),
      burst.size,
      figure(burst.publishUs),
      figure(burst.stringifyUs),
      figure(burst.besidesUs),
    ]),
  );
  return table(
    ['server', 'clients', 'burst', 'µs per publish', 'JSON.stringify µs', 'besides µs'],
    rows,
  );
}

function loneTable(lone) {
  const rows = Object.entries(lone).map(([clients, run]) => [
    figure(Number(clients)),
    figure(run.publishUs),
    figure(run.wakeUs),
    figure(run.overWakeUs),
    figure(run.wakeFromJsUs),
    figure(run.timesWakeFromJs),
  ]);
  const head = [
    'clients',
    'lone publish µs',
    'wake in C++ µs',
    'more',
    'wake in JavaScript µs',
    'times that',
  ];
  const times = Object.entries(lone).map(
    ([clients, run]) => `${figure(run.timesWakeFromJs)} × with ${figure(Number(clients))}`,
  );
  return `${table(head, rows)}

This table has no figure to reach. After a pause, JavaScript and the engine start with cold caches, which no change of their code warms. The
measure is a wake in JavaScript after such a pause, \`Atomics.notify\` in the same process: a lone publish takes ${times.join(', ')} clients.`;
}

const has = (part) => part && Object.keys(part).length > 0;

/** The tables of everything that was measured, as Markdown. */
export function tables(results) {
  const { cpu = {}, delay, memory, publish, lone, targeted, sizes, connects } = results;
  const reached = targetTable(results);
  return [
    reached && `## Figures to reach\n\n${reached}`,
    has(cpu) && '## CPU, latency and faults',
    ...Object.entries(cpu).map(([name, byPeer]) => cpuTable(name, byPeer)),
    has(delay) && `## Event-loop delay, 10,000 clients, 10 events/s\n\n${delayTable(delay)}`,
    has(memory) && `## Memory of a further idle client\n\n${memoryTable(memory)}`,
    has(publish) && `## JavaScript thread per publish\n\n${publishTable(publish)}`,
    has(lone) && `## A lone publish of ssecast\n\n${loneTable(lone)}`,
    targeted && `## An event to one session\n\n${targetedSection(targeted)}`,
    has(sizes) && `## Large events\n\n${sizesSection(sizes)}`,
    has(connects) && `## Clients that come and go\n\n${connectsSection(connects)}`,
    has(results.return) &&
      `## 10,000 clients that return at once\n\n${returnSection(results.return)}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
