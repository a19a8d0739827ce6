/**
 * Preloaded into every Node peer (`node --import`), so that all of them are driven by the same code:
 * the server sets `globalThis.benchPeer`, and this module publishes through it on command.
 *
 * @typedef {object} BenchPeer
 * @property {(payload: object) => unknown} publish sends one event `bench` to every client; with a
 *   backplane it gives a promise
 * @property {(session: string, payload: object) => unknown} [publishTo] sends it to one session
 * @property {(payloads: object[]) => { query: string }} [keep] keeps events for clients that come and
 *   add the query to their path
 * @property {() => number} backlog about how many events wait in the process for a client
 * @property {number} batch how many events it is given in one tick when saturated
 * @property {() => unknown} [stats]
 * @property {Record<string, (...words) => unknown>} [commands] further ones, of this peer alone
 *
 * Commands come on the standard input, one a line; each is answered with one line of JSON:
 *   publish RATE COUNT SIZE  COUNT events, RATE a second, SIZE (or 1) in a tick, on a schedule that
 *                          makes up for lateness
 *   target RATE COUNT SIZE SESSIONS  the same, each event to one of so many sessions
 *   keep COUNT             COUNT events for clients that come with its answer in their path
 *   tick RATE COUNT        the same clock without events, to learn what it costs
 *   saturate MS            as fast as the clients drain, for MS milliseconds
 *   burst SIZE REPEATS     what SIZE publishes within one tick cost the JavaScript thread
 *   target-burst SIZE REPEATS SESSIONS  the same for events to one session each
 *   sizes BYTES SIZE REPEATS  the same for data of about BYTES, and what Buffer.from of its text costs
 *   settle SIZE REPEATS GAP_MS  bursts of SIZE, each until its promises have settled
 *   flood MS OPEN          for MS milliseconds, with at most OPEN promises open
 *   lone COUNT GAP_MS      what one publish costs it when everything is asleep
 *   wake COUNT GAP_MS      what waking a thread costs it, with nothing published
 *   memory                 heap and RSS after garbage collection
 *   delay start|stop       event-loop delay; it costs CPU, so never while CPU is measured
 *   stats | quit
 */
import { createInterface } from 'node:readline';
import { eventLoopDelay, memory } from './control/process-state.mjs';
import { burst, burstOfBytes, burstToSessions, lone, wake } from './control/publish-time.mjs';
import {
  flood,
  keep,
  publishAt,
  saturate,
  settle,
  targetAt,
  tickAt,
} from './control/publisher.mjs';

const commands = {
  publish: (rate, count, size = 1) => publishAt(Number(rate), Number(count), Number(size)),
  target: (...numbers) => targetAt(...numbers.map(Number)),
  keep: (count) => keep(Number(count)),
  tick: (rate, count) => tickAt(Number(rate), Number(count)),
  saturate: (milliseconds) => saturate(Number(milliseconds)),
  burst: (size, repeats) => burst(Number(size), Number(repeats)),
  'target-burst': (...numbers) => burstToSessions(...numbers.map(Number)),
  sizes: (...numbers) => burstOfBytes(...numbers.map(Number)),
  settle: (size, repeats, gap) => settle(Number(size), Number(repeats), Number(gap)),
  flood: (milliseconds, open) => flood(Number(milliseconds), Number(open)),
  lone: (count, gap) => lone(Number(count), Number(gap)),
  wake: (count, gap) => wake(Number(count), Number(gap)),
  memory,
  delay: eventLoopDelay,
  stats: () => globalThis.benchPeer.stats?.() ?? {},
  quit: () => setImmediate(() => process.exit(0)) && {},
};

async function answer(line) {
  const [name, ...args] = line.trim().split(/\s+/);
  const own = globalThis.benchPeer?.commands ?? {};
  const known = { ...commands, ...own };
  if (!(name in known)) return { error: `expected one of ${Object.keys(known).join(', ')}` };
  if (!globalThis.benchPeer && name !== 'quit')
    return { error: 'the server has had no client yet' };
  return await known[name](...args);
}

// The standard input is where the orchestrator is: when it ends, the measurement is over.
createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const result = await answer(line).catch((error) => ({ error: String(error?.stack ?? error) }));
    process.stdout.write(`${JSON.stringify(result)}\n`);
  })
  .on('close', () => process.exit(0));
