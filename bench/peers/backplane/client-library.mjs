/** ioredis alone, doing what a backplane cannot do without: it reads the stream, or stores entries. */
import { createServer } from 'node:net';
import { Redis } from 'ioredis';

const { PORT, BENCH_REDIS, BENCH_LOG } = process.env;
const key = `ssecast:{${BENCH_LOG}}:events`;
const reading = new Redis(BENCH_REDIS, { protocol: 2, replyMapping: 'legacy' });
const writing = new Redis(BENCH_REDIS);

async function read() {
  let last = '$';
  for (;;) {
    const page = await reading.callBuffer(
      'XREAD',
      'COUNT',
      1000,
      'BLOCK',
      2000,
      'STREAMS',
      key,
      last,
    );
    for (const [, entries] of page ?? []) last = entries.at(-1)[0].toString('latin1');
  }
}

globalThis.benchPeer = {
  /** The commands of one tick leave in one write. */
  publish: (payload) =>
    writing.xadd('own', 'MAXLEN', '~', 10_000, '*', 'entry', JSON.stringify(payload)),
  backlog: () => 0,
  batch: 1,
  commands: {
    read() {
      void read();
      return {};
    },
  },
};

// Only to say that it is ready.
createServer().listen(Number(PORT), '127.0.0.1');
