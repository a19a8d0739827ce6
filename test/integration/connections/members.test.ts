import type { IncomingMessage } from 'node:http';
import { defineLive, type Member, typed } from 'ssecast';
import { memoryBackplane } from 'ssecast/backplane';
import type { EventClient } from '../support/event-client.js';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

const kGrace = 150;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function define(name: string, more: object = {}) {
  return defineLive(
    { 'room:[id]': { said: typed<string>() }, orders: { order: typed<string>() } },
    {
      name,
      logger: silent,
      metadata: typed<{ name: string }>(),
      presence: { channels: ['room:[id]'], grace: kGrace },
      ...more,
    },
  );
}

interface Instance {
  live: ReturnType<typeof define>;
  app: EventServer;
  open(user: string, ...channels: string[]): Promise<EventClient>;
  ask(user: string, body: unknown): Promise<[number, unknown]>;
}

const running: Instance[] = [];

async function start(name: string, more?: object): Promise<Instance> {
  const live = define(name, more);
  const handler = live.handler({
    authorize: ({ headers }: IncomingMessage) => {
      const user = headers['x-user'] as string | undefined;
      if (user === undefined) return undefined;
      return { userId: user === 'anonymous' ? undefined : user, metadata: { name: `<${user}>` } };
    },
    allow: { 'room:[id]': ({ id }) => id !== '13', orders: true },
  });
  const app = await serveEvents(handler);
  const instance: Instance = {
    live,
    app,
    async open(user, ...channels) {
      const query = channels.map((channel) => `channel=${channel}`).join('&');
      const client = app.open({ path: `/?${query}`, headers: { 'X-User': user } });
      await client.next('connected');
      return client;
    },
    async ask(user, body) {
      const response = await fetch(app.origin, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-User': user },
        body: JSON.stringify(body),
      });
      return [response.status, await response.json()];
    },
  };
  running.push(instance);
  return instance;
}

const member = (userId: string): Member => ({ userId, metadata: { name: `<${userId}>` } });
const next = async (client: EventClient, name: string) =>
  JSON.parse((await client.next(name)).data) as Member;
const presenceOf = ({ events }: EventClient) =>
  events.filter(({ event }) => event?.startsWith('presence.'));
const users = async ({ live }: Instance, channel: `room:${string}` = 'room:5') =>
  (await live.presence(channel)).map(({ userId }) => userId);

afterAll(async () => {
  for (const { live, app } of running) await closeAll(live.broadcaster, app);
});

