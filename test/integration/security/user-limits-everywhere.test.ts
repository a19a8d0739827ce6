import { type BackplaneBroadcaster, createBroadcaster } from 'ssecast';
import { type Backplane, memoryBackplane } from 'ssecast/backplane';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

interface Instance {
  live: BackplaneBroadcaster;
  app: EventServer;
}

const running: Instance[] = [];

async function start(name: string, backplane: Backplane): Promise<Instance> {
  const live = createBroadcaster({ name, backplane, logger: silent, maxConnectionsPerUser: 2 });
  const app = await serveEvents((request, response) => {
    void live.accept(request, response, { userId: request.headers['x-user'] as string });
  });
  running.push({ live, app });
  return { live, app };
}

const open = ({ app }: Instance, user = 'ann') => app.open({ headers: { 'X-User': user } });
const status = async (instance: Instance, user?: string) =>
  Number((await open(instance, user).opened()).split(' ')[1]);

afterEach(async () => {
  for (const { live, app } of running.splice(0)) await closeAll(live, app);
});

it('counts the clients of a user over all instances', async () => {
  const backplane = memoryBackplane({ name: 'limits', leaseTime: 100 });
  const [here, there] = [
    await start('limits-here', backplane),
    await start('limits-there', backplane),
  ];
  const first = open(here);
  await first.next('connected');
  expect(await status(there)).toBe(200);
  expect([await status(here), await status(there)]).toEqual([429, 429]);
  expect(await status(there, 'bob')).toBe(200);
  expect(there.live.stats()).toMatchObject({ refused: 1, refusals: { user: 1 } });
  // The place of a client that has gone is free.
  first.close();
  await eventually(() => here.live.stats().clients.total === 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([await status(there), await status(here)]).toEqual([200, 429]);
});

it('leaves exactly as many of a burst as allowed', async () => {
  const backplane = memoryBackplane({ name: 'burst' });
  const instances = [await start('burst-here', backplane), await start('burst-there', backplane)];
  const asked = Array.from({ length: 20 }, (_, index) => status(instances[index % 2] as Instance));
  const answers = await Promise.all(asked);
  expect(answers.filter((each) => each === 200)).toHaveLength(2);
  expect(answers.filter((each) => each === 429)).toHaveLength(18);
});

it('gives back the place of an admission that fails', async () => {
  const backplane = memoryBackplane({ name: 'failing-admission' });
  const { live } = await start('failing-admission', backplane);
  const connect = () => live.connect({ userId: 'ann', clientId: 'taken' });
  const first = await connect();
  for (let count = 0; count < 3; count++) {
    await expect(connect()).rejects.toMatchObject({ code: 'ERR_SSECAST_DUPLICATE_CLIENT' });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect((await live.connect({ userId: 'ann' })).status).toBe(200);
  expect((await live.connect({ userId: 'ann' })).status).toBe(429);
  await first.body?.cancel();
});

it('is the limit of each instance alone while the backplane does not answer', async () => {
  const shared = memoryBackplane({ name: 'silent' });
  const silentMembers: Backplane = {
    ...shared,
    connect(instance, events) {
      const connection = shared.connect(instance, events);
      const members = { ...connection.members, enter: () => new Promise<never>(() => undefined) };
      return new Proxy(connection, {
        get: (target, name) => {
          if (name === 'members') return members;
          const value = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  };
  const [here, there] = [
    await start('silent-here', silentMembers),
    await start('silent-there', shared),
  ];
  expect(await status(there)).toBe(200);
  const begin = performance.now();
  expect(await Promise.all([status(here), status(here)])).toEqual([200, 200]);
  expect(performance.now() - begin).toBeLessThan(3_000);
  expect(await status(here)).toBe(429);
});
