/**
 * One process of an app: a plain Node server whose broadcaster has a backplane in Redis. Lines on its
 * standard input make it publish. Its argument is JSON: `redis`, the options of redisBackplane, or
 * `sentinels`; `ledger`, a file; the options of `createBroadcaster`.
 *
 * Each event of a channel has the next number of this publisher. The ledger has one line for each result:
 * `+ <channel> <number> <id>`, or `- <channel> <number> <code>`. It is written at once, so that what a
 * killed process has acknowledged is known.
 */
import { openSync, writeSync } from 'node:fs';
import http from 'node:http';
import { Redis } from 'ioredis';
import { createBroadcaster } from 'ssecast';
import { drainOnSignals } from 'ssecast/node';
import { redisBackplane } from 'ssecast/redis';
import { createWorkspaceNotifier } from 'ssecast/workspaces';
import { serveCommands } from '../../../../bench/harness/command-server.mjs';

const {
  port,
  redis,
  sentinels,
  ledger,
  publisher,
  aheadMs = 0,
  ...options
} = JSON.parse(process.argv[2]);

// Another clock, for everything that JavaScript does.
if (aheadMs !== 0) {
  const now = Date.now;
  Date.now = () => now() + aheadMs;
}

const client = sentinels && new Redis({ sentinels, name: 'main', lazyConnect: true });
const live = createBroadcaster({
  name: 'instances',
  maxConnections: 20_000,
  heartbeatInterval: 1_000,
  ...options,
  backplane: redisBackplane(client ? { ...redis, client } : redis),
});
drainOnSignals({ deadline: 5_000 });

const file = openSync(ledger, 'a');
const numbers = new Map();
const codes = {};
const open = new Set();
let published = 0;
let longest = 0;
let timer;

function publish(channel, pad) {
  const n = (numbers.get(channel) ?? 0) + 1;
  numbers.set(channel, n);
  published += 1;
  const began = performance.now();
  const result = live
    .publish({ channel }, { event: 'numbered', data: { p: publisher, s: channel, n, pad } })
    .then(
      ({ id }) => writeSync(file, `+ ${channel} ${n} ${id}\n`),
      ({ code }) => {
        codes[code] = (codes[code] ?? 0) + 1;
        writeSync(file, `- ${channel} ${n} ${code}\n`);
      },
    )
    .finally(() => {
      open.delete(result);
      longest = Math.max(longest, performance.now() - began);
    });
  open.add(result);
  return result;
}

const commands = {
  /** Publishes `rate` events a second, spread over the channels, until `stop`. */
  start({ channels, rate, bytes }) {
    const pad = 'x'.repeat(bytes);
    const began = performance.now();
    let done = 0;
    timer = setInterval(() => {
      const due = ((performance.now() - began) * rate) / 1_000;
      for (; done < due; done++) publish(channels[done % channels.length], pad);
    }, 2);
    return {};
  },
  async stop() {
    clearInterval(timer);
    await Promise.all(open);
    return { published, codes, longest };
  },
  /** Publishes at once, and waits for the results. */
  async publish({ channels, count, bytes = 0, together = 500 }) {
    const pad = 'x'.repeat(bytes);
    for (let done = 0; done < count; ) {
      const some = [];
      for (; some.length < together && done < count; done++) {
        some.push(publish(channels[done % channels.length], pad));
      }
      await Promise.all(some);
    }
    return { codes };
  },
  notify({ workspace, count }) {
    const notify = createWorkspaceNotifier({ broadcaster: live });
    for (let n = 1; n <= count; n++) notify(workspace, { type: 'note', n });
    return {};
  },
  disconnect: async ({ target }) => ({ clients: await live.disconnect(target) }),
  stats: () => live.stats(),
  numbers: () => ({ last: Object.fromEntries(numbers) }),
};

const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/alive') {
    response.setHeader('X-Origin', '1').end();
    return;
  }
  const channels = searchParams.getAll('channel');
  const userId = searchParams.get('user') ?? undefined;
  Promise.resolve(live.accept(request, response, { channels, userId })).catch((error) => {
    console.error(error);
    response.destroy();
  });
});
serveCommands(server, commands, { port, close: () => live.close() });
