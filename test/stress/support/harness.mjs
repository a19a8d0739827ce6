/** Starts what the rows need, in processes of their own. */
import { LineProcess } from '../../../bench/harness/line-process.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';

export const clientProgram = fromRoot('build/stress/stress_client');
export const serverScript = fromRoot('test/stress/support/server.mjs');

/** The server, listening. `options`: those of the broadcaster, `port`, and whether `signals` drain it. */
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

/** Clients that check what they receive. Commands: test/stress/client/commands.cpp. */
export function startClients(seed = 1) {
  return new LineProcess('the clients', clientProgram, [String(seed)]);
}

/** `all=12 c0=7`, as the command `follow` takes it. */
export const numbersOf = ({ last }) =>
  Object.entries(last)
    .map(([name, number]) => `${name}=${number}`)
    .join(' ');

/** What no row may show. */
export function faultsOf(report) {
  const { lost, duplicated, reordered, foreign, malformed } = report;
  return lost + duplicated + reordered + foreign + malformed;
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
