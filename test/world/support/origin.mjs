/**
 * A plain Node server with ssecast, told by lines what to do. Every answer of it carries `X-Origin`,
 * which those that a proxy makes up lack.
 */
import { closeSync, openSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { serveCommands } from '../../../bench/harness/command-server.mjs';
import { createBroadcaster } from '../../../dist/esm/lib/index.js';
import { createSSEHandler, drainOnSignals } from '../../../dist/esm/lib/node/index.js';

const { port = 0, signals = false, first = 1, ...options } = JSON.parse(process.argv[2] ?? '{}');
const live = createBroadcaster({ name: 'world', ...options });
if (signals) drainOnSignals({ deadline: 10_000 });
const taken = [];
let number = first - 1;

const publish = () => {
  number += 1;
  return live.publish({ channel: 'news' }, { event: 'numbered', data: { n: number } });
};

const commands = {
  publish: () => ({ ...publish(), n: number }),
  /** Publishes `rate` events a second. */
  async publishAt({ rate, seconds }) {
    const began = performance.now();
    for (let done = 0; done < rate * seconds; ) {
      const due = Math.min(rate * seconds, ((performance.now() - began) * rate) / 1000);
      for (; done < due; done++) publish();
      await sleep(1);
    }
    return { last: number };
  },
  stats: () => live.stats(),
  time: () => ({ now: Date.now() }),
  /** Ends the streams one after the other, so that each end is a moment of its own. */
  async disconnect() {
    const clients = live.clients();
    for (const { id } of clients) {
      live.disconnect({ client: id });
      await turn();
    }
    return { clients: clients.length };
  },
  drain: () => live.drain({ deadline: 5_000 }),
  /** Takes every descriptor of the process but `spare`. */
  exhaust({ spare }) {
    try {
      for (;;) taken.push(openSync('/dev/null'));
    } catch (error) {
      if (error.code !== 'EMFILE') throw error;
    }
    for (const descriptor of taken.splice(0, spare)) closeSync(descriptor);
    return { taken: taken.length };
  },
  release() {
    for (const descriptor of taken.splice(0)) closeSync(descriptor);
    return {};
  },
  use: () => attempt(publish),
  attempt: ({ name }) => attempt(commands[name]),
};

/** The code of what a call throws. */
async function attempt(call) {
  try {
    await call();
    return {};
  } catch (error) {
    return { code: error.code ?? String(error) };
  }
}

/** A handler that authorizes slowly. */
const slow = createSSEHandler({
  broadcaster: live,
  async authorize() {
    await sleep(300);
    return { userId: 'ann', channels: ['news'] };
  },
});

const server = http.createServer(async (request, response) => {
  response.setHeader('X-Origin', '1');
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/slow') return slow(request, response);
  if (url.pathname !== '/events') {
    for await (const _ of request);
    return response.end('{"ok":true}');
  }
  const ttl = url.searchParams.get('ttl');
  const end = ttl === null ? {} : { expiresAt: Date.now() + Number(ttl) };
  return live.accept(request, response, { channels: ['news'], ...end });
});
serveCommands(server, commands, { port, close: () => live.close() });
