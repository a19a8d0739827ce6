import { tables } from './report.mjs';
import { sectionOf, withSection } from './section.mjs';

export const instructionsHeading = 'Instructions for a delivered event';
export const measuredHeading = 'How it is measured';

/** The text of docs/benchmarks.md, with what another command has written into `earlier`. */
export function document(results, earlier) {
  const instructions = sectionOf(earlier, instructionsHeading);
  const text = ownText(results);
  return instructions
    ? withSection(text, instructionsHeading, instructions, measuredHeading)
    : text;
}

function ownText(results) {
  const { machine } = results;
  return `# Benchmarks

Written by \`npm run bench\` on ${machine.date}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel},
Node ${machine.node}, Next ${machine.next}, better-sse ${machine.betterSse}. Load clients and servers share these cores. Absolute times move
with the machine; the ratios are what to compare.

${tables(results)}

## ${measuredHeading}

- Every server is a process of its own. \`bench/peers/send_loop.c\` is the yardstick: one thread, one \`send()\` per client and event, nothing
  else. The two Next routes live in \`bench/next-app\`, which installs the packed tarball of ssecast and runs behind \`next start\`.
- Events are about 200 bytes on the wire, with an id, a name and JSON data. Heartbeats are off everywhere.
- \`tools/load-client\` is an epoll client in C++ that reads chunks and server-sent events and checks the sequence number of every event on every
  connection. What has not arrived within 90 s of the last publish counts as lost.
- All servers are up at once with their clients; one after the other publishes while the rest are at rest, and the order turns round with
  every repetition. A ratio compares windows of one repetition; the table shows the medians of times and of ratios.
- CPU is what the scheduler counted for all threads of the server, user and system, from the first publish to the last arrival, less what the
  same server used in the same time at rest with the same clients. *Of it clock* is what the publishing timer of the server takes when it
  publishes nothing; it is not subtracted.
- *Saturated* means that the server publishes as fast as its clients drain: at most 64 events wait for a client in the process. The send loop
  waits in \`send()\`. It is compared with the loop at 20 events/s (1,000 clients) or 2 events/s (10,000 clients).
- Latency goes from just before \`publish\` to the read that brought the event.
- Event-loop delay (\`monitorEventLoopDelay\`, resolution 1 ms) is measured in windows of its own, because the monitor costs CPU.
- Memory per client is the slope from 5,000 to 15,000 clients with distinct \`userId\` and \`sessionId\`, each after garbage collection.
- JavaScript time per publish goes up to the end of the tick, so deferred work counts. Waking a thread is measured by \`bench/wake.cpp\`:
  a write to the eventfd that a sleeping thread waits for in epoll, as the waker sees it. *Wake in JavaScript* is \`Atomics.notify\` for a
  sleeping \`Worker\`, timed in the server like the publish: after a pause, JavaScript starts with cold caches whatever it does. That is why a
  lone publish is compared with it, and not with the wake in C++, which runs in a loop of its own: most of what a lone publish takes are
  cache misses, which no change of its code takes away.
`;
}
