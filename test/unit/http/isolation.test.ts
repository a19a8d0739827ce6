import '../support/fake-native.js';
import { createBroadcaster, type Identity } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { fakeLogger } from '../support/fake-native.js';

const live = createBroadcaster({ name: 'own', logger: fakeLogger() });

/** The users of an app, who are told apart by a header as by a session cookie. */
const users = new Map<string, Identity>();
const { GET, POST } = createSSERoute({
  authorize: (request) => users.get(request.headers.get('x-user') ?? '') ?? null,
  channels: (channel, identity) => channel.startsWith(`team:${identity.userId}:`),
  broadcaster: live,
});
const as = (user: string) => ({ 'x-user': user });
const open = (user: string, query = '') =>
  GET(new Request(`http://a/api/sse${query}`, { headers: as(user) }));
const post = (user: string, body: object) =>
  POST(
    new Request('http://a/api/sse', {
      method: 'POST',
      headers: as(user),
      body: JSON.stringify(body),
    }),
  );
const clientOf = (user: string) => live.clients().find(({ userId }) => userId === user)?.id ?? '';

describe('one user and the events of another', () => {
  beforeEach(() => {
    live.disconnect('all');
    users.set('ann', { userId: 'ann', sessionId: 's1' });
    users.set('bob', { userId: 'bob', sessionId: 's2' });
  });

  it('nobody changes the channels of another’s client', async () => {
    await open('ann');
    await open('bob');
    const before = live.clients();
    for (const body of [
      { clientId: clientOf('bob'), join: ['team:ann:1'] },
      { clientId: clientOf('bob'), leave: ['session:s2'] },
      { clientId: clientOf('bob') },
    ]) {
      const response = await post('ann', body);
      // As for an id that no client has: the answer does not say whether there is such a client.
      const unknown = await post('ann', { ...body, clientId: 'nobody' });
      expect([response.status, await response.text()]).toEqual([404, await unknown.text()]);
    }
    expect(live.clients()).toEqual(before);
    expect((await post('bob', { clientId: clientOf('bob'), join: ['team:bob:1'] })).status).toBe(
      200,
    );
  });

  it('another user is another, in the same session too', async () => {
    users.set('ann', { userId: 'ann', sessionId: 'shared' });
    users.set('bob', { userId: 'bob', sessionId: 'shared' });
    await open('bob');
    expect((await post('ann', { clientId: clientOf('bob'), join: ['team:ann:1'] })).status).toBe(
      404,
    );
  });

  it('another session of the same user is another', async () => {
    await open('ann');
    users.set('ann', { userId: 'ann', sessionId: 's9' });
    expect((await post('ann', { clientId: clientOf('ann'), join: ['team:ann:1'] })).status).toBe(
      404,
    );
    users.set('ann', { userId: 'ann' });
    expect((await post('ann', { clientId: clientOf('ann'), join: ['team:ann:1'] })).status).toBe(
      404,
    );
  });

  it('a stranger has no part in the client of a user', async () => {
    await open('ann');
    users.set('', {});
    expect((await post('', { clientId: clientOf('ann'), leave: ['news'] })).status).toBe(404);
    users.delete('');
  });

  it('who is revoked comes back to 401, and changes nothing any more', async () => {
    expect((await open('ann')).status).toBe(200);
    const clientId = clientOf('ann');
    users.delete('ann');
    expect((await open('ann')).status).toBe(401);
    expect((await open('ann', '?channel=team:ann:1&lastEventId=5-1')).status).toBe(401);
    expect((await post('ann', { clientId, join: ['team:ann:1'] })).status).toBe(401);
    expect(live.client(clientId)?.channels).toEqual(['user:ann', 'session:s1']);
  });

  it('a permission that is withdrawn counts for the next question', async () => {
    await open('ann');
    const clientId = clientOf('ann');
    expect((await post('ann', { clientId, join: ['team:ann:1'] })).status).toBe(200);
    users.set('ann', { userId: 'ann', sessionId: 's1', channels: [] });
    expect((await post('ann', { clientId, join: ['team:bob:1'] })).status).toBe(403);
    expect((await open('ann', '?channel=team:bob:1')).status).toBe(403);
  });

  it.each([
    ['*', 403],
    ['user:*', 403],
    ['user:', 403],
    ['team:ann:*', 200],
    ['team:ann:../team:bob:1', 200],
    ['..', 403],
    ['../user:bob', 403],
    ['user:bob', 403],
    ['session:s2', 403],
    ['team:ann:\0', 400],
    [`team:ann:${'x'.repeat(10_240)}`, 400],
    ['', 400],
  ])('%p is answered or means itself', async (name, status) => {
    await open('bob');
    await post('bob', { clientId: clientOf('bob'), join: ['team:bob:1'] });
    expect((await open('ann', `?${new URLSearchParams({ channel: name })}`)).status).toBe(status);
    if (status === 200) expect(live.client(clientOf('ann'))?.channels).toContain(name);
    else expect(clientOf('ann')).toBe('');
    live.disconnect({ user: 'ann' });
    await open('ann');
    expect((await post('ann', { clientId: clientOf('ann'), join: [name] })).status).toBe(status);
    for (const theirs of ['user:bob', 'session:s2', 'team:bob:1']) {
      expect(live.clientsIn(theirs).map(({ userId }) => userId)).toEqual(['bob']);
    }
  });
});
