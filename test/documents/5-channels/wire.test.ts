import { createSSE } from 'ssecast/channels';
import { register } from 'ssecast/next/instrumentation';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { curl } from '../support/curl.js';
import { type Sending, sendMessage } from './printed/message-format.js';

describe.each(['direct', 'stream'] as const)('on the %s path', (path) => {
  let ctx: Sending['ctx'];
  let app: EventServer;
  let clientId: string;

  beforeAll(async () => {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
    ctx = { core: { sse: createSSE({ logger: silent, directPath: path === 'direct' }) } };
    app = await serveRoute(async () => {
      const { client, response } = ctx.core.sse.addClient();
      clientId = client.id;
      return response;
    });
  });

  afterAll(async () => {
    ctx.core.sse.shutdown();
    await app.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  test('document 5, "SSE Message Format": what curl receives, byte for byte', async () => {
    const client = curl(app.origin);
    await eventually(() => client.body.endsWith('\n\n'));
    const before = client.body.length;

    sendMessage({ ctx, clientId });

    const received = 'id: msg-123\nevent: notification\ndata: {"message":"Hello"}\n\n';
    await eventually(() => client.body.length > before);
    expect(client.body.slice(before)).toBe(received);
    client.stop();
  });

  test('document 5, "SSE Message Format": an id is optional, then ssecast gives one', async () => {
    const client = curl(app.origin);
    await eventually(() => client.body.endsWith('\n\n'));
    const before = client.body.length;
    ctx.core.sse.sendTo(clientId, 'eventName', { json: 'payload' });
    await eventually(() => client.body.length > before);
    expect(client.body.slice(before)).toMatch(
      /^id: \d{13}-\d+\nevent: eventName\ndata: \{"json":"payload"\}\n\n$/,
    );
    client.stop();
  });
});
