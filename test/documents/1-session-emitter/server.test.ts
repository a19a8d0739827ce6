import {
  createSessionEmitter,
  destroySSE,
  initializeSSE,
  SessionEventEmitter,
  type SessionListener,
  sessionEmitter,
} from 'ssecast';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { curl } from '../support/curl.js';
import { openPage, type Page } from '../support/page.js';

// Event Emitter Pattern: the class as it is used
interface Printed {
  subscribe(sessionId: string, listener: (data: string) => void): () => void;
  emit(sessionId: string, event: { type: string; data: unknown }): void;
}
const printed: Printed = sessionEmitter satisfies SessionEventEmitter;

// Event Type Definities
type SSEEventType =
  | 'item:added'
  | 'item:updated'
  | 'item:deleted'
  | 'vote:added'
  | 'vote:removed'
  | 'session:updated'
  | 'action:added'
  | 'action:updated'
  | 'action:deleted'
  | 'connected';

interface SSEEvent<T = unknown> {
  type: SSEEventType;
  data: T;
  timestamp: number;
}

const heartbeatEvery = 30000;

// SSE API Route, with the heartbeat of its last section
async function GET(request: Request, { params }: { params: { id: string } }) {
  const sessionId = params.id;

  const stream = new ReadableStream({
    start(controller) {
      const encoder = new TextEncoder();

      // Stuur connected event
      controller.enqueue(encoder.encode(`data: ${JSON.stringify({ type: 'connected' })}\n\n`));

      // Subscribe op session events
      const unsubscribe = sessionEmitter.subscribe(sessionId, (data) => {
        controller.enqueue(encoder.encode(data));
      });

      // Server-side
      const heartbeat = setInterval(() => {
        controller.enqueue(encoder.encode(': heartbeat\n\n'));
      }, heartbeatEvery);

      // Cleanup bij disconnect
      request.signal.addEventListener('abort', () => {
        clearInterval(heartbeat);
        unsubscribe();
      });
    },
  });

  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      Connection: 'keep-alive',
    },
  });
}

let app: EventServer;
let page: Page;

beforeAll(async () => {
  initializeSSE({ logger: silent });
  app = await serveRoute((request) => {
    const [, , , id = ''] = new URL(request.url).pathname.split('/');
    return GET(request, { params: { id } });
  });
  page = openPage(app.origin);
});

afterAll(async () => {
  page.leave();
  destroySSE();
  await app.close();
});

test('document 1, "Event Emitter Pattern": listeners get the serialised event until they stop', async () => {
  expect(sessionEmitter).toBeInstanceOf(SessionEventEmitter);
  const heard: string[] = [];
  const listener: SessionListener = (data) => heard.push(data);
  const unsubscribe = printed.subscribe('s1', listener);
  const event = { type: 'item:added', data: { id: 1 } };
  jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
  printed.emit('s1', event);
  const eventString = `data: ${JSON.stringify({ ...event, timestamp: Date.now() })}\n\n`;
  jest.restoreAllMocks();
  printed.emit('s2', event);
  await eventually(() => heard.length === 1);
  expect(heard[0].endsWith(`\n${eventString}`)).toBe(true);
  unsubscribe();
  printed.emit('s1', event);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(heard).toHaveLength(1);
});

test('document 1, "SSE API Route" and "Event Emitting vanuit API Routes"', async () => {
  const { EventSource } = page;
  const sessionId = 's1';
  const item = { id: 'i1', content: 'More tests' };
  const heard: SSEEvent[] = [];
  const eventSource = new EventSource(`/api/retrospective/${sessionId}/events`);
  eventSource.onmessage = (event) => heard.push(JSON.parse(event.data));
  await eventually(() => heard.length === 1);

  // Na database operatie
  sessionEmitter.emit(sessionId, {
    type: 'item:added',
    data: { id: item.id, content: item.content },
  });

  await eventually(() => heard.length === 2);
  expect(heard).toEqual([
    { type: 'connected' },
    { type: 'item:added', data: item, timestamp: expect.any(Number) },
  ]);
  eventSource.close();
  // Cleanup bij disconnect
  await eventually(() => sessionEmitter.emit(sessionId, { type: 'item:added', data: item }) === 0);
});

test('document 1, "Heartbeat": as printed, byte for byte for curl', async () => {
  let beat: () => void = () => undefined;
  const every = jest.spyOn(globalThis, 'setInterval').mockImplementation(((run: () => void) => {
    beat = run;
  }) as never);
  const client = curl(`${app.origin}/api/retrospective/s1/events`);
  await eventually(() => client.body !== '');
  expect(every.mock.calls.map(([, delay]) => delay)).toContain(heartbeatEvery);
  beat();
  await eventually(() => client.body.endsWith(': heartbeat\n\n'));
  expect(client.body).toBe('data: {"type":"connected"}\n\n: heartbeat\n\n');
  jest.restoreAllMocks();
  client.stop();
});

test('document 1, "Event Type Definities": a map of the types types the emitter', () => {
  const typed = createSessionEmitter<Record<SSEEventType, { id: string }>>();
  expect(typed.emit('nobody', { type: 'vote:added', data: { id: 'i1' } })).toBe(0);
  // @ts-expect-error there is no such type
  typed.emit('nobody', { type: 'vote:aded', data: { id: 'i1' } });
});

test('document 1, "Multi-instance Deployment": what Redis brings is emitted here', async () => {
  const channels = new Map<string, (channel: string, message: string) => void>();
  /** As much of ioredis as the document uses. */
  class Redis {
    private names: string[] = [];
    subscribe(channel: string) {
      this.names.push(channel);
    }
    on(_event: 'message', listener: (channel: string, message: string) => void) {
      for (const name of this.names) channels.set(name, listener);
    }
    publish(channel: string, message: string) {
      channels.get(channel)?.(channel, message);
    }
  }
  const localEmitter = sessionEmitter;

  // ✅ Gebruik Redis pub/sub
  const publisher = new Redis();
  const subscriber = new Redis();

  subscriber.subscribe('retrospective-events');
  subscriber.on('message', (_channel, message) => {
    const { sessionId, event } = JSON.parse(message);
    localEmitter.emit(sessionId, event);
  });

  function broadcastEvent(sessionId: string, event: SSEEvent) {
    publisher.publish('retrospective-events', JSON.stringify({ sessionId, event }));
  }

  const heard: string[] = [];
  const unsubscribe = sessionEmitter.subscribe('s1', (data) => heard.push(data));
  broadcastEvent('s1', { type: 'vote:added', data: { itemId: 'i1' }, timestamp: Date.now() });
  await eventually(() => heard.length === 1);
  expect(heard[0]).toContain('data: {"type":"vote:added","data":{"itemId":"i1"},"timestamp":');
  unsubscribe();
});
