import { ending, megabytes, startClients, startServer } from '../support/harness.mjs';

async function comeAndGo(directPath, rounds, perRound) {
  const server = await startServer({ directPath });
  const load = startClients();
  return ending([load, server], async () => {
    // The workers have descriptors of their own, from the first client on.
    await load.ask(`open 1 ${server.port} / 30000`);
    await load.ask('hangup');
    await server.until((stats) => stats.clients.total === 0);
    const before = await server.ask('memory');
    let warm;
    let refused = 0;
    for (let round = 0; round < rounds; round++) {
      const { failed } = await load.ask(`open ${perRound} ${server.port} / 30000`);
      refused = failed;
      // A close leaves the client's port waiting for a minute: most go with a reset.
      await load.ask(round % 10 === 0 ? 'close' : 'hangup');
      if (round === Math.floor(rounds / 2)) {
        await server.until((stats) => stats.clients.total === 0);
        await server.ask('collect');
        warm = await server.ask('memory');
      }
    }
    const empty = await server.until((stats) => stats.clients.total === 0);
    await server.ask('collect');
    const after = await server.ask('memory');
    return { before, warm, after, empty, refused };
  });
}

export default {
  name: 'connections',
  title: '200,000 connects and disconnects',
  holdsWhen: 'descriptors and clients back to zero, RSS flat after warm-up',
  async run({ quick }) {
    const perPath = quick ? 10_000 : 100_000;
    const checks = [];
    for (const directPath of [true, false]) {
      const perRound = 500;
      const result = await comeAndGo(directPath, perPath / perRound, perRound);
      const { before, warm, after, empty, refused } = result;
      const growth = after.rss - warm.rss;
      const heapGrowth = after.heap - warm.heap;
      checks.push({
        // Allocators keep pages, and a short run is hardly warm; the heap, collected, tells more.
        ok:
          empty !== undefined &&
          empty.connections === perPath + 1 &&
          refused === 0 &&
          after.descriptors <= before.descriptors + 2 &&
          growth < (quick ? 24 : 16) * 1024 * 1024 &&
          heapGrowth < 1024 * 1024,
        figure:
          `${directPath ? 'direct' : 'stream'} path: ${empty?.connections.toLocaleString('en')} connections, ` +
          `clients ${empty?.clients.total}, descriptors ${before.descriptors} before and ${after.descriptors} after, ` +
          `RSS half-way ${megabytes(warm.rss)}, at the end ${megabytes(after.rss)}, heap ${megabytes(warm.heap)} and ${megabytes(after.heap)}`,
      });
    }
    return checks;
  },
};
