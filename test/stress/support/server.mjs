/**
 * A plain Node server with ssecast, told by lines what to publish. Each event is one of a numbered
 * series, of which the load client checks every number: `{"s":"<series>","n":<number>,"t":<ns>,"pad":…}`.
 * The series `all` goes to every client, `c0` to `c7` each to the channel of that name. With `numbers`, a
 * file, the next process goes on with the numbers of this one, as an app with a database does.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { serveCommands } from '../../../bench/harness/command-server.mjs';
import { createBroadcaster } from '../../../dist/esm/lib/index.js';
import { drainOnSignals } from '../../../dist/esm/lib/node/index.js';

const {
  port = 0,
  signals = false,
  numbers,
  ownListener = false,
  ...options
} = JSON.parse(process.argv[2] ?? '{}');
const live = createBroadcaster({ name: 'stress', maxConnections: 20_000, ...options });
// Without a listener the signal itself ends the process, in the end.
if (ownListener) process.on('SIGTERM', () => process.exit(0));
if (signals) drainOnSignals({ deadline: 10_000 });

const series = ['all', ...Array.from({ length: 8 }, (_, index) => `c${index}`)];
const last =
  numbers && existsSync(numbers)
    ? JSON.parse(readFileSync(numbers, 'utf8'))
    : Object.fromEntries(series.map((name) => [name, 0]));

/** Of the last event of this process. */
let newest;

function publish(name, pad) {
  last[name] += 1;
  const [seconds, nanoseconds] = process.hrtime();
  const data = { s: name, n: last[name], t: seconds * 1e9 + nanoseconds, pad };
  const target = name === 'all' ? 'all' : { channel: name };
  newest = live.publish(target, { event: 'numbered', data }).id;
}

/** Not after each event: nothing but SIGKILL ends the process in the middle of a turn. */
function keepNumbers() {
  if (numbers) writeFileSync(numbers, JSON.stringify(last));
}

/** Publishes `rate` events a second, spread over the series that are named. */
async function publishAt({ rate, seconds, bytes, names = series }) {
  const pad = 'x'.repeat(bytes);
  const began = performance.now();
  const count = Math.round(rate * seconds);
  for (let done = 0; done < count; ) {
    const due = Math.min(count, ((performance.now() - began) * rate) / 1000);
    for (; done < due; done++) publish(names[done % names.length], pad);
    keepNumbers();
    await sleep(1);
  }
  return { published: count, ms: performance.now() - began };
}

/** Publishes `rate` events a second from now on, until the process ends. */
function keepPublishing({ rate, bytes }) {
  const pad = 'x'.repeat(bytes);
  const began = performance.now();
  let done = 0;
  setInterval(() => {
    for (; done < ((performance.now() - began) * rate) / 1000; done++) {
      publish(series[done % series.length], pad);
    }
    keepNumbers();
  }, 1).unref();
  return {};
}

/**
 * Publishes until so many events more have been delivered, `perSecond` at most and no faster than the
 * workers write.
 */
async function flood({ deliveries, bytes, perSecond, window = 4 * 1024 * 1024 }) {
  const pad = 'x'.repeat(bytes);
  const { deliveries: before } = live.stats();
  const began = performance.now();
  for (let round = 0; ; round++) {
    const { deliveries: now, queuedBytes } = live.stats();
    const done = now - before;
    const ms = performance.now() - began;
    if (done >= deliveries) return { ms };
    if (queuedBytes > window || done > (ms * perSecond) / 1000) {
      await sleep(1);
      continue;
    }
    for (let i = 0; i < 16; i++) publish(series[(round * 16 + i) % series.length], pad);
    await turn();
  }
}

const commands = {
  publish: publishAt,
  keep: keepPublishing,
  flood,
  numbers: () => ({ last }),
  stats: () => live.stats(),
  memory: () => ({
    rss: process.memoryUsage.rss(),
    heap: process.memoryUsage().heapUsed,
    descriptors: readdirSync('/proc/self/fd').length,
  }),
  collect: () => {
    globalThis.gc?.();
    return {};
  },
  inspect: async () => ({ clients: await live.inspect() }),
  disconnect: () => ({ clients: live.disconnect('all') }),
};

const server = http.createServer((request, response) => {
  const channel = new URL(request.url, 'http://localhost').searchParams.get('channel');
  // Nothing is published between this and the admission, which is the same turn.
  const numbersNow = Object.entries(last).map(([name, number]) => `${name}=${number}`);
  if (newest !== undefined) numbersNow.push(`newest=${newest}`);
  response.setHeader('X-Numbers', numbersNow.join(' '));
  live.accept(request, response, { channels: channel === null ? [] : [channel] });
});
serveCommands(server, commands, { port, close: () => live.close() });
