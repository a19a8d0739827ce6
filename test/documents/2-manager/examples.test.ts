import {
  createUpdateEvent,
  destroySSE,
  getConnectionInfo,
  initializeSSE,
  type SSEMessage,
  sendMessage,
  sendToUser,
} from 'ssecast/manager';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { register } from 'ssecast/next/instrumentation';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { openPage, type Page } from '../support/page.js';
import type { TestRequest } from './printed/test-endpoint.js';
import { POST } from './printed/webhook.js';

const { GET } = createSSERoute({ authorize: identityFromQuery });
let app: EventServer;
let page: Page;
const heard: { type: string; data: unknown }[] = [];
const next = async () => {
  await eventually(() => heard.length > 0);
  return heard.shift();
};

beforeAll(async () => {
  process.env.NEXT_RUNTIME = 'nodejs';
  register();
  initializeSSE({ logger: silent });
  app = await serveRoute((request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/webhook') return POST(request);
    return pathname === '/api/sse/test' ? sendTest(request) : GET(request);
  });
  page = openPage(app.origin);
  const source = new page.EventSource('/api/sse?userId=user123&sessionId=session456');
  for (const name of ['notification', 'update', 'chat_message', 'custom']) {
    source.addEventListener(name, ({ type, data }) => heard.push({ type, data: JSON.parse(data) }));
  }
  await eventually(() => getConnectionInfo().length === 1);
});

afterAll(async () => {
  page.leave();
  destroySSE();
  await app.close();
});

async function sendTest(request: Request) {
  const { event, data, target, targetId }: TestRequest = await request.json();
  const message = { event: { event, data }, target, targetId } as SSEMessage;
  return Response.json({ success: true, clients: sendMessage(message) });
}

test('document 2, "Sending Notifications"', async () => {
  // It sends as soon as it is evaluated, and so do the next.
  await import('./printed/sending-notifications.js');

  expect(await next()).toEqual({
    type: 'notification',
    data: {
      title: 'Welcome!',
      message: 'You have successfully connected to SSE',
      type: 'success',
    },
  });
});

test('document 2, "User-Specific Messages"', async () => {
  await import('./printed/user-specific-messages.js');

  expect(await next()).toEqual({
    type: 'update',
    data: { resource: 'profile', action: 'updated', data: { userId: '123' } },
  });
  const update = createUpdateEvent('profile', 'updated');
  expect(sendToUser('user124', update)).toBe(0);
});

test('document 2, "Session-Based Messaging"', async () => {
  await import('./printed/session-based-messaging.js');

  expect(await next()).toEqual({
    type: 'chat_message',
    data: { message: 'Hello from session!', sender: 'user123' },
  });
});

test('document 2, "Integration with Webhooks"', async () => {
  const body = JSON.stringify({ userId: 'user123', action: 'paid', data: { amount: 5 } });
  const answer = await page.fetch('/webhook', { method: 'POST', body });
  expect(await answer.json()).toEqual({ success: true });
  expect(await next()).toEqual({
    type: 'update',
    data: { resource: 'webhook', action: 'paid', data: { amount: 5 } },
  });
});

test.each([
  ['all', undefined, 1],
  ['user', 'user123', 1],
  ['session', 'session456', 1],
  ['client', 'nobody', 0],
])('document 2, "POST /api/sse/test": to %s %s', async (target, targetId, clients) => {
  const body = JSON.stringify({ event: 'custom', data: { target }, target, targetId });
  const answer = await page.fetch('/api/sse/test', { method: 'POST', body });
  expect(await answer.json()).toEqual({ success: true, clients });
  if (clients > 0) expect(await next()).toEqual({ type: 'custom', data: { target } });
});
