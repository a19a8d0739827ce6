/**
 * Preloaded into every Node peer (`node --import`), so that all of them are driven by the same code:
 * the server sets `globalThis.benchPeer`, and this module publishes through it on command.
 *
 * @typedef {object} BenchPeer
 * @property {(payload: object) => void} publish sends one event `bench` to every client
 * @property {() => number} backlog about how many events wait in the process for a client
 * @property {number} batch how many events it is given in one tick when saturated
 * @property {() => unknown} [stats]
 *
 * Commands come on the standard input, one a line; each is answered with one line of JSON:
 *   publish RATE COUNT     COUNT events, RATE a second, on a schedule that makes up for lateness
 *   tick RATE COUNT        the same clock without events, to learn what it costs
 *   saturate MS            as fast as the clients drain, for MS milliseconds
 *   burst SIZE REPEATS     what SIZE publishes within one tick cost the JavaScript thread
 *   lone COUNT GAP_MS      what one publish costs it when everything is asleep
 *   wake COUNT GAP_MS      what waking a thread costs it, with nothing published
 *   memory                 heap and RSS after garbage collection
 *   delay start|stop       event-loop delay; it costs CPU, so never while CPU is measured
 *   stats | quit
 */
import { createInterface } from 'node:readline';
import { eventLoopDelay, memory } from './control/process-state.mjs';
import { burst, lone, wake } from './control/publish-time.mjs';
import { publishAt, saturate, tickAt } from './control/publisher.mjs';

const commands = {
  publish: (rate, count) => publishAt(Number(rate), Number(count)),
  tick: (rate, count) => tickAt(Number(rate), Number(count)),
  saturate: (milliseconds) => saturate(Number(milliseconds)),
  burst: (size, repeats) => burst(Number(size), Number(repeats)),
  lone: (count, gap) => lone(Number(count), Number(gap)),
  wake: (count, gap) => wake(Number(count), Number(gap)),
  memory,
  delay: eventLoopDelay,
  stats: () => globalThis.benchPeer.stats?.() ?? {},
  quit: () => setImmediate(() => process.exit(0)) && {},
};

async function answer(line) {
  const [name, ...args] = line.trim().split(/\s+/);
  if (!(name in commands)) return { error: `expected one of ${Object.keys(commands).join(', ')}` };
  if (!globalThis.benchPeer && name !== 'quit')
    return { error: 'the server has had no client yet' };
  return await commands[name](...args);
}

// The standard input is where the orchestrator is: when it ends, the measurement is over.
createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const result = await answer(line).catch((error) => ({ error: String(error?.stack ?? error) }));
    process.stdout.write(`${JSON.stringify(result)}\n`);
  })
  .on('close', () => process.exit(0));
