import { tables } from './report.mjs';
import { sectionOf, withSection } from './section.mjs';

export const instructionsHeading = 'Instructions for a delivered event';
export const partsHeading = 'Instructions of a publish and of a delivery';
export const backplaneHeading = 'More than one process';
export const measuredHeading = 'How it is measured';

/** The text of docs/benchmarks.md, with what another command has written into `earlier`. */
export function document(results, earlier) {
  const kept = [backplaneHeading, partsHeading, instructionsHeading];
  return kept.reduce((text, heading) => {
    const section = sectionOf(earlier, heading);
    return section ? withSection(text, heading, section, measuredHeading) : text;
  }, ownText(results));
}

function ownText(results) {
  const { machine } = results;
  return `# Benchmarks

This page compares ssecast with a bare \`send()\` loop in C, with hand-written streams in Next.js, with \`res.write\` and with better-sse: CPU,
latency, event-loop delay and memory. [How it is measured](#how-it-is-measured) is at the end.

Written by \`npm run bench\` on ${machine.date}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel},
Node ${machine.node}, Next ${machine.next}, better-sse ${machine.betterSse}. Load clients and servers share these cores. Absolute times depend
on the machine: compare the ratios.

${tables(results)}

## ${measuredHeading}

- Every server is a process of its own. \`bench/peers/send_loop.c\` is the yardstick: one thread, one \`send()\` per client and event, nothing
  else. The Next routes live in \`bench/next-app\`, which installs the packed tarball of ssecast and runs behind \`next start\`.
- Events are about 200 bytes on the wire, with an id, a name and JSON data. Heartbeats are off everywhere.
- \`tools/load-client\` is an epoll client in C++ that reads chunks and server-sent events and checks the sequence number of every event on every
  connection. An event that has not arrived within 90 s of the last publish counts as lost.
- All servers run at once, with their clients. One after the other publishes while the rest are at rest, and the order reverses with
  every repetition. A ratio compares windows of one repetition; the table shows the medians of times and of ratios.
- CPU is the time that the scheduler counted for all threads of the server, user and system, from the first publish to the last arrival. The
  time that the same server used at rest, with the same clients and for as long, is subtracted. *Of it clock* is the time of the publishing
  timer of the server when it publishes nothing; it is not subtracted.
- *Saturated* means that the server publishes as fast as its clients drain: at most 64 events wait for a client in the process. The send loop
  waits in \`send()\`. It is compared with the loop at 20 events/s (1,000 clients) or 2 events/s (10,000 clients).
- Latency is the time from just before \`publish\` to the read that brought the event.
- Events to one session are numbered for each session, and name the client that must have them. The load client checks both. They go round
  all sessions, in an order that no cache foresees, and the session's name is a new string each time. *In Next* and *on node:http* run in one
  run. The bursts of the JavaScript thread include the rest of the tick, in which \`res.write\` and web streams do most of their work.
- Large events are ASCII text in JSON, in bursts of 100 (to 2 kB), 20, 2 and 1. \`JSON.stringify\` of the same data is timed just before or
  after, in turns, and subtracted. A client in a process of its own reads them, and checks that each comes once and in order.
- Clients that come and go are closed by a reset when they have all that waits for them. The CPU counts until the server has come to rest,
  less its CPU at rest. The first three repetitions warm the servers up and do not count.
- Event-loop delay (\`monitorEventLoopDelay\`, resolution 1 ms) is measured in windows of its own, because the monitor costs CPU.
- Memory per client is the slope from 5,000 to 15,000 clients with distinct \`userId\` and \`sessionId\`, each after garbage collection.
- JavaScript time per publish includes the rest of the tick, so deferred work counts. \`bench/wake.cpp\` measures waking a thread:
  a write to the eventfd that a sleeping thread waits for in epoll, as the waker sees it. *Wake in JavaScript* is \`Atomics.notify\` for a
  sleeping \`Worker\`, timed in the server like the publish. After a pause, JavaScript starts with cold caches, whatever it does. So a lone
  publish is compared with this wake, and not with the wake in C++, which runs in a loop of its own. Most of the time of a lone publish is
  cache misses, which no change of its code removes.
`;
}
