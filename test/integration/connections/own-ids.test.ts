import { type Broadcaster, createBroadcaster } from 'ssecast';
import type { EventClient } from '../support/event-client.js';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

/** What a client got, but for what the broadcaster tells of itself. */
const dataOf = (client: EventClient) =>
  client.events.filter(({ event }) => event !== 'connected').map(({ data }) => JSON.parse(data));

describe.each(['direct', 'stream'] as const)('ids that the app gives, on the %s path', (path) => {
  const id = 'tab 1 ✓, "ä"';
  let live: Broadcaster;
  let app: EventServer;
  /** What the handler does before it accepts. */
  let before: () => void;
  const gone: string[] = [];

  beforeAll(async () => {
    live = createBroadcaster({
      name: `own-ids-${path}`,
      directPath: path === 'direct',
      logger: silent,
    });
    live.onDisconnect((client) => void gone.push(client.id));
    app = await serveEvents((request, response) => {
      before();
      try {
        live.accept(request, response, { clientId: id, channels: ['news'] });
      } catch (error) {
        response.statusCode = 409;
        response.end((error as { code: string }).code);
      }
    });
  });

  beforeEach(() => {
    before = () => undefined;
  });

  afterAll(() => closeAll(live, app));

  async function open(): Promise<EventClient> {
    const client = app.open();
    expect(JSON.parse((await client.next('connected')).data)).toMatchObject({ clientId: id });
    return client;
  }

  it('refuses one that is taken, and the client that has it does not notice', async () => {
    const client = await open();
    expect(live.client(id)).toMatchObject({ id, path });
    const second = app.open({ headers: { Connection: 'close' } });
    await second.ended;
    expect(second.head).toMatch(/^http\/1.1 409 /);
    expect(live.clients()).toHaveLength(1);
    expect(live.publish({ client: id }, { event: 'a', data: 1 }).clients).toBe(1);
    await client.next('a');
  });

  it('gives it to the next client at once, and each gets its own', async () => {
    gone.length = 0;
    const data: unknown[] = [];
    let last = await open_(0);
    const first = last;
    for (let turn = 1; turn <= 50; turn++) {
      const former = last;
      last = await open_(turn);
      await eventually(() => former.finished);
      expect(dataOf(former)).toEqual([data[turn - 1]]);
    }
    expect(dataOf(first)).toEqual([0]);
    await eventually(() => gone.length === 51);
    // The ends of fifty former ones have come, and it is still there.
    expect(live.clients().map((client) => client.id)).toEqual([id]);
    live.publish({ client: id }, { event: 'a', data: 'still there' });
    await eventually(() => dataOf(last).length === 2);
    expect(live.disconnect({ client: id })).toBe(1);
    await eventually(() => last.finished);
    await eventually(() => gone.length === 52);
    expect(live.clients()).toEqual([]);

    async function open_(turn: number): Promise<EventClient> {
      before = () => void live.disconnect({ client: id });
      const client = await open();
      data.push(turn);
      live.publish({ channel: 'news' }, { event: 'a', data: turn });
      await client.next('a');
      return client;
    }
  });

  it('does not end the next client when the peer of a former one goes', async () => {
    const former = await open();
    before = () => {
      live.disconnect({ client: id });
      former.close();
    };
    const next = await open();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(live.publish({ client: id }, { event: 'a', data: 'here' }).clients).toBe(1);
    await next.next('a');
  });
});

it('a web response answers under an id of the app, whatever characters it has', async () => {
  const live = createBroadcaster({ name: 'own-ids-web', logger: silent });
  const response = await live.connect({ clientId: '✓ a' });
  expect(response.status).toBe(200);
  await expect(live.connect({ clientId: '✓ a' })).rejects.toMatchObject({
    code: 'ERR_SSECAST_DUPLICATE_CLIENT',
  });
  for (const clientId of ['', 'a\nb', '\ud800', 'x'.repeat(257)]) {
    await expect(live.connect({ clientId })).rejects.toMatchObject({
      code: 'ERR_SSECAST_INVALID_IDENTITY',
    });
  }
  expect(live.clients()).toHaveLength(1);
  await response.body?.cancel();
  live.close();
});
