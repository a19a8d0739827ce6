import { eventually } from '../support/server.js';
import { dataOf, paths, serveTokens, type TokenApp } from '../support/token-app.js';

describe.each(paths)('connections of one user on the %s path', (path) => {
  let app: TokenApp;

  beforeAll(async () => {
    app = await serveTokens({
      name: `limits-${path}`,
      directPath: path === 'direct',
      maxConnectionsPerUser: 2,
    });
    app.tokens.set('phone', { userId: 'ann', sessionId: 'phone' }).set('guest', {});
  });
  afterEach(() => app.clear());
  afterAll(() => app.close());

  it('one too many is answered 429 in any session, and the old ones stay', async () => {
    const { live } = app;
    const before = live.stats();
    const old = [await app.open('ann'), await app.open('phone')];
    for (const token of ['ann', 'phone']) {
      const head = await app.refusal(token);
      expect(head).toMatch(/^http\/1.1 429 /);
      expect(head).toMatch(/\r\nretry-after: \d+\r\n/);
    }
    expect(live.publish({ user: 'ann' }, { event: 'e', data: 1 }).clients).toBe(2);
    for (const each of old) {
      await app.settle(each);
      expect(dataOf(each.client, 'e')).toEqual([1]);
    }
    const { refused, refusals, disconnects } = live.stats();
    expect(refused - before.refused).toBe(2);
    expect(refusals.user - before.refusals.user).toBe(2);
    expect(refusals.capacity).toBe(0);
    expect(disconnects).toEqual(before.disconnects);
  });

  it('others are let in, and those without a user are not counted', async () => {
    await app.open('ann');
    await app.open('ann');
    await app.open('bob');
    await app.open('bob');
    for (let count = 0; count < 5; count++) await app.open('guest');
    expect(app.live.stats().clients.total).toBe(9);
  });

  it('the next is let in when one has gone, with what it has missed', async () => {
    const { live } = app;
    const [first] = [await app.open('ann'), await app.open('ann')];
    live.publish({ user: 'ann' }, { event: 'e', data: 1 });
    const { id = '' } = await first.client.next('e');
    first.client.close();
    await eventually(
      () => live.stats().clients.total === 1,
      10_000,
      () => live.stats(),
    );
    live.publish({ user: 'ann' }, { event: 'e', data: 2 });
    const again = await app.open('ann', { headers: { 'Last-Event-ID': id } });
    expect(again.connected).toMatchObject({ resumed: true, replayed: 1 });
    await app.settle(again);
    expect(dataOf(again.client, 'e')).toEqual([2]);
    expect(await app.refusal('ann')).toMatch(/^http\/1.1 429 /);
  });

  it('a burst leaves exactly as many as allowed', async () => {
    const asked = Array.from({ length: 20 }, () => app.as('ann'));
    const heads = await Promise.all(asked.map((client) => client.opened()));
    expect(heads.filter((head) => head.startsWith('http/1.1 200 '))).toHaveLength(2);
    expect(heads.filter((head) => head.startsWith('http/1.1 429 '))).toHaveLength(18);
    expect(app.live.stats().clients.total).toBe(2);
  });
});
