import { RedisServer } from '../support/redis-server.js';
import { startCrowd } from './support/crowd.js';
import { during, endFleets, Fleet, kChannels, noFaults, record } from './support/fleet.js';

let server: RedisServer;

afterEach(async () => {
  await endFleets();
  await server.stop();
});

/** How many commands of that kind Redis has run, those of scripts included. */
async function callsOf(command: string): Promise<number> {
  const stats = await server.cli('INFO', 'commandstats');
  return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
}

it('cursors older than the history of a process: served from Redis, without a gap', async () => {
  server = await RedisServer.start();
  const fleet = await Fleet.start({
    instances: 2,
    clients: 40,
    redis: { url: server.url },
    history: { count: 100 },
  });
  await fleet.publish(100);
  fleet.wander(2_000);
  for (let round = 0; round < 3; round++) {
    for (const client of fleet.clients) client.leave();
    await fleet.instances[round % 2]?.ask('publish', { channels: kChannels, count: 1_000 });
    for (const client of fleet.clients) client.connect();
    await fleet.connected();
    await during(1_000);
  }
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
});

it('10,000 clients that come back at once, 1,000 events later, over 10 channels', async () => {
  server = await RedisServer.start();
  const fleet = await Fleet.start({
    instances: 1,
    clients: 0,
    redis: { url: server.url, maxLength: 100_000 },
    history: { count: 100 },
  });
  const [instance] = fleet.instances;
  if (instance === undefined) throw new Error('No instance');
  const channels = Array.from({ length: 10 }, (_, at) => `c${at}`);
  const crowd = await startCrowd(instance.port, 10_000, channels.length);
  try {
    // A first event of each channel, so that everything has a cursor of the log.
    await instance.ask('publish', { channels, count: 10 });
    await crowd.has(channels, 1);
    await instance.ask('disconnect', { target: 'all' });
    expect((await crowd.ends()).open).toBe(0);
    await instance.ask('publish', { channels, count: 1_000 });
    const [reads, { backplane }] = [await callsOf('xrange'), await instance.stats()];
    const began = performance.now();
    await crowd.comeBack();
    const found = await crowd.has(channels, 101);
    const took = performance.now() - began;
    const commands = (await callsOf('xrange')) - reads;
    const pages = ((await instance.stats()).backplane?.reads ?? 0) - (backplane?.reads ?? 0);
    record(
      `10,000 clients over 10 channels, 1,000 events later: ${pages} reads, ${commands} XRANGE in Redis, ` +
        `${(took / 1000).toFixed(1)} s until each had everything; ${found.gaps} gaps, lost ${found.lost}, ` +
        `repeated ${found.duplicated}, disordered ${found.reordered}`,
    );
    expect(found).toMatchObject({
      ok: true,
      gaps: 0,
      lost: 0,
      duplicated: 0,
      reordered: 0,
      malformed: 0,
    });
    expect(found.resumed).toBe(10_000);
    expect(commands).toBeLessThanOrEqual(50);
  } finally {
    await crowd.end();
  }
});
