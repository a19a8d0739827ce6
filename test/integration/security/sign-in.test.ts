import { createBroadcaster, type Identity } from 'ssecast';
import { createConnection } from 'ssecast/client';
import { createSSEHandler } from 'ssecast/node';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

// A page signs in without being loaded anew: its open stream belongs to the identity of before.

const live = createBroadcaster({ name: 'sign-in', logger: silent });
const members = () => live.clients().filter(({ channels }) => channels.includes('team:bob'));
let identity: Identity;
let app: EventServer;
let requests: string[];

beforeAll(async () => {
  const channels = (channel: string, { userId }: Identity) =>
    channel === 'news' || channel === `team:${userId}`;
  const handler = createSSEHandler({ broadcaster: live, authorize: () => identity, channels });
  app = await serveEvents((request, response) => {
    requests.push(request.method ?? '');
    void handler(request, response);
  });
});
beforeEach(() => {
  requests = [];
});
afterAll(() => closeAll(live, app));

it.each<[string, Identity, Identity]>([
  ['as a user', {}, { userId: 'bob' }],
  ['as another user', { userId: 'ann' }, { userId: 'bob' }],
  ['in another session', { userId: 'bob', sessionId: 'a' }, { userId: 'bob', sessionId: 'b' }],
])('%s: the next channel is joined by one new stream', async (_what, before, after) => {
  identity = before;
  const errors = jest.fn();
  const heard: string[] = [];
  const connection = createConnection({ url: app.origin, channels: ['news'] });
  connection.listen({ onError: errors, onMessage: ({ data }) => void heard.push(data) });
  connection.connect();
  await eventually(() => connection.getSnapshot().events.length > 0);
  const [first] = live.clients();
  identity = after;
  connection.join('team:bob');
  await eventually(() => members().length === 1);
  expect(members()).toMatchObject([{ userId: 'bob' }]);
  expect(live.client(first?.id ?? '')?.channels ?? []).not.toContain('team:bob');
  live.publish({ user: 'bob' }, { event: 'e', data: 'own' });
  live.publish({ channel: 'team:bob' }, { event: 'e', data: 'team' });
  await eventually(() => heard.includes('team'));
  expect(heard.slice(-2)).toEqual(['own', 'team']);
  expect(errors).not.toHaveBeenCalled();
  expect(requests).toEqual(['GET', 'POST', 'GET']);
  connection.disconnect();
  await eventually(() => live.clients().length === 0);
});

it('reports a channel that the new identity may not read, and opens no further stream', async () => {
  identity = { userId: 'ann' };
  const refused: (string | undefined)[] = [];
  const connection = createConnection({ url: app.origin, channels: ['news'] });
  connection.listen({ onError: ({ channel }: never) => void refused.push(channel) } as never);
  connection.connect();
  await eventually(() => connection.getSnapshot().events.length > 0);
  identity = { userId: 'bob' };
  connection.join('team:ann');
  await eventually(() => refused.length === 1);
  await eventually(() => connection.getSnapshot().status === 'open');
  expect(refused).toEqual(['team:ann']);
  // The second GET is refused because of the channel, the third does not name it.
  expect(requests).toEqual(['GET', 'POST', 'GET', 'GET']);
  connection.disconnect();
});
