import { eventually } from '../support/server.js';
import { dataOf, paths, serveTokens, type TokenApp } from '../support/token-app.js';

/** Milliseconds by which a stream may end late: workers look after their clients once a second. */
const kLate = 1_300;

describe.each(paths)('the end of what a client may read on the %s path', (path) => {
  let app: TokenApp;
  let publisher: NodeJS.Timeout | undefined;

  beforeAll(async () => {
    app = await serveTokens({ name: `revocation-${path}`, directPath: path === 'direct' });
  });
  afterEach(async () => {
    clearInterval(publisher);
    await app.clear();
  });
  afterAll(() => app.close());

  /** Sends the time to ann, over and over. */
  function publishOn(): void {
    publisher = setInterval(() => {
      app.live.publish({ user: 'ann' }, { event: 'e', data: Date.now() });
    }, 5);
  }

  it('comes at once for a revoked session, for good, and for nobody else', async () => {
    const { live, tokens } = app;
    tokens.set('phone', { userId: 'ann', sessionId: 'phone' });
    const phone = await app.open('phone');
    const desk = await app.open('ann');
    live.publish({ user: 'ann' }, { event: 'e', data: 'before' });
    tokens.delete('phone');
    expect(live.disconnect({ session: 'phone' })).toBe(1);
    expect(live.publish({ user: 'ann' }, { event: 'e', data: 'after' }).clients).toBe(1);
    expect(live.publish({ session: 'phone' }, { event: 'e', data: 'after' }).clients).toBe(0);
    await eventually(() => phone.client.finished);
    // What was published before is the session's still, and no frame is cut.
    expect(dataOf(phone.client, 'e')).toEqual(['before']);
    expect(phone.client.body.endsWith('\n\n')).toBe(true);
    const cursor = phone.client.events.at(-1)?.id ?? '';
    expect(await app.refusal('phone', { headers: { 'Last-Event-ID': cursor } })).toMatch(
      /^http\/1.1 401 /,
    );
    await app.settle(desk);
    expect(dataOf(desk.client, 'e')).toEqual(['before', 'after']);
  });

  it('comes at once for a revoked user, in all of his sessions', async () => {
    const { live, tokens } = app;
    tokens.set('phone', { userId: 'ann', sessionId: 'phone' });
    const streams = [await app.open('phone'), await app.open('ann'), await app.open('ann')];
    const bob = await app.open('bob');
    expect(live.disconnect({ user: 'ann' })).toBe(3);
    expect(live.publish('all', { event: 'e', data: 'after' }).clients).toBe(1);
    await eventually(() => streams.every(({ client }) => client.finished));
    for (const { client } of streams) expect(dataOf(client, 'e')).toEqual([]);
    await app.settle(bob);
    expect(dataOf(bob.client, 'e')).toEqual(['after']);
  });

  it('comes with the end of a token, and nothing is delivered after', async () => {
    const expiresAt = Date.now() + 700;
    app.tokens.set('short', { userId: 'ann', expiresAt });
    const short = await app.open('short');
    const desk = await app.open('ann');
    publishOn();
    await eventually(() => short.client.finished);
    const ended = Date.now();
    app.tokens.delete('short');
    await eventually(() => (dataOf(desk.client, 'e').at(-1) as number) > ended + 100);
    expect(ended - expiresAt).toBeGreaterThanOrEqual(0);
    expect(ended - expiresAt).toBeLessThan(kLate);
    const received = dataOf(short.client, 'e');
    // How many were published in that time depends on the machine; most of them have come.
    const published = dataOf(desk.client, 'e').filter((at) => (at as number) < expiresAt);
    expect(received.length).toBeGreaterThan(5);
    expect(received.length).toBeGreaterThan(0.8 * published.length);
    // The ids that count as its time may be a millisecond ahead of the publisher's clock.
    expect(received.at(-1)).toBeLessThanOrEqual(expiresAt);
    expect(received).toEqual(dataOf(desk.client, 'e').slice(0, received.length));
    expect(await app.refusal('short')).toMatch(/^http\/1.1 401 /);
  });

  it.each([
    ['live', false],
    ['of the history', true],
  ])('has come for a token that has ended: no event %s', async (_which, resumes) => {
    const { id } = app.live.publish('all', { event: 'e', data: 'cursor' });
    app.live.publish({ user: 'ann' }, { event: 'e', data: 'history' });
    app.tokens.set('ended', { userId: 'ann', expiresAt: Date.now() - 1 });
    if (!resumes) publishOn();
    const client = app.as('ended', resumes ? { headers: { 'Last-Event-ID': id } } : {});
    await eventually(() => client.finished || client.head.startsWith('http/1.1 4'));
    expect(dataOf(client, 'e').length).toBe(0);
  });
});
