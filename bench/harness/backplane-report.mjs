import { figure } from './figure.mjs';
import { table } from './table.mjs';

const ms = (us) => figure(us / 1000);
const [lone, evenly, inTens, inHundreds] = [0, 1, 2, 3];

/** The figures to reach, with what was measured: `{ what, atMost, unit, measured }[]`. */
function targets({ receive, publish, latency, resume }) {
  const received = (row, atMost) =>
    [
      { clients: '1 client', measured: receive[row].oneUs },
      { clients: '10,000 clients', measured: receive[row].manyUs },
    ].map(({ clients, measured }) => ({
      what: `JavaScript thread per event received, ${receive[row].title}, ${clients}`,
      atMost,
      unit: 'µs',
      measured,
    }));
  return [
    ...received(lone, 150),
    ...received(evenly, 15),
    ...received(inTens, 15),
    ...received(inHundreds, 15),
    {
      what: 'JavaScript thread per publish in a burst of 100',
      atMost: 25,
      unit: 'µs',
      measured: publish.publishUs,
    },
    ...latency.map(({ rate, addedP50Us }) => ({
      what: `latency p50 through Redis over local, ${rate} events/s`,
      atMost: 1,
      unit: 'ms',
      measured: addedP50Us / 1000,
    })),
    {
      what: 'Redis reads when 10,000 clients come back at once',
      atMost: 50,
      unit: '',
      measured: resume.reads,
    },
    { what: 'events lost, duplicated, reordered', atMost: 0, unit: '', measured: resume.lost },
  ];
}

function targetTable(results) {
  return table(
    ['figure', 'at most', 'measured', 'holds'],
    targets(results).map(({ what, atMost, unit, measured }) => [
      what,
      `${atMost} ${unit}`.trim(),
      `${figure(measured)} ${unit}`.trim(),
      measured <= atMost ? 'yes' : '**no**',
    ]),
  );
}

function receiveTable(receive) {
  return table(
    [
      'events',
      '1 client µs',
      '10,000 clients µs',
      'ioredis alone µs',
      '1 client × ioredis',
      'latency p50 ms',
      'p99 ms',
    ],
    receive.map(({ title, oneUs, manyUs, bareUs, timesBare, p50Us, p99Us }) => [
      title,
      figure(oneUs),
      figure(manyUs),
      figure(bareUs),
      figure(timesBare),
      ms(p50Us),
      ms(p99Us),
    ]),
  );
}

function intervalTable(interval) {
  return table(
    [
      'events/s, evenly spaced',
      '`readInterval` ms',
      'JavaScript thread µs per event',
      'latency p50 ms',
      'p99 ms',
    ],
    interval.map((row) => [
      figure(row.rate),
      row.interval,
      figure(row.javaScriptUs),
      ms(row.p50Us),
      ms(row.p99Us),
    ]),
  );
}

function latencyTable(latency) {
  return table(
    ['events/s', 'one process p50 ms', 'p99 ms', 'through Redis p50 ms', 'p99 ms', 'p50 more ms'],
    latency.map(({ rate, local, redis, addedP50Us }) => [
      rate,
      ms(local.p50Us),
      ms(local.p99Us),
      ms(redis.p50Us),
      ms(redis.p99Us),
      ms(addedP50Us),
    ]),
  );
}

function floodTable({ threads }) {
  return table(
    [
      'process',
      'CPU µs per event',
      'its busiest thread µs',
      'events/s that this thread could do alone',
    ],
    threads.map(({ name, allUs, busiest }) => [
      name,
      figure(allUs),
      figure(busiest[0][1]),
      figure(Math.round(1e6 / busiest[0][1])),
    ]),
  );
}

function othersTable({ rows }) {
  return table(
    [
      'receiver',
      'CPU µs per delivered event',
      'of it JavaScript thread',
      'redis-server µs per event',
      'latency p50 ms',
      'p99 ms',
      'RSS KB per idle client',
      'V8 heap KB',
    ],
    rows.map((row) => [
      row.title,
      figure(row.cpuUs),
      figure(row.javaScriptUs),
      figure(row.redisUs),
      ms(row.p50Us),
      ms(row.p99Us),
      figure(row.rssKb),
      figure(row.heapKb),
    ]),
  );
}

/** The text below the heading of the section in docs/benchmarks.md. */
export function backplaneSection({ machine, backplane: results }) {
  const { receive, interval, publish, latency, resume, flood, others } = results;
  return `Written by \`npm run bench -- --figure backplane${results.isQuick ? ' --quick' : ''}\` on ${machine.date}: Node ${machine.node}, redis-server ${results.version} on loopback without
persistence, ioredis ${results.ioredis}, Socket.IO ${results.socketIo}. Publisher and receiver are processes of their own; all of them, the server and the load clients
share ${machine.cores} cores. Load average at the beginning: ${figure(results.load)}. With other work on the machine a wake-up costs more: compare with *ioredis alone*.

${targetTable(results)}

### An event received

The time of the JavaScript thread of a receiver, less its time at rest. *ioredis alone* is a process that sends the same \`XREAD\` in a loop,
and does nothing with the entries. All receivers read the same events at the same time. With 10,000 clients, lone events go to all of them,
the other events to 10.

${receiveTable(receive)}

A read costs the JavaScript thread about the same for one entry and for ten. Evenly spaced events need a read each, so each costs as much as
a lone one, and a reader that delivers them at once cannot take 15 µs. \`readInterval\` of \`redisBackplane\` reads them together (default 4 ms):

${intervalTable(interval)}

### A publish

In a burst of 100, until all promises have settled, with \`JSON.stringify\` and the reading of the process's own events: ${figure(publish.publishUs)} µs of the
JavaScript thread for each. ioredis alone, which sends one \`XADD\` for each and reads nothing: ${figure(publish.bareUs)} µs.

### Latency

From just before \`publish\` to the read of the client; one client.

${latencyTable(latency)}

### 10,000 clients that come back at once

To a process that has just started, with cursors 1,000 events old, over 10 channels. Commands that read the log for them: ${figure(resume.reads)} (those of a process
at rest are subtracted). All clients had their events, ${figure(resume.events)} in all, ${figure(resume.ms / 1000)} s after the first connection was begun. As many
clients without a cursor are connected after ${figure(resume.withoutMs / 1000)} s.

### One stream, two instances

One process publishes as fast as its promises settle, and two others read: ${figure(Math.round(flood.eventsPerSecond))} events/s on ${machine.cores} cores, which all processes share. The
time that an event takes on each thread says where the limit is with a core for each:

${floodTable(flood)}

A stream carries as many events as its busiest thread can do: several publishers share the first row, but all of them need redis-server.

### The same work by other means

${figure(others.clients)} clients of one receiver, ${others.rate} events/s to all. *A Redis subscription for each client* opens a connection to Redis for each stream, as
libraries for serverless functions do. Memory is the slope of idle clients.

${othersTable(others)}`;
}
