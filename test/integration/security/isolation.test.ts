import type { Identity } from 'ssecast';
import { dataOf, paths, serveTokens, type TokenApp } from '../support/token-app.js';

describe.each(paths)('what a client may read on the %s path', (path) => {
  let app: TokenApp;

  beforeAll(async () => {
    app = await serveTokens({ name: `isolation-${path}`, directPath: path === 'direct' });
  });
  afterEach(() => app.clear());
  afterAll(() => app.close());

  describe("ann's cursor on bob's stream", () => {
    const inHeader = (id: string) => ({ headers: { 'Last-Event-ID': id } });
    const inQuery = (id: string) => ({ path: `/?lastEventId=${encodeURIComponent(id)}` });

    it.each([
      ['in the header', undefined, inHeader],
      ['in the query', undefined, inQuery],
      ['given by the publisher, in the header', 'order-1', inHeader],
      ['given by the publisher, in the query', 'order-2', inQuery],
    ])('%s brings bob his own', async (_where, id, options) => {
      const { live } = app;
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
      const bob = await app.open('bob', options(cursor.id));
      expect(bob.connected).toMatchObject({ resumed: true, replayed: 4, gap: false });
      live.publish({ user: 'ann' }, { event: 'e', data: 'ann 6' });
      live.publish({ user: 'bob' }, { event: 'e', data: 'bob 3' });
      await app.settle(bob);
      expect(dataOf(bob.client, 'e')).toEqual(['bob 1', 'both 1', 'bob 2', 'both 2', 'bob 3']);
      expect(bob.client.body).not.toContain('"ann ');
    });
  });

  it('is not what the connection before it could read', async () => {
    const { live, tokens } = app;
    const first = await app.open('ann');
    live.publish({ channel: 'team-a' }, { event: 'e', data: 'read' });
    const { id = '' } = await first.client.next('e');
    first.client.close();
    const before = tokens.get('ann') as Identity;
    tokens.set('ann', { ...before, channels: ['news'] });
    live.publish({ channel: 'team-a' }, { event: 'e', data: 'secret' });
    live.publish({ channel: 'news' }, { event: 'e', data: 'news' });
    const again = await app.open('ann', { headers: { 'Last-Event-ID': id } });
    tokens.set('ann', before);
    expect(again.connected).toMatchObject({ resumed: true, replayed: 1, gap: false });
    live.publish({ channel: 'team-a' }, { event: 'e', data: 'secret' });
    await app.settle(again);
    expect(dataOf(again.client, 'e')).toEqual(['news']);
  });

  it('is what was published from joining a channel to leaving it', async () => {
    const { live } = app;
    const bob = await app.open('bob');
    const { clientId } = bob.connected;
    live.publish({ channel: 'late' }, { event: 'e', data: 'before' });
    live.subscribe(clientId, 'late');
    live.publish({ channel: 'late' }, { event: 'e', data: 'while' });
    live.unsubscribe(clientId, 'late');
    live.publish({ channel: 'late' }, { event: 'e', data: 'after' });
    await app.settle(bob);
    expect(dataOf(bob.client, 'e')).toEqual(['while']);
  });
});
