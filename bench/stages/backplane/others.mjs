import { setTimeout as sleep } from 'node:timers/promises';
import { Instance, publishTo } from '../../harness/instance.mjs';
import { median } from '../../harness/median.mjs';
import { bench } from '../../harness/paths.mjs';

const FEW_CLIENTS = 2_000;
const CLIENTS = 4_000;
const RATE = 4;

const ways = [
  { title: 'ssecast, one read of the log for each process', program: 'ssecast' },
  { title: 'a Redis subscription for each client, SSE', program: 'subscriptions' },
  { title: 'Socket.IO with its Redis Streams adapter', program: 'socket-io' },
];

async function open(redis, { program }) {
  const env = { BENCH_REDIS: redis.url, BENCH_LOG: 'others' };
  const publisher = await Instance.start('publisher', program, env);
  const receiver = await Instance.start(program, program, env);
  const load =
    program === 'socket-io'
      ? receiver.newLoad(process.execPath, [`${bench}peers/backplane/socket-io-load.mjs`])
      : receiver.newLoad();
  const connect = (count) => receiver.open(count, '/?channel=all&i={i}', load);
  await connect(FEW_CLIENTS);
  await publishTo(publisher, `publish ${RATE} ${RATE * 2} 1`, [load], []); // warms up
  const before = await receiver.server.ask('memory');
  await connect(CLIENTS - FEW_CLIENTS);
  await sleep(1000);
  const after = await receiver.server.ask('memory');
  const perClient = (key) => (after[key] - before[key]) / 1024 / (CLIENTS - FEW_CLIENTS);
  return { publisher, receiver, load, rssKb: perClient('rss'), heapKb: perClient('heapUsed') };
}

/** The same events to the same number of clients by three ways: CPU of the receiver, and its memory. */
export async function measureOthers(redis, plan, log) {
  const opened = [];
  for (const way of ways) {
    log(`${way.title}: ${CLIENTS} clients`);
    opened.push({ ...way, ...(await open(redis, way)), runs: [] });
  }
  const receivers = opened.map(({ receiver }) => receiver);
  for (let rep = 0; rep < plan.reps; rep++) {
    await Instance.rest(receivers, plan.restSeconds);
    for (const { publisher, receiver, load, runs } of rep % 2 ? opened.toReversed() : opened) {
      const command = `publish ${RATE} ${RATE * plan.seconds} 1`;
      const { ms, count, used, reports } = await publishTo(
        publisher,
        command,
        [load],
        [receiver, { pid: redis.pid }],
      );
      runs.push({ ms, count, used, report: reports[0] });
    }
  }
  const rows = opened.map(({ title, receiver, runs, rssKb, heapKb }) => {
    const middle = (pick) => median(runs.map(pick));
    return {
      title,
      cpuUs: middle(({ ms, used, report }) => {
        return receiver.cpuBesidesRest(used[0].allUs, ms) / report.events;
      }),
      javaScriptUs: middle(({ ms, used, report }) => {
        return receiver.javaScriptBesidesRest(used[0].javaScriptUs, ms) / report.events;
      }),
      redisUs: middle(({ count, used }) => used[1].allUs / count),
      p50Us: middle(({ report }) => report.p50Us),
      p99Us: middle(({ report }) => report.p99Us),
      rssKb,
      heapKb,
    };
  });
  for (const { publisher, receiver } of opened) {
    await publisher.close();
    await receiver.close();
  }
  for (const row of rows) log(JSON.stringify(row));
  return { clients: CLIENTS, rate: RATE, rows };
}
