import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables, type User } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import { broadcasting } from './printed/broadcasting.js';
import { subscriptions } from './printed/subscriptions.js';

const server = new AppServer({ db: createDatabase<Tables>() });
const { ctx } = server;
const asked: string[] = [];

async function canAccessChannel(user: User, channel: string): Promise<boolean> {
  asked.push(`${user.id} ${channel}`);
  return channel === 'orders' || channel === 'notifications';
}

broadcasting(server);
subscriptions({ ...server, canAccessChannel });

beforeAll(async () => {
  await server.listen();
});

afterAll(async () => {
  await server.shutdown();
});

/** The page of a user, who listens for events of these names. */
function listen(user: number, address: string, ...names: string[]) {
  const page = server.page(`user=${user}`);
  const heard: unknown[] = [];
  const source = new page.EventSource(address);
  for (const name of names) {
    source.addEventListener(name, ({ data }) => heard.push(JSON.parse(data)));
  }
  return { page, heard, source };
}

test('document 5, "Broadcasting Events": to the recipient, and to everybody', async () => {
  const sender = listen(1, '/subscribe', 'newMessage', 'announcement');
  const recipient = listen(2, '/subscribe', 'newMessage', 'announcement');
  await eventually(() => ctx.core.sse.getClients().length === 2);

  const answer = await sender.page.fetch('/sendMessage', {
    method: 'POST',
    body: JSON.stringify({ recipientId: 2, content: 'Hello' }),
  });
  expect(await answer.json()).toEqual({ id: 1, fromUserId: 1, toUserId: 2, content: 'Hello' });
  const announcement = { title: 'News', message: 'There are some', priority: 'low' };
  ctx.core.jobs.enqueue('broadcastAnnouncement', announcement);

  await eventually(() => recipient.heard.length === 2 && sender.heard.length === 1);
  expect(recipient.heard).toEqual([{ id: 1, from: 'user 1', content: 'Hello' }, announcement]);
  expect(sender.heard).toEqual([announcement]);
  for (const { source } of [sender, recipient]) source.close();
  await eventually(() => ctx.core.sse.getClients().length === 0);
});

test('document 5, "Channel-Based Subscriptions": those that may be read, and the own', async () => {
  // Client: /subscribe?channel=orders&channel=notifications
  const { heard } = listen(
    7,
    '/subscribe?channel=orders&channel=notifications&channel=secret',
    'changed',
  );
  await eventually(() => ctx.core.sse.getClientsByChannel('user:7').length === 1);
  expect(asked).toEqual(['7 orders', '7 notifications', '7 secret']);
  const [client] = ctx.core.sse.getClients();
  expect([...client.channels].sort()).toEqual(['notifications', 'orders', 'user:7']);
  for (const channel of ['secret', 'orders', 'notifications', 'user:7', 'user:8']) {
    ctx.core.sse.broadcast(channel, 'changed', channel);
  }
  await eventually(() => heard.length === 3);
  expect(heard).toEqual(['orders', 'notifications', 'user:7']);
});
