/** Starts what the rows need, in processes of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LineProcess } from '../../../bench/harness/line-process.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';
import { loadClient } from '../../../tools/load-client/index.mjs';

export const serverScript = fromRoot('test/stress/support/server.mjs');

/** The server, listening. `options`: those of the broadcaster, and those that server.mjs takes for itself. */
export async function startServer(options = {}) {
  const args = ['--expose-gc', serverScript, JSON.stringify(options)];
  const server = new LineProcess('the server', process.execPath, args);
  const { port } = await server.next(20);
  return {
    port,
    process: server,
    ask: (name, argument, seconds) =>
      server.ask(argument === undefined ? name : `${name} ${JSON.stringify(argument)}`, seconds),
    /** Waits until the condition holds for the statistics. */
    async until(condition, seconds = 30) {
      const end = performance.now() + seconds * 1000;
      for (;;) {
        const stats = await server.ask('stats');
        if (condition(stats)) return stats;
        if (performance.now() > end) return undefined;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    quit: () => server.quit(),
  };
}

/** Clients that check what they receive. Commands: tools/load-client/follow/commands.hpp. */
export function startClients(seed = 1) {
  return new LineProcess('the clients', loadClient, ['follow', String(seed)]);
}

/**
 * Opens streams of clients that check what they read, or, `stalled`, read nothing more.
 * Throws unless all of them are open.
 */
export async function openStreams(clients, count, { port, route = '/' }, stalled = false) {
  const report = await clients.ask(`${stalled ? 'stall' : 'open'} ${count} ${port} ${route} 60000`);
  const { ok, open, failed, lastStatus } = report;
  if (ok) return report;
  throw new Error(
    `of ${count} streams ${open} are open; ${failed} were refused, the last with ${lastStatus}`,
  );
}

/** `all=12 c0=7`, as the command `follow` takes it. */
export const numbersOf = ({ last }) =>
  Object.entries(last)
    .map(([name, number]) => `${name}=${number}`)
    .join(' ');

/** What no row may show. */
export function faultsOf(report) {
  const { lost, duplicated, reordered, foreign, malformed, miscounted } = report;
  return lost + duplicated + reordered + foreign + malformed + miscounted;
}

/** Runs `work` with a folder that is gone afterwards. */
export async function inFolder(work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Runs `work`, and ends the processes whatever became of it. */
export async function ending(processes, work) {
  try {
    return await work();
  } finally {
    await Promise.all(processes.filter(Boolean).map((each) => each.quit()));
  }
}
