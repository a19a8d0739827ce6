import { ending, megabytes, openStreams, startClients, startServer } from '../support/harness.mjs';

const MB = 1024 * 1024;
const perRound = 500;
/** They leave with resets, which leave no port waiting, and once in so many rounds with FINs. */
const finEvery = 8;

/** The least of some readings: what is above it, a collector or an allocator has not yet given back. */
function least(readings) {
  const of = (key) => Math.min(...readings.map((reading) => reading[key]));
  return { rss: of('rss'), heap: of('heap'), descriptors: of('descriptors') };
}

/** Reads the memory in the eighth of the rounds that begins after the warm-up, and in the last eighth. */
async function comeAndGo(directPath, rounds, warmUp) {
  const server = await startServer({ directPath });
  const load = startClients();
  return ending([load, server], async () => {
    const allGone = () => server.until((stats) => stats.clients.total === 0);
    const memory = async () => {
      await allGone();
      await server.ask('collect');
      return server.ask('memory');
    };
    // The workers have descriptors of their own, from the first client on.
    await openStreams(load, 1, server);
    await load.ask('hangup');
    const before = await memory();
    const warm = [];
    const late = [];
    let refused = 0;
    for (let round = 0; round < rounds; round++) {
      ({ failed: refused } = await openStreams(load, perRound, server));
      await load.ask(round % finEvery === 0 ? 'close' : 'hangup');
      const done = (round + 1) / rounds;
      if (done > warmUp && done <= warmUp + 1 / 8) warm.push(await memory());
      if (done > 7 / 8) late.push(await memory());
    }
    const empty = await allGone();
    return { before, warm: least(warm), after: least(late), empty, refused };
  });
}

export default {
  name: 'connections',
  title: '200,000 connects and disconnects',
  holdsWhen:
    'descriptors return to their number before, clients to zero; RSS and V8 heap stay flat after the warm-up',
  async run({ quick }) {
    const perPath = quick ? 10_000 : 100_000;
    const warmUp = quick ? 0.5 : 0.25;
    // Allocators keep pages, and a short run is hardly warm.
    const mostRss = (quick ? 12 : 8) * MB;
    const mostHeap = MB;
    const checks = [];
    for (const directPath of [true, false]) {
      const result = await comeAndGo(directPath, perPath / perRound, warmUp);
      const { before, warm, after, empty, refused } = result;
      checks.push({
        ok:
          empty !== undefined &&
          empty.connections === perPath + 1 &&
          refused === 0 &&
          after.descriptors <= before.descriptors &&
          after.rss - warm.rss < mostRss &&
          after.heap - warm.heap < mostHeap,
        figure:
          `${directPath ? 'direct' : 'stream'} path: ${empty?.connections.toLocaleString('en')} connections, ` +
          `clients ${empty?.clients.total}, descriptors ${before.descriptors} before and ${after.descriptors} after, ` +
          `after ${warmUp * 100} % RSS ${megabytes(warm.rss)} and V8 heap ${megabytes(warm.heap)}, ` +
          `at the end ${megabytes(after.rss)} and ${megabytes(after.heap)}`,
      });
    }
    return checks;
  },
};
