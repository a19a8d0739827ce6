/** Peers that ask for many streams on one connection, or ask and go. */
import { check } from '../support/check.mjs';
import { startOrigin } from '../support/origin-process.mjs';
import { haunt, kCount } from '../support/peers.mjs';
import { openReader } from '../support/reader.mjs';

async function onNode(path, directPath) {
  const origin = await startOrigin({ directPath, signals: true, heartbeatInterval: 1_000 });
  const clients = async () => (await origin.ask('stats')).clients.total;
  try {
    const left = await haunt({ port: origin.port, path, clients });
    // One that is well, so that the end has something to do.
    const reader = await openReader({ port: origin.port, path });
    if (reader.status === 200) await reader.next('connected');
    const began = performance.now();
    origin.process.signal('SIGTERM');
    await origin.process.exited;
    reader.close();
    return { left, ms: performance.now() - began, status: reader.status };
  } finally {
    await origin.quit();
  }
}

/** Half of the deadline of a drain, which ghosts would use up. */
const kEnd = 5_000;

function judge({ left, ms, status }) {
  return {
    ok: left === 0 && ms < kEnd && status === 200,
    figure:
      `after 4 × ${kCount} pipelined requests and a close ${left} clients left, ` +
      `the next one is answered ${status}, SIGTERM takes ${ms.toFixed(0)} ms`,
  };
}

export default {
  name: 'ghosts',
  title: 'Peers that pipeline requests for streams and leave',
  holdsWhen: 'no client is left, the next one is admitted, and the server ends as quickly as ever',
  async run() {
    const checks = [];
    for (const [path, how] of [
      ['/events', 'accept'],
      ['/slow', 'a handler with an async authorize'],
    ]) {
      for (const directPath of [true, false]) {
        const what = `Node, ${how}, ${directPath ? 'direct' : 'stream'} path`;
        checks.push(await check(what, async () => judge(await onNode(path, directPath))));
      }
    }
    return checks;
  },
};
