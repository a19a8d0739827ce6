import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { EventSource } from 'eventsource';
import { type Broadcaster, createBroadcaster } from 'ssecast';
import { SSEHandler } from 'ssecast/handler';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

/** Everything that a stream gives, as text. */
function collect(stream: ReadableStream<Uint8Array>): { text: string; done: boolean } {
  const got = { text: '', done: false };
  const decoder = new TextDecoder();
  (async () => {
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
      got.text += decoder.decode(chunk, { stream: true });
    }
    got.done = true;
  })().catch(() => undefined);
  return got;
}

describe('document 4, handler', () => {
  let live: Broadcaster;
  let handler: SSEHandler;

  beforeEach(() => {
    live = createBroadcaster({ name: 'handler', logger: silent, maxConnections: 100 });
    handler = new SSEHandler({ broadcaster: live });
  });

  afterEach(async () => {
    live.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  describe.each(['direct', 'stream'] as const)('with Node responses on the %s path', (path) => {
    let app: EventServer;

    beforeEach(async () => {
      createBroadcaster({ name: 'handler', directPath: path === 'direct' });
      app = await serveEvents((request, response) => {
        const [, id = '', user = ''] = (request.url as string).split('/');
        handler.addClient(id, user, response, { tab: 1 });
      });
    });

    afterEach(() => closeAll(live, app));

    it('adds clients under the ids it is given, and sends to them', async () => {
      const ann = app.open({ path: '/a1/ann' });
      const other = app.open({ path: '/a2/ann' });
      const bob = app.open({ path: '/b1/bob' });
      for (const client of [ann, other, bob]) await client.next('connected');
      expect(handler.getClient('a1')).toMatchObject({ userId: 'ann', metadata: { tab: 1 }, path });
      expect(handler.getStats()).toMatchObject({ totalConnections: 3, uniqueUsers: 2 });
      expect(handler.sendEventToUser('ann', 'notification', { id: 1 })).toBe(2);
      expect((await ann.next('notification')).data).toBe('{"id":1}');
      await other.next('notification');
      expect(handler.sendEventToClient('b1', 'dashboardUpdate', 2)).toBe(true);
      expect(handler.broadcastEvent('ping', {})).toBe(3);
      await bob.next('ping');
      expect(bob.events.map(({ event }) => event)).toEqual([
        'connected',
        'dashboardUpdate',
        'ping',
      ]);
      const [first] = await handler.getActivity();
      expect(Math.abs((first?.lastActivity as number) - Date.now())).toBeLessThan(5_000);
      expect([handler.removeClient('a1'), handler.removeClient('a1')]).toEqual([true, false]);
      await eventually(() => ann.finished);
    });

    it('replaces a client of the same id, but not for a HEAD', async () => {
      const first = app.open({ path: '/a1/ann' });
      await first.next('connected');
      const head = app.open({ path: '/a1/ann', method: 'HEAD', headers: { Connection: 'close' } });
      await head.ended;
      expect(first.finished).toBe(false);
      const second = app.open({ path: '/a1/ann' });
      await second.next('connected');
      await eventually(() => first.finished);
      // What the first one leaves behind must not touch the second.
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(handler.sendEventToClient('a1', 'notification', 1)).toBe(true);
      await second.next('notification');
      expect(handler.getClients()).toHaveLength(1);
    });

    it('answers 503 when there are too many', async () => {
      createBroadcaster({ name: 'handler', maxConnections: 1 });
      await app.open({ path: '/a1/ann' }).next('connected');
      const second = app.open({ path: '/a2/ann', headers: { Connection: 'close' } });
      await second.ended;
      expect(second.head).toMatch(/^http\/1.1 503 /);
    });
  });

  it('works for a browser, and for HTTP/2', async () => {
    const server = createServer((_request, response) => {
      handler.addClient('h2', 'ann', response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { connect } = await import('node:http2');
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = session.request({ ':path': '/' });
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await eventually(() => text.includes('event: connected'));
    handler.sendEventToUser('ann', 'notification', 'é');
    await eventually(() => text.includes('event: notification\ndata: "é"\n\n'));
    session.destroy();
    server.close();

    const app = await serveEvents((_request, response) => handler.addClient('b', 'bob', response));
    const source = new EventSource(app.origin);
    const heard: string[] = [];
    source.addEventListener('notification', (event) => heard.push(event.data));
    await once(source as unknown as EventTarget, 'open');
    handler.sendEventToUser('bob', 'notification', 1);
    await eventually(() => heard.length === 1);
    source.close();
    await closeAll(live, app);
  });

  it('feeds a controller until its client is removed', async () => {
    let added: boolean | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        added = handler.addClient('c1', 'ann', controller);
      },
    });
    const got = collect(stream);
    expect(added).toBe(true);
    handler.sendEventToUser('ann', 'notification', 1);
    handler.sendEventToUser('ann', 'notification', 2);
    await eventually(() => got.text.includes('data: 2\n\n'));
    expect(got.text).toMatch(/^id: .*event: connected\n/s);
    handler.sendEventToUser('ann', 'notification', 3);
    handler.removeClient('c1');
    await eventually(() => got.done);
    expect(got.text).toContain('data: 3\n\n');
  });

  it('gives a controller no more than it takes', async () => {
    createBroadcaster({ name: 'handler', history: { bytes: 64 * 1024 * 1024 } });
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start(own) {
        controller = own;
        handler.addClient('c1', 'ann', own);
      },
    });
    const data = 'x'.repeat(10_000);
    for (let number = 0; number < 1_000; number++) {
      handler.sendEventToUser('ann', 'big', { number, data });
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(controller?.desiredSize).toBeGreaterThanOrEqual(-1);
    const got = collect(stream);
    await eventually(() => got.text.includes('"number":999'));
    const numbers = [...got.text.matchAll(/"number":(\d+)/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual([...Array(1_000).keys()]);
  });

  it('removes the client of a controller that was cancelled or failed', async () => {
    let failing: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        handler.addClient('c1', 'ann', controller);
      },
    });
    new ReadableStream<Uint8Array>({
      start(controller) {
        failing = controller;
        handler.addClient('c2', 'ann', controller);
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await stream.cancel();
    failing?.error(new Error('mine'));
    expect(handler.sendEventToUser('ann', 'notification', 1)).toBe(2);
    handler.sendEventToUser('ann', 'notification', 2);
    await eventually(() => handler.getClients().length === 0);
  });

  it('feeds a writer, and removes its client when it fails', async () => {
    const through = new TransformStream<Uint8Array, Uint8Array>();
    const writer = through.writable.getWriter();
    expect(handler.addClient('w1', 'ann', writer)).toBe(true);
    const got = collect(through.readable);
    handler.sendEventToUser('ann', 'notification', 1);
    await eventually(() => got.text.includes('event: notification'));
    handler.removeClient('w1');
    await eventually(() => got.done);

    const second = new TransformStream<Uint8Array, Uint8Array>();
    handler.addClient('w2', 'ann', second.writable.getWriter());
    await second.readable.cancel();
    await eventually(() => handler.getClients().length === 0);
  });

  it('waits for a writer that is not ready', async () => {
    const chunks: Uint8Array[] = [];
    const waiting: (() => void)[] = [];
    const slow = new WritableStream<Uint8Array>({
      write(chunk) {
        chunks.push(chunk);
        return new Promise((resolve) => waiting.push(resolve));
      },
    });
    const writer = slow.getWriter();
    handler.addClient('w1', 'ann', writer);
    for (let number = 0; number < 20; number++) {
      handler.sendEventToUser('ann', 'number', number);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect([chunks.length, writer.desiredSize]).toEqual([1, 0]);
    const text = () => Buffer.concat(chunks).toString();
    const timer = setInterval(() => waiting.shift()?.(), 1);
    await eventually(() => text().includes('data: 19\n\n'));
    clearInterval(timer);
    expect(text().match(/event: number/g)).toHaveLength(20);
  });

  it('tells a stream when to come back that it cannot add, and closes it', async () => {
    createBroadcaster({ name: 'handler', maxConnections: 1 });
    handler.addClient('w0', 'ann', new TransformStream<Uint8Array>().writable.getWriter());
    const through = new TransformStream<Uint8Array, Uint8Array>();
    const got = [collect(through.readable)];
    expect(handler.addClient('w1', 'ann', through.writable.getWriter())).toBe(false);
    got.push(
      collect(
        new ReadableStream<Uint8Array>({
          start(controller) {
            expect(handler.addClient('c1', 'ann', controller)).toBe(false);
          },
        }),
      ),
    );
    await eventually(() => got.every(({ done }) => done));
    for (const { text } of got) expect(text).toMatch(/^retry: (5|6|7|8|9|1\d)000\n\n$/);
  });
});
