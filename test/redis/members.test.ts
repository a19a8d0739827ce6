import { redisBackplane } from '../../lib/redis/index.js';
import { closeAll, Observed } from './support/observed.js';
import { RedisServer } from './support/redis-server.js';

let server: RedisServer;
const backplane = () => redisBackplane({ url: server.url, leaseTime: 2_000 });

beforeEach(async () => {
  server = await RedisServer.start();
});
afterEach(async () => {
  await closeAll();
  await server.stop();
});

const enter = (each: Observed, member: string) =>
  each.connection.members.enter('room', member, 'v', {
    joined: `${member} joined`,
    left: `${member} left`,
  });

it('a process that lost its lease enters its members again', async () => {
  const [one, two] = [await Observed.open(backplane()), await Observed.open(backplane())];
  for (const member of ['a', 'b', 'c']) await enter(one, member);
  const [instance] = (await server.cli('ZRANGE', 'ssecast:{default}:leases', '0', '-1')).split(
    '\n',
  );
  // As if it had been stopped for a minute: its lease is over, and another process has removed the members.
  await server.cli('ZADD', 'ssecast:{default}:leases', '1', instance as string);
  await two.connection.members.list('room');
  await two.until(() => two.entries.includes('c left'));
  await two.until(() => two.entries.length === 9);
  expect(two.entries.slice(6).sort()).toEqual(['a joined', 'b joined', 'c joined']);
  expect(await two.connection.members.list('room')).toHaveLength(3);
});

it('members are there again after FLUSHALL', async () => {
  const [one, two] = [await Observed.open(backplane()), await Observed.open(backplane())];
  await enter(one, 'a');
  await enter(two, 'b');
  await server.cli('FLUSHALL');
  for (const each of [one, two]) {
    await each.until(() => each.hasLost);
    await each.until(() => each.entries.filter((text) => text.endsWith('joined')).length === 4);
  }
  const members = await one.connection.members.list('room');
  expect(members.map(({ member }) => member).sort()).toEqual(['a', 'b']);
});

it('a member that could not leave leaves when the server is back', async () => {
  const one = await Observed.open(backplane());
  await enter(one, 'a');
  await server.cli('CONFIG', 'SET', 'busy-reply-threshold', '50');
  const busy = server.cli('EVAL', 'while true do end', '0').catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expect(one.connection.members.leave('room', 'a')).rejects.toThrow(/BUSY/);
  await server.cli('SCRIPT', 'KILL');
  await busy;
  await one.until(() => one.entries.includes('a left'));
  expect(await one.connection.members.list('room')).toEqual([]);
});