describe.each([
  ['in memory', () => undefined],
  ['with a backplane', () => ({ backplane: memoryBackplane({ name: 'members' }) })],
])('members %s', (kind, options) => {
  let here: Instance;
  beforeAll(async () => {
    here = await start(`members-${kind}`, options());
  });
  afterEach(async () => {
    const { broadcaster } = here.live;
    broadcaster.disconnect('all');
    await eventually(() => broadcaster.stats().presence?.members === 0);
    // That they left may still be on its way to the clients of the next test.
    const last = await here.open('last', 'orders');
    await broadcaster.publish({ channel: 'orders' }, { event: 'order', data: null });
    await last.next('order');
    broadcaster.disconnect('all');
    await eventually(() => broadcaster.stats().clients.total === 0);
  });

  it('are the users of a channel, with events for its readers', async () => {
    const ann = await here.open('ann', 'room:5');
    expect(await next(ann, 'presence.join')).toEqual(member('ann'));
    const other = await here.open('cy', 'room:6', 'orders');
    const [tab, anotherTab] = [await here.open('bob', 'room:5'), await here.open('bob', 'room:5')];
    await here.open('anonymous', 'room:5');
    expect(await next(ann, 'presence.join')).toEqual(member('bob'));
    expect(await here.live.presence('room:5')).toEqual([member('ann'), member('bob')]);
    tab.close();
    await pause(3 * kGrace);
    expect(await users(here)).toEqual(['ann', 'bob']);
    anotherTab.close();
    expect(await next(ann, 'presence.leave')).toEqual(member('bob'));
    expect(await users(here)).toEqual(['ann']);
    expect(await users(here, 'room:6')).toEqual(['cy']);
    // No event of another channel, and none twice.
    expect(presenceOf(ann)).toHaveLength(3);
    expect(presenceOf(other)).toHaveLength(1);
    expect(ann.body).toContain(': channel room:5\n');
    expect(here.live.broadcaster.stats().presence).toEqual({
      ...{ channels: 2, members: 2, pending: 0, failures: 0 },
    });
  });

  it('stay while a client comes back within the grace time', async () => {
    const ann = await here.open('ann', 'room:5');
    await ann.next('presence.join');
    const bob = await here.open('bob', 'room:5');
    await ann.next('presence.join');
    bob.close();
    await eventually(() => here.live.clients().length === 1);
    await here.open('bob', 'room:5');
    await pause(3 * kGrace);
    expect(ann.events.filter(({ event }) => event === 'presence.leave')).toEqual([]);
    expect(await users(here)).toEqual(['ann', 'bob']);
  });

  it('come and go with the channels that a client joins and leaves', async () => {
    const ann = await here.open('ann', 'room:5');
    await ann.next('presence.join');
    await here.open('bob', 'orders');
    const id = here.live.clients().find(({ userId }) => userId === 'bob')?.id;
    await here.ask('bob', { clientId: id, join: ['room:5'] });
    expect(await next(ann, 'presence.join')).toEqual(member('bob'));
    await here.ask('bob', { clientId: id, leave: ['room:5'] });
    expect(await next(ann, 'presence.leave')).toEqual(member('bob'));
  });

  it('are answered to a client that may read the channels', async () => {
    await here.open('ann', 'room:5', 'room:6');
    await eventually(() => here.live.broadcaster.stats().presence?.pending === 0);
    expect(await here.ask('bob', { presence: ['room:5', 'room:7', 'room:5'] })).toEqual([
      200,
      { presence: { 'room:5': [member('ann')], 'room:7': [] } },
    ]);
  });

  it.each([
    ['a channel that the rule refuses', ['room:5', 'room:13'], 403, { channel: 'room:13' }],
    ['a channel of another user', ['user:ann'], 403, { channel: 'user:ann' }],
    ['a channel without members', ['room:5', 'orders'], 400, { channel: 'orders' }],
    ['no array', 'room:5', 400, {}],
    ['no strings', [5], 400, {}],
    ['an empty name', [''], 400, {}],
    ['more than 100 channels', Array.from({ length: 101 }, (_, at) => `room:${at}`), 400, {}],
  ])('are refused for %s', async (_what, presence, status, more) => {
    expect(await here.ask('bob', { presence })).toEqual([
      status,
      { error: expect.any(String), ...more },
    ]);
  });

  it('are refused to a client that authorize does not let in', async () => {
    const response = await fetch(here.app.origin, {
      method: 'POST',
      body: JSON.stringify({ presence: ['room:5'] }),
    });
    expect(response.status).toBe(401);
  });
});

describe('two instances', () => {
  const backplane = () => ({ backplane: memoryBackplane({ name: 'two', leaseTime: 300 }) });
  let here: Instance;
  let there: Instance;
  beforeAll(async () => {
    [here, there] = [await start('here', backplane()), await start('there', backplane())];
  });

  it('have the same members, and a user of both is one', async () => {
    const ann = await here.open('ann', 'room:5');
    await ann.next('presence.join');
    const bob = await there.open('bob', 'room:5');
    expect(await next(ann, 'presence.join')).toEqual(member('bob'));
    const tab = await there.open('ann', 'room:5');
    await pause(20);
    for (const instance of [here, there]) expect(await users(instance)).toEqual(['ann', 'bob']);
    // Over to the other instance, and back within the grace time.
    bob.close();
    await here.open('bob', 'room:5');
    await pause(3 * kGrace);
    tab.close();
    await pause(3 * kGrace);
    for (const instance of [here, there]) expect(await users(instance)).toEqual(['ann', 'bob']);
    expect(ann.events.map(({ event }) => event)).toEqual([
      ...['connected', 'presence.join', 'presence.join'],
    ]);
  });

  it('lose the members of one that has ended within its lease', async () => {
    const third = await start('third', backplane());
    const ann = await here.open('ann', 'room:7');
    await ann.next('presence.join');
    await third.open('eve', 'room:7');
    await third.open('fay', 'room:7');
    for (const _ of ['eve', 'fay']) await ann.next('presence.join');
    third.live.broadcaster.close();
    // Fay comes back elsewhere.
    await there.open('fay', 'room:7');
    expect(await next(ann, 'presence.leave')).toEqual(member('eve'));
    await pause(300);
    expect(await users(here, 'room:7')).toEqual(['ann', 'fay']);
    expect(ann.events.filter(({ event }) => event === 'presence.leave')).toHaveLength(1);
  });
});
