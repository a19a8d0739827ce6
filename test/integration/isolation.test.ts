import { type Broadcaster, createBroadcaster, type Identity } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { register } from 'ssecast/next/instrumentation';
import type { EventClient, RequestOptions } from './support/event-client.js';
import { closeAll, type EventServer, eventually, silent } from './support/server.js';
import { serveRoute } from './support/web-route.js';

/** Milliseconds by which a stream may end late: workers look after their clients once a second. */
const kLate = 1_300;

const dataOf = (client: EventClient, name: string) =>
  client.events.filter(({ event }) => event === name).map(({ data }) => JSON.parse(data));

describe.each(['direct', 'stream'] as const)('isolation on the %s path', (path) => {
  let live: Broadcaster;
  let app: EventServer;
  /** Who has which token. */
  const tokens = new Map<string, Identity>([
    ['ann', { userId: 'ann', sessionId: 'a1', channels: ['news', 'team-a'] }],
    ['bob', { userId: 'bob', sessionId: 'b1', channels: ['news', 'team-b'] }],
  ]);

  beforeAll(async () => {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
    const name = `isolation-${path}`;
    live = createBroadcaster({ name, directPath: path === 'direct', logger: silent });
    const { GET } = createSSERoute({
      broadcaster: live,
      authorize: (request) => tokens.get(request.headers.get('authorization') ?? ''),
    });
    app = await serveRoute(GET);
  });

  afterEach(async () => {
    live.disconnect('all');
    await eventually(() => live.stats().clients.total === 0);
  });

  afterAll(() => closeAll(live, app));

  const as = (token: string, options: RequestOptions = {}) =>
    app.open({ ...options, headers: { Authorization: token, ...options.headers } });

  async function open(token: string, options?: RequestOptions) {
    const client = as(token, options);
    const connected = JSON.parse((await client.next('connected')).data);
    expect(live.client(connected.clientId)?.path).toBe(path);
    return { client, connected };
  }

  async function refusal(token: string): Promise<string> {
    const client = as(token, { headers: { Connection: 'close' } });
    await client.ended;
    expect(client.events).toEqual([]);
    return client.head;
  }

  /** Waits until everything published before has come. */
  async function settle(client: EventClient, clientId: string): Promise<void> {
    live.publish({ client: clientId }, { event: 'settled', data: null });
    await client.next('settled');
  }

  describe("ann's cursor on bob's stream", () => {
    const inHeader = (id: string) => ({ headers: { 'Last-Event-ID': id } });
    const inQuery = (id: string) => ({ path: `/?lastEventId=${encodeURIComponent(id)}` });

    it.each([
      ['in the header', undefined, inHeader],
      ['in the query', undefined, inQuery],
      ['given by the publisher, in the header', 'order', inHeader],
      ['given by the publisher, in the query', 'order', inQuery],
    ])('%s brings bob his own', async (_where, given, options) => {
      const id = given && `${given}-${path}-${options === inQuery}`;
      const cursor = live.publish({ user: 'ann' }, { event: 'e', data: 'ann 0', id });
      live.publish({ user: 'bob' }, { event: 'e', data: 'bob 1' });
      live.publish({ user: 'ann' }, { event: 'e', data: 'ann 1' });
      live.publish({ session: 'a1' }, { event: 'e', data: 'ann 2' });
      live.publish({ channel: 'team-a' }, { event: 'e', data: 'ann 3' });
      live.publish({ channel: ['team-a', 'nobody'] }, { event: 'e', data: 'ann 4' });
      live.publish({ channel: ['team-a', 'news'] }, { event: 'e', data: 'both 1' });
      live.publish({ client: 'somebody' }, { event: 'e', data: 'ann 5' });
      live.publish({ session: 'b1' }, { event: 'e', data: 'bob 2' });
      live.publish('all', { event: 'e', data: 'both 2' });
      const bob = await open('bob', options(cursor.id));
      expect(bob.connected).toMatchObject({ resumed: true, replayed: 4, gap: false });
      live.publish({ user: 'ann' }, { event: 'e', data: 'ann 6' });
      live.publish({ user: 'bob' }, { event: 'e', data: 'bob 3' });
      await settle(bob.client, bob.connected.clientId);
      expect(dataOf(bob.client, 'e')).toEqual(['bob 1', 'both 1', 'bob 2', 'both 2', 'bob 3']);
      expect(bob.client.body).not.toContain('ann');
    });
  });

  it('replays only what this connection may read, not what the one before it could', async () => {
    const first = await open('ann');
    live.publish({ channel: 'team-a' }, { event: 'e', data: 'read' });
    const { id } = await first.client.next('e');
    first.client.close();
    const before = tokens.get('ann') as Identity;
    tokens.set('ann', { ...before, channels: ['news'] });
    live.publish({ channel: 'team-a' }, { event: 'e', data: 'secret' });
    live.publish({ channel: 'news' }, { event: 'e', data: 'news' });
    const again = await open('ann', { headers: { 'Last-Event-ID': id ?? '' } });
    tokens.set('ann', before);
    expect(again.connected).toMatchObject({ resumed: true, replayed: 1, gap: false });
    live.publish({ channel: 'team-a' }, { event: 'e', data: 'secret' });
    await settle(again.client, again.connected.clientId);
    expect(dataOf(again.client, 'e')).toEqual(['news']);
  });

  it('gives a client nothing of a channel that it has left, nor of one before it joined', async () => {
    const { client, connected } = await open('bob');
    live.publish({ channel: 'late' }, { event: 'e', data: 'before' });
    live.subscribe(connected.clientId, 'late');
    live.publish({ channel: 'late' }, { event: 'e', data: 'while' });
    live.unsubscribe(connected.clientId, 'late');
    live.publish({ channel: 'late' }, { event: 'e', data: 'after' });
    await settle(client, connected.clientId);
    expect(dataOf(client, 'e')).toEqual(['while']);
  });

  it('cuts a revoked session off at once and for good, and nobody else', async () => {
    tokens.set('phone', { userId: 'ann', sessionId: 'phone' });
    const phone = await open('phone');
    const desk = await open('ann');
    live.publish({ user: 'ann' }, { event: 'e', data: 'before' });
    tokens.delete('phone');
    expect(live.disconnect({ session: 'phone' })).toBe(1);
    expect(live.publish({ user: 'ann' }, { event: 'e', data: 'after' }).clients).toBe(1);
    expect(live.publish({ session: 'phone' }, { event: 'e', data: 'after' }).clients).toBe(0);
    await eventually(() => phone.client.finished);
    // What was published before belongs to the session still; a frame is never cut.
    expect(dataOf(phone.client, 'e')).toEqual(['before']);
    expect(phone.client.body.endsWith('\n\n')).toBe(true);
    const cursor = phone.client.events.at(-1)?.id ?? '';
    const back = as('phone', { headers: { Connection: 'close', 'Last-Event-ID': cursor } });
    await back.ended;
    expect(back.head).toMatch(/^http\/1.1 401 /);
    expect(back.body).not.toContain('after');
    await settle(desk.client, desk.connected.clientId);
    expect(dataOf(desk.client, 'e')).toEqual(['before', 'after']);
  });

  it('ends the stream of a token that ends, and delivers nothing after', async () => {
    const expiresAt = Date.now() + 700;
    tokens.set('short', { userId: 'ann', expiresAt });
    const short = await open('short');
    const desk = await open('ann');
    const publisher = setInterval(() => {
      live.publish({ user: 'ann' }, { event: 'e', data: Date.now() });
    }, 5);
    await eventually(() => short.client.finished);
    const ended = Date.now();
    tokens.delete('short');
    await eventually(() => dataOf(desk.client, 'e').at(-1) > ended + 100);
    clearInterval(publisher);
    expect(ended - expiresAt).toBeGreaterThanOrEqual(0);
    expect(ended - expiresAt).toBeLessThan(kLate);
    const received = dataOf(short.client, 'e');
    expect(received.length).toBeGreaterThan(50);
    expect(received.at(-1)).toBeLessThan(expiresAt + kLate);
    expect(received).toEqual(dataOf(desk.client, 'e').slice(0, received.length));
    expect(await refusal('short')).toMatch(/^http\/1.1 401 /);
  });

  it('lets nobody in with a token that has ended', async () => {
    tokens.set('ended', { userId: 'ann', expiresAt: Date.now() - 1 });
    const publisher = setInterval(() => {
      live.publish({ user: 'ann' }, { event: 'e', data: Date.now() });
    }, 5);
    const client = as('ended');
    await eventually(() => client.finished || client.head.startsWith('http/1.1 4'));
    clearInterval(publisher);
    expect(dataOf(client, 'e')).toEqual([]);
  });

  describe.each<[what: string, name: string]>([
    ['a wildcard', '*'],
    ['two wildcards', '**'],
    ['a wildcard for users', 'user:*'],
    ['a wildcard at the end', 'new*'],
    ['a question mark', 'new?'],
    ['a pattern', '[a-z]*'],
    ['a regular expression', '.*'],
    ['the folder above', '..'],
    ['a path', '../user:ann'],
    ['a path inside', 'news/../user:ann'],
    ['NUL', '\0'],
    ['a channel and NUL', 'user:ann\0'],
    ['a channel, NUL and more', 'news\0x'],
    ['LF', 'news\nuser:ann'],
    ['a space before', ' user:ann'],
    ['a space after', 'user:ann '],
    ['capitals', 'USER:ANN'],
    ['a comma', 'news,user:ann'],
    ['the prefix alone', 'user:'],
    ['half of a pair of surrogates', 'news\uD800'],
    ['another form of a letter', 'ne\u0301ws'],
    ['10 kB', 'x'.repeat(10_000)],
    ['10 kB that begin like another', `user:ann${'n'.repeat(10_000)}`],
    ['nothing', ''],
  ])('a channel named %s', (_what, name) => {
    /** The code of a clear error; undefined when the name was taken. */
    function codeOf(call: () => unknown): string | undefined {
      try {
        call();
        return undefined;
      } catch (error) {
        const { code, message } = error as Error & { code: string };
        expect(message).toMatch(/^Expected /);
        expect(message.length).toBeLessThan(1_000);
        return code;
      }
    }

    it('is refused, or is that channel and no other', async () => {
      tokens.set('odd', { channels: [name] });
      tokens.set('odd user', { userId: name });
      const probe = await open('bob');
      const refused = codeOf(() => live.subscribe(probe.connected.clientId, name));
      if (refused !== undefined) {
        expect(refused).toBe('ERR_SSECAST_INVALID_CHANNEL');
        expect(codeOf(() => live.publish({ channel: name }, { event: 'own', data: 1 }))).toMatch(
          /^ERR_SSECAST_INVALID_(CHANNEL|TARGET)$/,
        );
        expect(await refusal('odd')).toMatch(/^http\/1.1 [45]\d\d /);
        await settle(probe.client, probe.connected.clientId);
        expect(dataOf(probe.client, 'own')).toEqual([]);
        return;
      }
      live.unsubscribe(probe.connected.clientId, name);
      const odd = await open('odd');
      const user = await open('odd user');
      const others = ['news', 'new', 'newx', 'user:ann', 'user:bob', 'session:a1', 'team-a', 'x'];
      for (const channel of others) live.publish({ channel }, { event: 'other', data: channel });
      live.publish({ user: 'ann' }, { event: 'other', data: 'ann' });
      expect(live.publish({ channel: name }, { event: 'own', data: 1 }).clients).toBe(1);
      expect(live.clientsIn(name).map(({ id }) => id)).toEqual([odd.connected.clientId]);
      expect(live.publish({ user: name }, { event: 'own', data: 2 }).clients).toBe(1);
      await settle(odd.client, odd.connected.clientId);
      await settle(user.client, user.connected.clientId);
      await settle(probe.client, probe.connected.clientId);
      expect(dataOf(odd.client, 'other')).toEqual([]);
      expect(dataOf(odd.client, 'own')).toEqual([1]);
      expect(dataOf(user.client, 'other')).toEqual([]);
      expect(dataOf(user.client, 'own')).toEqual([2]);
      expect(dataOf(probe.client, 'own')).toEqual([]);
      expect(dataOf(probe.client, 'other')).toEqual(['news', 'user:bob']);
    });
  });
});
