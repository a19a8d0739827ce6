/**
 * Clients of Socket.IO. Takes the commands of `load_client measure`, and answers them alike:
 *   open COUNT PORT          opens further connections
 *   start FIRST              forgets what was counted
 *   finish LAST TIMEOUT_MS   waits for the event LAST on each connection, then reports
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';

/** Connections that are opened at a time. */
const OPENED_AT_ONCE = 50;

const expected = [];
let events = 0;
let faults = 0;
let latencies = [];

function receive(index, { n, t }) {
  const [seconds, nanoseconds] = process.hrtime();
  events++;
  if (n !== expected[index]) faults++;
  expected[index] = n + 1;
  latencies.push((seconds * 1e9 + nanoseconds - t) / 1000);
}

function connect(port) {
  const index = expected.push(1) - 1;
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  socket.on('bench', (payload) => receive(index, payload));
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}

const commands = {
  async open(count, port) {
    for (let done = 0; done < count; done += OPENED_AT_ONCE) {
      const batch = Math.min(OPENED_AT_ONCE, count - done);
      await Promise.all(Array.from({ length: batch }, () => connect(port)));
    }
    return { open: expected.length, failed: 0 };
  },
  start(first) {
    expected.fill(first);
    events = 0;
    faults = 0;
    latencies = [];
    return {};
  },
  async finish(last, timeout) {
    const end = performance.now() + timeout;
    while (performance.now() < end && expected.some((next) => next <= last)) await sleep(1);
    latencies.sort((a, b) => a - b);
    const at = (share) => latencies[Math.floor(latencies.length * share)];
    const lost = expected.filter((next) => next <= last).length + faults;
    return { events, lost, duplicated: 0, reordered: 0, gaps: 0, p50Us: at(0.5), p99Us: at(0.99) };
  },
};

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const [name, ...args] = line.trim().split(/\s+/);
    if (name === 'quit') process.exit(0);
    const answer = await Promise.resolve()
      .then(() => commands[name](...args.map(Number)))
      .catch((error) => ({ error: String(error?.stack ?? error) }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  })
  .on('close', () => process.exit(0));
