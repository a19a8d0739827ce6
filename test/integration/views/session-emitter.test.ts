import { EventSource } from 'eventsource';
import { type Broadcaster, createBroadcaster, RefusedError } from 'ssecast';
import { createSessionEmitter, type SessionEventEmitter } from 'ssecast/sessions';
import { runFixture } from '../support/run-fixture.js';
import { closeAll, type EventServer, eventually, silent } from '../support/server.js';
import { serveRoute } from '../support/web-route.js';

interface Events {
  'item:added': { id: number };
  'vote:added': { itemId: number };
}

describe('document 1, session emitter', () => {
  let live: Broadcaster;
  let emitter: SessionEventEmitter<Events>;
  const error = jest.fn();

  beforeEach(() => {
    error.mockClear();
    live = createBroadcaster({
      name: 'sessions',
      logger: { ...silent, error },
      heartbeatInterval: 100,
    });
    emitter = createSessionEmitter<Events>({ broadcaster: live });
  });

  afterEach(async () => {
    live.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('gives listeners the blocks of their session as they go over the wire, in order', async () => {
    const blocks: string[] = [];
    const others: string[] = [];
    const stop = emitter.subscribe('s1', (block) => blocks.push(block));
    emitter.subscribe('s2', (block) => others.push(block));
    expect(emitter.emit('s1', { type: 'item:added', data: { id: 1 } })).toBe(1);
    const { id } = live.publish({ session: 's1' }, { event: 'named', data: 'a\nb' });
    emitter.emit('s1', { type: 'vote:added', data: { itemId: 1 } });
    await eventually(() => blocks.length === 3);
    expect(blocks[0]).toMatch(
      /^id: \d+-\d+\n: channel session:s1\ndata: \{"type":"item:added","data":\{"id":1\},"timestamp":\d{13}\}\n\n$/,
    );
    expect(blocks[1]).toBe(`id: ${id}\n: channel session:s1\nevent: named\ndata: "a\\nb"\n\n`);
    // Heartbeats come meanwhile, and are not told.
    await eventually(() => live.stats().heartbeats > 2);
    expect([blocks.length, others.length]).toEqual([3, 0]);
    stop();
    stop();
    expect(emitter.emit('s1', { type: 'item:added', data: { id: 2 } })).toBe(0);
    await eventually(() => live.stats().clients.total === 1);
    expect(blocks).toHaveLength(3);
  });

  it('shows a subscription as a client', () => {
    emitter.subscribe('s1', () => undefined);
    expect(live.clients()).toMatchObject([
      { sessionId: 's1', channels: ['session:s1'], metadata: { subscription: true } },
    ]);
  });

  it('begins after an id, and tells of a gap', async () => {
    const first = live.publish({ session: 's1' }, { event: 'a', data: 1 });
    live.publish({ session: 's1' }, { event: 'a', data: 2 });
    const blocks: string[] = [];
    emitter.subscribe('s1', (block) => blocks.push(block), { lastEventId: first.id });
    await eventually(() => blocks.length === 1);
    expect(blocks[0]).toContain('data: 2\n');
    const gaps: string[] = [];
    emitter.subscribe('s1', (block) => gaps.push(block), { lastEventId: '1-0' });
    await eventually(() => gaps.length === 1);
    expect(gaps[0]).toContain('event: gap\n');
  });

  it('reports a listener that fails, and goes on', async () => {
    const blocks: string[] = [];
    emitter.subscribe('s1', () => {
      throw new Error('mine');
    });
    emitter.subscribe('s1', async () => {
      throw new Error('later');
    });
    emitter.subscribe('s1', (block) => blocks.push(block));
    emitter.emit('s1', { type: 'item:added', data: { id: 1 } });
    emitter.emit('s1', { type: 'item:added', data: { id: 2 } });
    await eventually(() => blocks.length === 2 && error.mock.calls.length === 4);
    const messages = error.mock.calls.map(([, { message }]) => message);
    expect(messages.sort()).toEqual(['later', 'later', 'mine', 'mine']);
    expect(live.stats().clients.total).toBe(3);
  });

  it('can be ended by its own listener', async () => {
    const blocks: string[] = [];
    const stop = emitter.subscribe('s1', (block) => {
      blocks.push(block);
      stop();
    });
    for (let id = 0; id < 5; id++) emitter.emit('s1', { type: 'item:added', data: { id } });
    await eventually(() => live.stats().clients.total === 0);
    expect(blocks).toHaveLength(1);
  });

  it('comes back with its cursor when its connection is too old', async () => {
    createBroadcaster({ name: 'sessions', maxConnectionAge: 300 });
    const got: string[] = [];
    const ended = jest.fn();
    emitter.subscribe('s1', (block) => got.push(block), { onEnd: ended });
    let sent = 0;
    const timer = setInterval(
      () => emitter.emit('s1', { type: 'item:added', data: { id: sent++ } }),
      5,
    );
    await eventually(() => live.stats().disconnects.age >= 2);
    clearInterval(timer);
    await eventually(() => got.length >= sent);
    const ids = got.map((block) => JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '').data.id);
    expect(ids).toEqual([...Array(sent).keys()]);
    expect(ended).not.toHaveBeenCalled();
    createBroadcaster({ name: 'sessions', maxConnectionAge: 0 });
  });

  it('tells when it was ended by somebody else', async () => {
    const ended: string[] = [];
    emitter.subscribe('s1', () => undefined, { onEnd: (reason) => ended.push(reason) });
    live.disconnect({ session: 's1' });
    await eventually(() => ended.length === 1);
    emitter.subscribe('s1', () => undefined, { onEnd: (reason) => ended.push(reason) });
    await live.drain();
    await eventually(() => ended.length === 2);
    expect(ended).toEqual(['server', 'shutdown']);
    const attempt = () => emitter.subscribe('s1', () => undefined);
    expect(attempt).toThrow(RefusedError);
    expect(attempt).toThrow('The server is restarting');
  });

  it('hears other threads, and keeps no process alive', async () => {
    const { code, signal, errors, printed } = await runFixture('subscription.mjs');
    expect([code, signal, errors, printed]).toEqual([0, null, '', { heard: [1, 2, 3] }]);
  });

  it('works in the route of the document, for a browser', async () => {
    let app: EventServer | undefined;
    try {
      app = await serveRoute(async (request) => {
        const sessionId = new URL(request.url).pathname.split('/')[1] as string;
        const stream = new ReadableStream({
          start(controller) {
            const encoder = new TextEncoder();
            controller.enqueue(
              encoder.encode(`data: ${JSON.stringify({ type: 'connected' })}\n\n`),
            );
            const unsubscribe = emitter.subscribe(sessionId, (data) => {
              controller.enqueue(encoder.encode(data));
            });
            request.signal.addEventListener('abort', () => {
              unsubscribe();
            });
          },
        });
        return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
      });
      const heard: { type: string; data?: unknown }[] = [];
      const source = new EventSource(`${app.origin}/s1/events`);
      source.onmessage = (event) => heard.push(JSON.parse(event.data));
      await eventually(() => heard.length === 1);
      emitter.emit('s1', { type: 'item:added', data: { id: 7 } });
      await eventually(() => heard.length === 2);
      expect(heard).toEqual([
        { type: 'connected' },
        { type: 'item:added', data: { id: 7 }, timestamp: expect.any(Number) },
      ]);
      source.close();
      await eventually(() => live.stats().clients.total === 0);
      expect(error).not.toHaveBeenCalled();
    } finally {
      if (app !== undefined) await closeAll(live, app);
    }
  });
});
