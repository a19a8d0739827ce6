import { type Broadcaster, createBroadcaster } from 'ssecast';
import { closeAll, type EventServer, serveEvents, silent } from '../support/server.js';

const event = { event: 'a', data: 1 };

/** What each method answers for a client that is there, one that is not, and when all is closed. */
const matrix: [
  method: string,
  call: (live: Broadcaster, clientId: string) => unknown,
  open: unknown,
  gone: unknown,
  closed: unknown,
][] = [
  ['subscribe', (live, id) => live.subscribe(id, 'news'), true, false, false],
  ['subscribe again', (live, id) => live.subscribe(id, 'news'), false, false, false],
  ['clientsIn', (live) => live.clientsIn('news').length, 1, 0, 0],
  ['unsubscribe', (live, id) => live.unsubscribe(id, 'news'), true, false, false],
  ['unsubscribe again', (live, id) => live.unsubscribe(id, 'news'), false, false, false],
  ['client', (live, id) => live.client(id)?.userId, 'ann', undefined, undefined],
  ['clients', (live) => live.clients().length, 1, 0, 0],
  ['publish to the client', publishes({ client: 'id' }), 1, 0, 'ERR_SSECAST_CLOSED'],
  ['publish to the user', publishes({ user: 'ann' }), 1, 0, 'ERR_SSECAST_CLOSED'],
  ['publish to two channels', publishes({ channel: ['a', 'b'] }), 1, 0, 'ERR_SSECAST_CLOSED'],
  ['publish to all', publishes('all'), 1, 0, 'ERR_SSECAST_CLOSED'],
  [
    'publish and tell the channel',
    (live) => live.publish({ channel: 'a' }, { ...event, tellChannel: true }).clients,
    1,
    0,
    'ERR_SSECAST_CLOSED',
  ],
  [
    'publish above a rate limit',
    (live) => [1, 2].map(() => live.publish({ channel: 'limited:1' }, event)),
    'ERR_SSECAST_RATE_LIMITED',
    'ERR_SSECAST_RATE_LIMITED',
    'ERR_SSECAST_CLOSED',
  ],
  ['stats', (live) => live.stats().clients.total, 1, 0, 0],
  ['onDisconnect', (live) => typeof live.onDisconnect(() => undefined), ...same('function')],
  ['disconnect another', (live) => live.disconnect({ user: 'bob' }), ...same(0)],
  ['disconnect', (live, id) => live.disconnect({ client: id }), 1, 0, 0],
  ['disconnect again', (live, id) => live.disconnect({ client: id }), ...same(0)],
];

function same<Value>(value: Value): [Value, Value, Value] {
  return [value, value, value];
}

function publishes(target: 'all' | { client?: string; user?: string; channel?: string[] }) {
  return (live: Broadcaster, id: string) => {
    const named =
      typeof target === 'object' && target.client !== undefined ? { client: id } : target;
    return live.publish(named as 'all', event).clients;
  };
}

function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

describe.each(['direct', 'stream'] as const)('every method on the %s path', (path) => {
  let live: Broadcaster;
  let app: EventServer;
  let clientId: string;

  beforeAll(async () => {
    const name = `matrix-${path}`;
    live = createBroadcaster({
      name,
      directPath: path === 'direct',
      logger: silent,
      rateLimits: { limited: { perSecond: 0.001 } },
    });
    app = await serveEvents(
      (request, response) =>
        void live.accept(request, response, { userId: 'ann', channels: ['a', 'b'] }),
    );
    clientId = JSON.parse((await app.open().next('connected')).data).clientId;
  });

  afterAll(() => closeAll(live, app));

  it.each(matrix)('open: %s', (_method, call, open) => {
    expect(outcome(() => call(live, clientId))).toBe(open);
  });

  it.each(matrix)('the client is gone: %s', (_method, call, _open, gone) => {
    expect(outcome(() => call(live, clientId))).toBe(gone);
  });

  it.each(matrix)('closed: %s', (_method, call, _open, _gone, closed) => {
    live.close();
    expect(outcome(() => call(live, clientId))).toBe(closed);
  });

  it('closed: connect and accept answer 503, close does nothing', async () => {
    expect((await live.connect()).status).toBe(503);
    const client = app.open({ headers: { Connection: 'close' } });
    await client.ended;
    expect(client.head).toMatch(/^http\/1.1 503 /);
    expect(() => live.close()).not.toThrow();
  });

  it('opens again by its name', async () => {
    createBroadcaster({ name: live.name });
    const client = app.open();
    await client.next('connected');
    expect(live.publish('all', event).clients).toBe(1);
    await client.next('a');
  });
});
