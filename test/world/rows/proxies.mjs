/** Real proxies, with the configurations of docs/proxies.md. */
import { unpackNeighbours } from '../../../scripts/lib/neighbours.mjs';
import { inFolder } from '../../stress/support/harness.mjs';
import { check } from '../support/check.mjs';
import { startOrigin } from '../support/origin-process.mjs';
import { proxies, startProxy } from '../support/proxies.mjs';
import { startRelay } from '../support/relay.mjs';
import { endStreams, ends } from '../support/stream-ends.mjs';
import { churn, leave, pingPong } from '../support/through-proxy.mjs';

/** By the second heartbeat; one more may have been counted while this process was not looking. */
const kHeartbeats = 3;

/** Milliseconds: half of what a proxy needs that gathers small packets (haproxy without http-no-delay). */
const kPrompt = 100;

/** Milliseconds between the last byte of a connection and its end. */
const kLate = 30;

/** `late`: the ends of the server's connections reach the proxy a moment after the bytes. */
async function behind(proxy, folder, { late = false, ...options }, work) {
  const origin = await startOrigin(options);
  let [relay, through] = [];
  try {
    relay = late ? await startRelay(origin.port, kLate) : undefined;
    through = await startProxy(proxy, relay?.port ?? origin.port, folder);
    return await work({ port: through.port, origin });
  } finally {
    await through?.end();
    relay?.end();
    await origin.quit();
  }
}

function endsOf(proxy, folder, directPath, quick) {
  const clients = quick ? 20 : 40;
  return check('ends of streams', async () => {
    const figures = [];
    let ok = true;
    for (const how of Object.keys(ends)) {
      const rounds = how === 'disconnect' ? (quick ? 4 : 8) : quick ? 1 : 2;
      const options = { directPath, late: true, ...ends[how].options };
      const tally = await behind(proxy, folder, options, (places) =>
        endStreams({ ...places, how, clients, rounds }),
      );
      const foreign = Object.entries(tally.foreign).map(
        ([status, count]) => `${count} × ${status}`,
      );
      if (foreign.length > 0 || tally.torn > 0) ok = false;
      figures.push(
        `${how}: of ${tally.posts} POSTs and ${tally.streams} new streams ` +
          `${foreign.join(', ') || 0} not answered by the server, ${tally.torn} streams torn`,
      );
    }
    return { ok, figure: figures.join('; ') };
  });
}

const delivery = (places, count) =>
  check('delivery', async () => {
    const plain = await pingPong({ ...places, count });
    const gzip = await pingPong({ ...places, count, headers: { 'Accept-Encoding': 'gzip' } });
    return {
      ok: Math.max(plain.median, gzip.median) < kPrompt,
      figure:
        `${count} events one by one, median ${plain.median.toFixed(1)} ms; ` +
        `where gzip is accepted (sent ${gzip.encoding ?? 'plain'}) ${gzip.median.toFixed(1)} ms`,
    };
  });

const leaving = (places) =>
  check('a client that leaves', async () => {
    const heartbeats = await leave(places);
    return { ok: heartbeats <= kHeartbeats, figure: `noticed after ${heartbeats} heartbeats` };
  });

const churning = (places, quick) =>
  check('churn', async () => {
    const report = await churn({ ...places, clients: quick ? 10 : 30, seconds: quick ? 3 : 10 });
    const { published, connections, holes, repeated, gaps } = report;
    return {
      ok: holes + repeated + gaps === 0,
      figure:
        `${published} events over ${connections} connections: ${holes} missing, ` +
        `${repeated} repeated, ${gaps} gaps`,
    };
  });

export default {
  name: 'proxies',
  title: 'nginx, haproxy, Caddy and Apache in front of the server, gzip switched on',
  holdsWhen:
    'events arrive one by one, a client that leaves is noticed by the second heartbeat, churn loses nothing, and after the end of a stream (disconnect, maxConnectionAge, expiresAt, drain) every POST and every new stream is answered by the server',
  async run({ quick }) {
    await unpackNeighbours();
    const chosen = quick
      ? proxies.filter(({ name }) => !['Apache', 'nginx, HTTP/1.0'].includes(name))
      : proxies;
    return inFolder(async (folder) => {
      const checks = [];
      for (const proxy of chosen) {
        for (const directPath of [true, false]) {
          const where = `${proxy.name}, ${directPath ? 'direct' : 'stream'} path`;
          const add = ({ ok, figure }) => checks.push({ ok, figure: `${where}, ${figure}` });
          const options = { directPath, heartbeatInterval: 1_000 };
          add(await endsOf(proxy, folder, directPath, quick));
          await behind(proxy, folder, options, async (places) => {
            add(await delivery(places, quick ? 10 : 40));
            add(await leaving(places));
            add(await churning(places, quick));
          }).catch((error) => add({ ok: false, figure: `broke off: ${error.message}` }));
        }
      }
      return checks;
    });
  },
};
