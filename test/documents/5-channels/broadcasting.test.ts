import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables, type User } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';

const server = new AppServer({ db: createDatabase<Tables>() });
const { router } = server;
const ctx = { core: server.core };
const asked: string[] = [];

async function canAccessChannel(user: User, channel: string): Promise<boolean> {
  asked.push(`${user.id} ${channel}`);
  return channel === 'orders' || channel === 'notifications';
}

// Broadcasting Events: from route handler
router.route('sendMessage').typed({
  handle: async (input: { recipientId: number; content: string }, ctx) => {
    const message = await ctx.db
      .insertInto('messages')
      .values({
        fromUserId: ctx.user.id,
        toUserId: input.recipientId,
        content: input.content,
      })
      .returningAll()
      .executeTakeFirstOrThrow();

    // Push to recipient in real-time
    ctx.core.sse.broadcast(`user:${input.recipientId}`, 'newMessage', {
      id: message.id,
      from: ctx.user.name,
      content: input.content,
    });

    return message;
  },
});

// From job handler
ctx.core.jobs.register('broadcastAnnouncement', async (data) => {
  // Send to all connected clients
  ctx.core.sse.broadcastAll('announcement', {
    title: data.title,
    message: data.message,
    priority: data.priority,
  });
});

// Channel-Based Subscriptions: multiple channel subscriptions
router.route('subscribe').raw({
  handle: async (req, ctx) => {
    const url = new URL(req.url);
    const channels = url.searchParams.getAll('channel');

    const { client, response } = ctx.core.sse.addClient();

    // Subscribe to requested channels
    for (const channel of channels) {
      // Validate channel access
      if (await canAccessChannel(ctx.user, channel)) {
        ctx.core.sse.subscribe(client.id, channel);
      }
    }

    // Always subscribe to user channel
    ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);

    return response;
  },
});

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
