import { loadavg } from 'node:os';
import { installed } from '../../harness/machine.mjs';
import { bench, root } from '../../harness/paths.mjs';
import { RedisServer } from '../../harness/redis-server.mjs';
import { measureFlood } from './flood.mjs';
import { measureInterval } from './interval.mjs';
import { measureLatency } from './latency.mjs';
import { measureOthers } from './others.mjs';
import { measureBursts } from './publish.mjs';
import { measureReceive } from './receive.mjs';
import { measureResume } from './resume.mjs';

/** An app in several processes with Redis as its backplane, on a redis-server of the run's own. */
export async function measureBackplane(plan, log) {
  const version = await RedisServer.version();
  if (version === undefined) {
    throw new RangeError(
      'Expected redis-server on the PATH (on Debian: apt-get install redis-server).',
    );
  }
  const redis = await RedisServer.start();
  const results = {
    version,
    ioredis: installed('ioredis', root),
    socketIo: installed('socket.io', bench),
    load: loadavg()[0],
    isQuick: plan.isQuick === true,
    receive: await measureReceive(redis, plan, log),
    interval: await measureInterval(redis, plan, log),
    publish: await measureBursts(redis, plan, log),
    latency: await measureLatency(redis, plan, log),
    resume: await measureResume(redis, plan, log),
    flood: await measureFlood(redis, plan, log),
    others: await measureOthers(redis, plan, log),
  };
  await redis.stop();
  return results;
}
